package io.camelid.provider.openai.internal;

import io.camelid.spi.ErrorKind;
import io.camelid.spi.FormatId;
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
import io.camelid.spi.provider.PathSegment;
import io.camelid.spi.provider.ProviderTarget;
import io.camelid.spi.provider.UpstreamCall;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** One configured OpenAI, or server that speaks its API. */
final class OpenAiTarget implements ProviderTarget {
    private static final Address HOST = Address.https("api.openai.com");
    private static final String BASE = "/v1";

    private static final Map<FormatId, String> SUFFIXES = Map.of(
            FormatId.COMPLETIONS, "/chat/completions",
            FormatId.RESPONSES, "/responses",
            FormatId.EMBEDDINGS, "/embeddings",
            FormatId.RERANK, "/rerank",
            FormatId.MODELS, "/models");

    /** Without it a stream does not say what it cost. */
    private static final RequestEdit ASK_FOR_USAGE =
            new RequestEdit.Default("stream_options", "{\"include_usage\":true}");

    private static final RequestEdit RENAME_MAX_TOKENS = new RequestEdit.Rename("max_tokens", "max_completion_tokens");

    private final Address address;
    private final EndpointOverride endpoint;
    private final Auth auth;

    OpenAiTarget(EndpointOverride endpoint, Auth auth) {
        this.address = endpoint.addressOr(HOST);
        this.endpoint = endpoint;
        this.auth = auth;
    }

    /** Completions come first for clients of other formats: every compatible server has them. */
    @Override
    public List<FormatId> formats(Operation operation, String model) {
        return switch (operation) {
            case CHAT -> List.of(FormatId.COMPLETIONS, FormatId.RESPONSES);
            case EMBEDDINGS -> List.of(FormatId.EMBEDDINGS);
            case RERANK -> List.of(FormatId.RERANK);
            case MODELS -> List.of(FormatId.MODELS);
            case COUNT_TOKENS, OTHER -> List.of();
        };
    }

    @Override
    public List<RequestEdit> edits(LlmCall call) {
        if (!call.format().equals(FormatId.COMPLETIONS)) {
            return List.of();
        }
        if (refusesMaxTokens(call.model())) {
            return call.stream() ? List.of(RENAME_MAX_TOKENS, ASK_FOR_USAGE) : List.of(RENAME_MAX_TOKENS);
        }
        return call.stream() ? List.of(ASK_FOR_USAGE) : List.of();
    }

    /**
     * OpenAI's newer models refuse {@code max_tokens}, and its older ones know both names. The gpt-oss
     * models have open weights and are served by others, of which some (Ollama) know the old name only.
     */
    private static boolean refusesMaxTokens(String model) {
        return model.startsWith("gpt-") && !model.startsWith("gpt-oss");
    }

    @Override
    public UpstreamCall prepare(LlmCall call) throws LlmException {
        return HttpCall.of(call, address, path(call));
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
                    "OpenAI cannot be asked in the format " + call.format() + "."));
        }
        boolean oneModel = call.operation() == Operation.MODELS && !call.model().isEmpty();
        return endpoint.pathOr(call, BASE, oneModel ? suffix + "/" + PathSegment.encode(call.model()) : suffix);
    }

    @Override
    public CompletionStage<HttpCall> sign(HttpCall call, ByteBuffer body) {
        return CompletableFuture.completedFuture(
                auth instanceof Auth.Key key ? call.with(key, CredentialLocation.BEARER) : call);
    }
}
