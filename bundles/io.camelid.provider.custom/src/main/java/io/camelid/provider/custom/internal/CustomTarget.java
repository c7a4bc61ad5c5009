package io.camelid.provider.custom.internal;

import io.camelid.spi.ErrorKind;
import io.camelid.spi.FormatId;
import io.camelid.spi.HeaderField;
import io.camelid.spi.LlmError;
import io.camelid.spi.LlmException;
import io.camelid.spi.Operation;
import io.camelid.spi.format.RequestEdit;
import io.camelid.spi.provider.Address;
import io.camelid.spi.provider.Auth;
import io.camelid.spi.provider.CredentialLocation;
import io.camelid.spi.provider.EndpointOverride;
import io.camelid.spi.provider.HttpCall;
import io.camelid.spi.provider.LlmCall;
import io.camelid.spi.provider.ProviderTarget;
import io.camelid.spi.provider.UpstreamCall;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** One host that has declared what it speaks. Its paths are the declared ones, whatever path the client used. */
final class CustomTarget implements ProviderTarget {
    private static final String BASE = "/v1";
    private static final String ANTHROPIC_VERSION = "anthropic-version";
    private static final Set<Api> ANTHROPIC = Set.of(Api.MESSAGES, Api.TOKEN_COUNT);

    /** Without it a stream does not say what it cost. */
    private static final RequestEdit ASK_FOR_USAGE =
            new RequestEdit.Default("stream_options", "{\"include_usage\":true}");

    private final Address address;
    private final DeclaredApis apis;
    private final EndpointOverride endpoint;
    private final Auth auth;

    CustomTarget(Address address, DeclaredApis apis, EndpointOverride endpoint, Auth auth) {
        this.address = address;
        this.apis = apis;
        this.endpoint = endpoint;
        this.auth = auth;
    }

    @Override
    public List<FormatId> formats(Operation operation, String model) {
        return apis.formats(operation);
    }

    @Override
    public List<RequestEdit> edits(LlmCall call) {
        return call.stream() && call.format().equals(FormatId.COMPLETIONS) ? List.of(ASK_FOR_USAGE) : List.of();
    }

    @Override
    public UpstreamCall prepare(LlmCall call) throws LlmException {
        if (call.operation() == Operation.OTHER) {
            return HttpCall.of(call, address, call.clientPath().orElse("/"));
        }
        Api api = apis.find(call.format())
                .orElseThrow(() -> new LlmException(LlmError.of(
                        ErrorKind.INVALID_REQUEST,
                        "unsupported_conversion",
                        "The backend does not declare the format " + call.format() + ".")));
        HttpCall prepared = HttpCall.of(call, address, path(api));
        return ANTHROPIC.contains(api)
                        && call.clientHeaders().first(ANTHROPIC_VERSION).isEmpty()
                ? prepared.with(HeaderField.of(ANTHROPIC_VERSION, "2023-06-01"))
                : prepared;
    }

    private String path(Api api) {
        return apis.path(api)
                .or(endpoint::fullPath)
                .orElseGet(() -> endpoint.pathPrefix().orElse(BASE) + api.suffix());
    }

    @Override
    public CompletionStage<HttpCall> sign(HttpCall call, ByteBuffer body) {
        return CompletableFuture.completedFuture(
                auth instanceof Auth.Key key ? call.with(key, CredentialLocation.BEARER) : call);
    }
}
