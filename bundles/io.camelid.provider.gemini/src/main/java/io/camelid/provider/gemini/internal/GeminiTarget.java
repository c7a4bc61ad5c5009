package io.camelid.provider.gemini.internal;

import io.camelid.spi.ErrorKind;
import io.camelid.spi.FormatId;
import io.camelid.spi.LlmError;
import io.camelid.spi.LlmException;
import io.camelid.spi.Operation;
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
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * One configured Gemini API. Chats and counts go to its own API; embeddings and models have an OpenAI-compatible side too
 * (ai.google.dev/gemini-api/docs/openai).
 */
final class GeminiTarget implements ProviderTarget {
    private static final Address HOST = Address.https("generativelanguage.googleapis.com");
    private static final String EVENTS = "alt=sse";
    private static final String COMPATIBLE = "/openai";
    /** The compatible side exists in this version only. */
    private static final String COMPATIBLE_BASE = "/v1beta";

    private static final String EMBEDDINGS = COMPATIBLE + "/embeddings";
    private static final String ACCESS_TOKEN = "ya29.";
    private static final CredentialLocation KEY = new CredentialLocation.Header("x-goog-api-key", "");

    private final String base;
    private final Address address;
    private final EndpointOverride endpoint;
    private final Auth auth;

    GeminiTarget(String version, EndpointOverride endpoint, Auth auth) {
        this.base = "/" + version;
        this.address = endpoint.addressOr(HOST);
        this.endpoint = endpoint;
        this.auth = auth;
    }

    @Override
    public List<FormatId> formats(Operation operation, String model) {
        return switch (operation) {
            case CHAT -> List.of(FormatId.GENERATE_CONTENT);
            case COUNT_TOKENS -> List.of(FormatId.GEMINI_COUNT_TOKENS);
            case EMBEDDINGS -> List.of(FormatId.EMBEDDINGS);
            case MODELS -> List.of(FormatId.GEMINI_MODELS, FormatId.MODELS);
            case RERANK, OTHER -> List.of();
        };
    }

    @Override
    public UpstreamCall prepare(LlmCall call) throws LlmException {
        if (call.operation() == Operation.OTHER) {
            return HttpCall.of(call, address, call.clientPath().orElse("/"));
        }
        String suffix = suffix(call);
        HttpCall prepared = HttpCall.of(
                call,
                address,
                endpoint.pathOr(
                        withOwnPath(call, suffix), suffix.startsWith(COMPATIBLE) ? COMPATIBLE_BASE : base, suffix));
        return wantsEvents(call, prepared.target()) ? withEvents(prepared) : prepared;
    }

    private static String suffix(LlmCall call) throws LlmException {
        FormatId format = call.format();
        if (format.equals(FormatId.GENERATE_CONTENT)) {
            return "/" + ModelResource.of(call.model())
                    + (call.stream() ? ":streamGenerateContent" : ":generateContent");
        }
        if (format.equals(FormatId.GEMINI_COUNT_TOKENS)) {
            return "/" + ModelResource.of(call.model()) + ":countTokens";
        }
        if (format.equals(FormatId.EMBEDDINGS)) {
            return EMBEDDINGS;
        }
        if (format.equals(FormatId.GEMINI_MODELS)) {
            return call.model().isEmpty() ? "/models" : "/" + ModelResource.of(call.model());
        }
        if (format.equals(FormatId.MODELS)) {
            return COMPATIBLE + (call.model().isEmpty() ? "/models" : "/" + ModelResource.of(call.model()));
        }
        throw new LlmException(LlmError.of(
                ErrorKind.INVALID_REQUEST,
                "unsupported_conversion",
                "Gemini cannot be asked in the format " + format + "."));
    }

    /**
     * A client's own path may be kept only where it is one of Google's for this call: those of chats name the model, which
     * may be another, and OpenAI's begin differently.
     */
    private static LlmCall withOwnPath(LlmCall call, String suffix) {
        return call.clientPath().filter(path -> path.endsWith(suffix)).isPresent()
                ? call
                : new LlmCall(
                        call.operation(),
                        call.format(),
                        call.model(),
                        call.stream(),
                        call.method(),
                        Optional.empty(),
                        call.query(),
                        call.clientHeaders());
    }

    /** Without it a stream is one JSON array, which is what a client of Google's own API has asked for if it left it out. */
    private static boolean wantsEvents(LlmCall call, String target) {
        return call.stream()
                && call.format().equals(FormatId.GENERATE_CONTENT)
                && call.clientPath().isEmpty()
                && !target.matches("[^?]*\\?(.*&)?alt=.*");
    }

    private static HttpCall withEvents(HttpCall call) {
        String target = call.target();
        return new HttpCall(
                call.method(), call.address(), target + (target.indexOf('?') < 0 ? "?" : "&") + EVENTS, call.headers());
    }

    @Override
    public CompletionStage<HttpCall> sign(HttpCall call, ByteBuffer body) {
        return CompletableFuture.completedFuture(
                auth instanceof Auth.Key key ? call.with(key, location(call, key)) : call);
    }

    /** Keys have a header field of their own; access tokens and the OpenAI-compatible side want Bearer. */
    private static CredentialLocation location(HttpCall call, Auth.Key key) {
        String path = call.target().split("\\?", 2)[0];
        boolean compatible = path.contains(COMPATIBLE + "/") || path.endsWith("/embeddings");
        return compatible || key.value().reveal().startsWith(ACCESS_TOKEN) ? CredentialLocation.BEARER : KEY;
    }
}
