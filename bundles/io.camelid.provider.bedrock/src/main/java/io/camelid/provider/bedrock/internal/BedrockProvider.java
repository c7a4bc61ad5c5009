package io.camelid.provider.bedrock.internal;

import io.camelid.credential.FetchThreads;
import io.camelid.spi.LlmException;
import io.camelid.spi.provider.LlmProvider;
import io.camelid.spi.provider.ProviderDescription;
import io.camelid.spi.provider.ProviderTarget;
import io.camelid.spi.provider.Setting;
import io.camelid.spi.provider.TargetConfig;
import java.time.Clock;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/** AWS Bedrock, asked through Converse. */
@Component(service = LlmProvider.class, property = "camelid.provider=" + BedrockProvider.ID)
public final class BedrockProvider implements LlmProvider {
    static final String ID = "bedrock";

    private static final ProviderDescription DESCRIPTION = new ProviderDescription(
            ID,
            "AWS Bedrock",
            "aws.bedrock",
            List.of(ID),
            List.of(
                    Setting.model(),
                    Setting.text(BedrockSettings.REGION, "AWS region whose endpoint is asked.")
                            .or(BedrockSettings.STANDARD_REGION),
                    Setting.structure(
                            BedrockSettings.GUARDRAIL,
                            "Guardrail for every conversation: `identifier` and `version`, both required.")));

    private final FetchThreads threads = new FetchThreads("camelid-bedrock-credentials");
    private final Clock clock;

    @Activate
    public BedrockProvider() {
        this(Clock.systemUTC());
    }

    BedrockProvider(Clock clock) {
        this.clock = clock;
    }

    @Override
    public ProviderDescription describe() {
        return DESCRIPTION;
    }

    @Override
    public ProviderTarget open(TargetConfig config) throws LlmException {
        BedrockSettings settings = BedrockSettings.of(config.settings());
        Signing signing = new Credentials(threads, clock).signing(config.auth(), settings.region());
        return new BedrockTarget(config.endpoint(), settings, signing);
    }

    /** Lets the threads end; targets that are still open keep what they have fetched. */
    @Deactivate
    void close() {
        threads.close();
    }
}
