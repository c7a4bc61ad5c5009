package io.camelid.provider.custom.internal;

import io.camelid.spi.ErrorKind;
import io.camelid.spi.LlmError;
import io.camelid.spi.LlmException;
import io.camelid.spi.provider.Auth;
import io.camelid.spi.provider.EndpointOverride;
import io.camelid.spi.provider.LlmProvider;
import io.camelid.spi.provider.ProviderDescription;
import io.camelid.spi.provider.ProviderTarget;
import io.camelid.spi.provider.Setting;
import io.camelid.spi.provider.TargetConfig;
import java.util.List;
import org.osgi.service.component.annotations.Component;

/** Any host, be it a Service of the cluster, that declares which of the known APIs it speaks. */
@Component(service = LlmProvider.class, property = "camelid.provider=" + CustomProvider.ID)
public final class CustomProvider implements LlmProvider {
    static final String ID = "custom";

    private static final String BACKEND_REF = "backendRef";
    private static final String FORMATS = "formats";

    private static final ProviderDescription DESCRIPTION = new ProviderDescription(
            ID,
            "Custom",
            ID,
            List.of(ID),
            List.of(
                    Setting.model(),
                    Setting.service(BACKEND_REF, "The Service where it is, in place of host and port."),
                    Setting.structure(
                                    FORMATS,
                                    "What it speaks, the best first: a list of {type, path}, where type is one of"
                                            + " Completions, Messages, Responses, Embeddings, AnthropicTokenCount,"
                                            + " Rerank and Realtime, and path defaults to the API's usual one.")
                            .mandatory()));

    @Override
    public ProviderDescription describe() {
        return DESCRIPTION;
    }

    @Override
    public ProviderTarget open(TargetConfig config) throws LlmException {
        DeclaredApis apis = DeclaredApis.of(config.settings().structure(FORMATS).orElse(List.of()));
        EndpointOverride endpoint = config.endpoint();
        if (endpoint.address().isEmpty()) {
            throw refusal("custom providers must specify exactly one of backendRef or host and port");
        }
        if (apis.havePaths()
                && (endpoint.fullPath().isPresent() || endpoint.pathPrefix().isPresent())) {
            throw refusal("path, pathPrefix, and custom format paths are mutually exclusive");
        }
        if (config.auth() instanceof Auth.Cloud cloud) {
            throw refusal("a custom provider takes a key, not credentials of the cloud " + cloud.kind());
        }
        return new CustomTarget(endpoint.address().get(), apis, endpoint, config.auth());
    }

    /** Settings that do not make sense, for the Backend's condition. */
    static LlmException refusal(String message) {
        return new LlmException(LlmError.of(ErrorKind.CONFIGURATION, "invalid_setting", message));
    }
}
