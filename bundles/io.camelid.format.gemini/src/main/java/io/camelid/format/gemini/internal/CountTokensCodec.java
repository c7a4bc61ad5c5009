package io.camelid.format.gemini.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.camelid.format.tree.JsonTree;
import io.camelid.spi.LlmError;
import io.camelid.spi.LlmException;
import io.camelid.spi.chat.ChatRequest;
import io.camelid.spi.chat.Losses;
import io.camelid.spi.chat.TokenCountCodec;
import java.nio.ByteBuffer;

/**
 * Translates countTokens. The Gemini API counts either {@code contents} alone or a whole {@code generateContentRequest},
 * which names its model again; Vertex AI takes instructions and tools beside the contents.
 */
final class CountTokensCodec implements TokenCountCodec {
    static final String WHOLE_REQUEST = "generateContentRequest";
    static final String MODEL = "model";

    private static final String SNAKE_WHOLE_REQUEST = "generate_content_request";
    private static final String TOTAL = "totalTokens";

    private final boolean wraps;

    private CountTokensCodec(boolean wraps) {
        this.wraps = wraps;
    }

    static CountTokensCodec ofGeminiApi() {
        return new CountTokensCodec(true);
    }

    static CountTokensCodec ofVertexAi() {
        return new CountTokensCodec(false);
    }

    /** A model's resource name. */
    static String resource(String model) {
        return model.startsWith("models/") || model.startsWith("tunedModels/") ? model : "models/" + model;
    }

    @Override
    public ChatRequest readRequest(String path, ByteBuffer body, Losses losses) throws LlmException {
        ObjectNode tree = JsonTree.request(body);
        JsonNode whole = tree.has(WHOLE_REQUEST) ? tree.get(WHOLE_REQUEST) : tree.get(SNAKE_WHOLE_REQUEST);
        if (whole != null && !(whole instanceof ObjectNode)) {
            throw new LlmException(LlmError.invalid(
                    "invalid_type", WHOLE_REQUEST, "Invalid type for '" + WHOLE_REQUEST + "': expected an object."));
        }
        return new RequestReader(losses)
                .read(whole instanceof ObjectNode request ? request : tree)
                .model(GeminiPath.read(path).model())
                .build();
    }

    @Override
    public ByteBuffer writeRequest(ChatRequest request, Losses losses) throws LlmException {
        ObjectNode written = new RequestWriter(request, losses).write();
        // How the answer is drawn does not change what the prompt is.
        written.remove("generationConfig");
        written.remove("toolConfig");
        if (!wraps || written.size() == 1) {
            return JsonTree.bytes(written);
        }
        ObjectNode wrapped = JsonTree.object();
        wrapped.putObject(WHOLE_REQUEST).put(MODEL, resource(request.model())).setAll(written);
        return JsonTree.bytes(wrapped);
    }

    @Override
    public long readResponse(ByteBuffer body) throws LlmException {
        JsonNode total = JsonTree.answer(body).path(TOTAL);
        if (!total.isNumber() || !total.canConvertToLong() || total.longValue() < 0) {
            throw JsonTree.unusable("no " + TOTAL);
        }
        return total.longValue();
    }

    @Override
    public ByteBuffer writeResponse(long inputTokens) {
        return JsonTree.bytes(JsonTree.object().put(TOTAL, inputTokens));
    }
}
