package io.camelid.format.bedrock.internal;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.camelid.format.tree.JsonTree;
import io.camelid.format.tree.Members;
import io.camelid.spi.LlmError;
import io.camelid.spi.LlmException;
import io.camelid.spi.Usage;
import io.camelid.spi.chat.Losses;
import io.camelid.spi.embedding.EmbeddingsCodec;
import io.camelid.spi.embedding.EmbeddingsRequest;
import io.camelid.spi.embedding.EmbeddingsResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** Translates Titan's text embeddings: one text a request; only the second version has {@code dimensions}. */
final class TitanCodec implements EmbeddingsCodec {
    private static final String INPUT = "inputText";
    private static final String DIMENSIONS = "dimensions";
    private static final String FIRST_VERSION = "titan-embed-text-v1";

    @Override
    public EmbeddingsRequest readRequest(String path, ByteBuffer body, Losses losses) throws LlmException {
        Members members = Members.of(JsonTree.request(body));
        EmbeddingsRequest request = new EmbeddingsRequest(
                "", List.of(members.requiredString(INPUT)), members.smallInteger(DIMENSIONS), Optional.empty(), false);
        members.unread(losses);
        return request;
    }

    @Override
    public ByteBuffer writeRequest(EmbeddingsRequest request, Losses losses) throws LlmException {
        if (request.inputs().size() != 1) {
            throw new LlmException(LlmError.invalid(
                    "unsupported_content",
                    "input",
                    "The model embeds one text a request; send the texts one by one, or use a Cohere model."));
        }
        ObjectNode body = JsonTree.object().put(INPUT, request.inputs().get(0));
        if (request.dimensions().isPresent()) {
            if (request.model().contains(FIRST_VERSION)) {
                losses.add(DIMENSIONS);
            } else {
                body.put(DIMENSIONS, request.dimensions().getAsInt());
            }
        }
        return JsonTree.bytes(body);
    }

    @Override
    public EmbeddingsResponse readResponse(ByteBuffer body, EmbeddingsRequest request) throws LlmException {
        ObjectNode answer = JsonTree.answer(body);
        long tokens = answer.path("inputTextTokenCount").asLong(-1);
        return new EmbeddingsResponse(
                request.model(), List.of(Vectors.read(answer.path("embedding"))), new Usage(tokens, -1, -1, -1, -1));
    }

    @Override
    public ByteBuffer writeResponse(EmbeddingsResponse response, EmbeddingsRequest request) {
        ObjectNode body = JsonTree.object();
        ArrayNode vector = body.putArray("embedding");
        if (!response.vectors().isEmpty()) {
            Vectors.write(response.vectors().get(0), vector);
        }
        return JsonTree.bytes(
                body.put("inputTextTokenCount", Math.max(0, response.usage().input())));
    }
}
