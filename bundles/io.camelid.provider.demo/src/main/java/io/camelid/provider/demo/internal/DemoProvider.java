package io.camelid.provider.demo.internal;

import io.camelid.spi.ErrorKind;
import io.camelid.spi.LlmError;
import io.camelid.spi.LlmException;
import io.camelid.spi.provider.LlmProvider;
import io.camelid.spi.provider.ProviderDescription;
import io.camelid.spi.provider.ProviderTarget;
import io.camelid.spi.provider.Setting;
import io.camelid.spi.provider.TargetConfig;
import java.util.List;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/**
 * A provider that needs nothing outside the process: it makes its answers up, says so, and shows by the
 * name of the model what a gateway does when a provider is slow, full, broken or silent. Read it as an
 * example of how a provider is written.
 */
@Component(service = LlmProvider.class, property = "camelid.provider=" + DemoProvider.ID)
public final class DemoProvider implements LlmProvider {
    static final String ID = "demo";

    private static final String PACE = "tokensPerSecond";
    private static final int DEFAULT_PACE = 40;
    private static final int FASTEST_PACE = 1_000;

    private static final ProviderDescription DESCRIPTION = new ProviderDescription(
            ID,
            "Demo",
            ID,
            List.of(ID),
            List.of(
                    Setting.text("model", "Replaces the model of every request. " + DemoModel.DOC),
                    new Setting(
                            PACE,
                            List.of(),
                            Setting.Type.INTEGER,
                            false,
                            false,
                            Optional.of(String.valueOf(DEFAULT_PACE)),
                            "How many words a stream sends in a second, 1 to " + FASTEST_PACE + ".")));

    private final DemoTimer timer;

    @Activate
    public DemoProvider() {
        timer = new DemoTimer();
    }

    @Deactivate
    void deactivate() {
        timer.release();
    }

    @Override
    public ProviderDescription describe() {
        return DESCRIPTION;
    }

    @Override
    public ProviderTarget open(TargetConfig config) throws LlmException {
        long pace = config.settings().integer(PACE).orElse((long) DEFAULT_PACE);
        if (pace < 1 || pace > FASTEST_PACE) {
            throw new LlmException(LlmError.of(
                    ErrorKind.CONFIGURATION, "invalid_setting", PACE + " must be between 1 and " + FASTEST_PACE + "."));
        }
        return new DemoTarget(timer, (int) pace);
    }
}
