package io.camelid.provider.anthropic.internal;

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

/** Anthropic, and by a host override every server that speaks its API. */
@Component(service = LlmProvider.class, property = "camelid.provider=" + AnthropicProvider.ID)
public final class AnthropicProvider implements LlmProvider {
    static final String ID = "anthropic";
    static final String API_VERSION = "apiVersion";
    static final String DEFAULT_VERSION = "2023-06-01";

    private static final ProviderDescription DESCRIPTION = new ProviderDescription(
            ID,
            "Anthropic",
            ID,
            List.of(ID),
            List.of(
                    Setting.model(),
                    Setting.text(
                                    API_VERSION,
                                    "The anthropic-version header of requests whose client sends none of its own.")
                            .or(DEFAULT_VERSION)));

    @Override
    public ProviderDescription describe() {
        return DESCRIPTION;
    }

    @Override
    public ProviderTarget open(TargetConfig config) throws LlmException {
        if (config.auth() instanceof Auth.Cloud cloud) {
            throw refusal(
                    "unsupported_auth", "Anthropic takes a key, not credentials of the cloud " + cloud.kind() + ".");
        }
        String version = config.settings().text(API_VERSION).orElse(DEFAULT_VERSION);
        if (!version.matches("[A-Za-z0-9._-]{1,64}")) {
            throw refusal(
                    "invalid_api_version", "apiVersion is no value for a header, such as " + DEFAULT_VERSION + ".");
        }
        return new AnthropicTarget(config.endpoint(), config.auth(), version);
    }

    private static LlmException refusal(String code, String message) {
        return new LlmException(LlmError.of(ErrorKind.CONFIGURATION, code, message));
    }
}
