package io.camelid.provider.gemini.internal;

import io.camelid.spi.ErrorKind;
import io.camelid.spi.LlmError;
import io.camelid.spi.LlmException;
import io.camelid.spi.provider.Auth;
import io.camelid.spi.provider.LlmProvider;
import io.camelid.spi.provider.ProviderDescription;
import io.camelid.spi.provider.ProviderTarget;
import io.camelid.spi.provider.Setting;
import io.camelid.spi.provider.TargetConfig;
import java.util.List;
import org.osgi.service.component.annotations.Component;

/** Google's Gemini API (ai.google.dev). */
@Component(service = LlmProvider.class, property = "camelid.provider=" + GeminiProvider.ID)
public final class GeminiProvider implements LlmProvider {
    static final String ID = "gemini";

    private static final String API_VERSION = "apiVersion";
    private static final String STANDARD_VERSION = "v1beta";

    private static final ProviderDescription DESCRIPTION = new ProviderDescription(
            ID,
            "Gemini",
            "gcp.gemini",
            List.of(ID),
            List.of(
                    Setting.model(),
                    Setting.text(API_VERSION, "The version in the path.").or(STANDARD_VERSION)));

    @Override
    public ProviderDescription describe() {
        return DESCRIPTION;
    }

    @Override
    public ProviderTarget open(TargetConfig config) throws LlmException {
        if (config.auth() instanceof Auth.Cloud cloud) {
            throw refused(
                    "unsupported_auth",
                    "Gemini takes a key, not credentials of the cloud " + cloud.kind() + "; vertexai takes those.");
        }
        String version = config.settings().text(API_VERSION).orElse(STANDARD_VERSION);
        if (!version.matches("[A-Za-z0-9]{1,32}")) {
            throw refused("invalid_setting", "apiVersion must be a name such as v1beta.");
        }
        return new GeminiTarget(version, config.endpoint(), config.auth());
    }

    private static LlmException refused(String code, String message) {
        return new LlmException(LlmError.of(ErrorKind.CONFIGURATION, code, message));
    }
}
