package io.camelid.provider.anthropic.internal;

import io.camelid.spi.ErrorKind;
import io.camelid.spi.FormatId;
import io.camelid.spi.HeaderField;
import io.camelid.spi.LlmError;
import io.camelid.spi.LlmException;
import io.camelid.spi.Operation;
import io.camelid.spi.provider.Address;
import io.camelid.spi.provider.Auth;
import io.camelid.spi.provider.CredentialLocation;
import io.camelid.spi.provider.EndpointOverride;
import io.camelid.spi.provider.HttpCall;
import io.camelid.spi.provider.LlmCall;
import io.camelid.spi.provider.PathSegment;
import io.camelid.spi.provider.ProviderTarget;
import io.camelid.spi.provider.UpstreamCall;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** One configured Anthropic, or server that speaks its API. */
final class AnthropicTarget implements ProviderTarget {
    private static final Address HOST = Address.https("api.anthropic.com");
    private static final String BASE = "/v1";
    private static final String VERSION = "anthropic-version";

    private static final Map<FormatId, String> SUFFIXES = Map.of(
            FormatId.MESSAGES, "/messages",
            FormatId.MESSAGES_COUNT_TOKENS, "/messages/count_tokens",
            FormatId.ANTHROPIC_MODELS, "/models");

    private static final CredentialLocation KEY = new CredentialLocation.Header("x-api-key", "");

    /** How OAuth tokens begin, which people have from a subscription and which are no keys. */
    private static final String OAUTH_TOKEN = "sk-ant-oat";

    private final Address address;
    private final EndpointOverride endpoint;
    private final Auth auth;
    private final String version;

    /** @param version of the API, for clients that name none */
    AnthropicTarget(EndpointOverride endpoint, Auth auth, String version) {
        this.address = endpoint.addressOr(HOST);
        this.endpoint = endpoint;
        this.auth = auth;
        this.version = version;
    }

    @Override
    public List<FormatId> formats(Operation operation, String model) {
        return switch (operation) {
            case CHAT -> List.of(FormatId.MESSAGES);
            case COUNT_TOKENS -> List.of(FormatId.MESSAGES_COUNT_TOKENS);
            case MODELS -> List.of(FormatId.ANTHROPIC_MODELS);
            case EMBEDDINGS, RERANK, OTHER -> List.of();
        };
    }

    /** A client's own version stays, since the client reads the answer; so does its {@code anthropic-beta}. */
    @Override
    public UpstreamCall prepare(LlmCall call) throws LlmException {
        HttpCall plain = HttpCall.of(call, address, path(call));
        boolean named = call.clientHeaders()
                .first(VERSION)
                .filter(value -> !value.isBlank())
                .isPresent();
        return named ? plain : plain.with(HeaderField.of(VERSION, version));
    }

    private String path(LlmCall call) throws LlmException {
        if (call.operation() == Operation.OTHER) {
            return call.clientPath().orElse("/");
        }
        String suffix = SUFFIXES.get(call.format());
        if (suffix == null) {
            throw new LlmException(LlmError.of(
                    ErrorKind.INVALID_REQUEST,
                    "unsupported_conversion",
                    "Anthropic cannot be asked in the format " + call.format() + "."));
        }
        boolean oneModel = call.operation() == Operation.MODELS && !call.model().isEmpty();
        return endpoint.pathOr(call, BASE, oneModel ? suffix + "/" + PathSegment.encode(call.model()) : suffix);
    }

    @Override
    public CompletionStage<HttpCall> sign(HttpCall call, ByteBuffer body) {
        return CompletableFuture.completedFuture(auth instanceof Auth.Key key ? call.with(key, location(key)) : call);
    }

    private static CredentialLocation location(Auth.Key key) {
        return key.value().reveal().startsWith(OAUTH_TOKEN) ? CredentialLocation.BEARER : KEY;
    }
}
