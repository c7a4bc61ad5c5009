package io.camelid.provider.vertexai.internal;

import io.camelid.spi.ErrorKind;
import io.camelid.spi.FormatId;
import io.camelid.spi.LlmError;
import io.camelid.spi.LlmException;
import io.camelid.spi.Operation;
import io.camelid.spi.format.RequestEdit;
import io.camelid.spi.provider.Address;
import io.camelid.spi.provider.EndpointOverride;
import io.camelid.spi.provider.HttpCall;
import io.camelid.spi.provider.LlmCall;
import io.camelid.spi.provider.PathSegment;
import io.camelid.spi.provider.ProviderTarget;
import io.camelid.spi.provider.UpstreamCall;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** One configured Vertex AI. */
final class VertexTarget implements ProviderTarget {
    private static final String EVENTS = "alt=sse";

    /** Stands in the place of the model, which Claude on Vertex AI has in the path. */
    private static final RequestEdit VERSION = new RequestEdit.Default("anthropic_version", "\"vertex-2023-10-16\"");

    private static final RequestEdit WITHOUT_OUTPUT_FORMAT = new RequestEdit.Remove("output_format");
    private static final List<RequestEdit> MESSAGES_EDITS =
            List.of(VERSION, new RequestEdit.Remove("model"), WITHOUT_OUTPUT_FORMAT);

    /** Without it a stream does not say what it cost. */
    private static final List<RequestEdit> ASK_FOR_USAGE =
            List.of(new RequestEdit.Default("stream_options", "{\"include_usage\":true}"));

    private final Address address;
    private final EndpointOverride endpoint;
    private final VertexSettings settings;
    private final Signing signing;

    VertexTarget(EndpointOverride endpoint, VertexSettings settings, Signing signing) {
        this.address = endpoint.addressOr(Address.https(settings.host()));
        this.endpoint = endpoint;
        this.settings = settings;
        this.signing = signing;
    }

    @Override
    public List<FormatId> formats(Operation operation, String model) {
        VertexModel.Family family = model(model).family();
        return switch (operation) {
            case CHAT ->
                List.of(
                        switch (family) {
                            case CLAUDE -> FormatId.MESSAGES;
                            case GEMINI -> FormatId.GENERATE_CONTENT;
                            case OPEN -> FormatId.COMPLETIONS;
                        });
            case COUNT_TOKENS ->
                switch (family) {
                    case CLAUDE -> List.of(FormatId.MESSAGES_COUNT_TOKENS);
                    // Native clients' bodies pass; others are translated to the one shape that Vertex AI takes.
                    case GEMINI -> List.of(FormatId.VERTEX_COUNT_TOKENS, FormatId.GEMINI_COUNT_TOKENS);
                    case OPEN -> List.of();
                };
            case EMBEDDINGS -> List.of(FormatId.VERTEX_EMBEDDINGS);
            case RERANK, MODELS, OTHER -> List.of();
        };
    }

    private VertexModel model(String name) {
        return VertexModel.of(name, settings.publisher());
    }

    @Override
    public List<RequestEdit> edits(LlmCall call) {
        if (call.format().equals(FormatId.MESSAGES)) {
            return MESSAGES_EDITS;
        }
        if (call.format().equals(FormatId.MESSAGES_COUNT_TOKENS)) {
            return List.of(VERSION, new RequestEdit.Model(model(call.model()).id()), WITHOUT_OUTPUT_FORMAT);
        }
        return call.format().equals(FormatId.COMPLETIONS) && call.stream() ? ASK_FOR_USAGE : List.of();
    }

    @Override
    public UpstreamCall prepare(LlmCall call) throws LlmException {
        if (call.operation() == Operation.OTHER) {
            return HttpCall.of(call, address, call.clientPath().orElse("/"));
        }
        String path = path(call, suffix(call));
        String query = query(call);
        String target = query.isEmpty() ? path : path + (path.indexOf('?') < 0 ? "?" : "&") + query;
        return new HttpCall(call.method(), address, target, List.of());
    }

    /**
     * A client's own path may stay where the provider is another host, but only if it asks for the same
     * model in the same way: both are part of it.
     */
    private String path(LlmCall call, String suffix) {
        String path = endpoint.pathOr(call, settings.base(), suffix);
        boolean clients = endpoint.fullPath().isEmpty()
                && call.clientPath().filter(path::equals).isPresent();
        return clients && !path.endsWith(suffix) ? settings.base() + suffix : path;
    }

    /** Without {@value #EVENTS} a stream is one JSON array, which only a client of Google's own API may have meant. */
    private static String query(LlmCall call) {
        boolean asClientSays = call.clientPath().isPresent()
                || Arrays.stream(call.query().split("&")).anyMatch(pair -> pair.startsWith("alt="));
        if (!call.stream() || !call.format().equals(FormatId.GENERATE_CONTENT) || asClientSays) {
            return call.query();
        }
        return call.query().isEmpty() ? EVENTS : EVENTS + "&" + call.query();
    }

    private String suffix(LlmCall call) throws LlmException {
        FormatId format = call.format();
        if (format.equals(FormatId.COMPLETIONS)) {
            return "/endpoints/openapi/chat/completions";
        }
        if (format.equals(FormatId.MESSAGES_COUNT_TOKENS)) {
            return "/publishers/anthropic/models/count-tokens:rawPredict";
        }
        if (format.equals(FormatId.MESSAGES)) {
            return "/publishers/anthropic/models/"
                    + PathSegment.encode(model(call.model()).id())
                    + (call.stream() ? ":streamRawPredict" : ":rawPredict");
        }
        return "/publishers/google/models/" + PathSegment.encode(VertexModel.withoutPublisher(call.model())) + ":"
                + method(call);
    }

    private String method(LlmCall call) throws LlmException {
        FormatId format = call.format();
        if (format.equals(FormatId.GENERATE_CONTENT)) {
            String method = settings.method();
            return call.stream() ? "stream" + Character.toUpperCase(method.charAt(0)) + method.substring(1) : method;
        }
        if (format.equals(FormatId.GEMINI_COUNT_TOKENS) || format.equals(FormatId.VERTEX_COUNT_TOKENS)) {
            return "countTokens";
        }
        if (format.equals(FormatId.VERTEX_EMBEDDINGS)) {
            return "predict";
        }
        throw new LlmException(LlmError.of(
                ErrorKind.INVALID_REQUEST,
                "unsupported_conversion",
                "Vertex AI cannot be asked in the format " + format + "."));
    }

    @Override
    public CompletionStage<HttpCall> sign(HttpCall call, ByteBuffer body) {
        return signing.sign(call, body);
    }

    @Override
    public void close() {
        signing.close();
    }
}
