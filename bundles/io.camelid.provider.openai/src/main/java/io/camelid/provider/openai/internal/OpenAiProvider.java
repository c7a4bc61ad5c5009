package io.camelid.provider.openai.internal;

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

/** OpenAI, and by a host override every server that speaks its API: Ollama, vLLM, llama.cpp, LiteLLM … */
@Component(service = LlmProvider.class, property = "camelid.provider=" + OpenAiProvider.ID)
public final class OpenAiProvider implements LlmProvider {
    static final String ID = "openai";

    private static final ProviderDescription DESCRIPTION =
            new ProviderDescription(ID, "OpenAI", ID, List.of(ID), List.of(Setting.model()));

    @Override
    public ProviderDescription describe() {
        return DESCRIPTION;
    }

    @Override
    public ProviderTarget open(TargetConfig config) throws LlmException {
        if (config.auth() instanceof Auth.Cloud cloud) {
            throw new LlmException(LlmError.of(
                    ErrorKind.CONFIGURATION,
                    "unsupported_auth",
                    "OpenAI takes a key, not credentials of the cloud " + cloud.kind() + "."));
        }
        return new OpenAiTarget(config.endpoint(), config.auth());
    }
}
