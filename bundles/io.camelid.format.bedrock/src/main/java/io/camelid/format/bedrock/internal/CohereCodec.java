package io.camelid.format.bedrock.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.camelid.format.tree.JsonTree;
import io.camelid.format.tree.Members;
import io.camelid.spi.LlmException;
import io.camelid.spi.Usage;
import io.camelid.spi.chat.Losses;
import io.camelid.spi.embedding.EmbeddingsCodec;
import io.camelid.spi.embedding.EmbeddingsRequest;
import io.camelid.spi.embedding.EmbeddingsResponse;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Translates Cohere's embeddings on Bedrock. Answers hold a list of vectors, or lists of them by {@code embedding_types};
 * how many tokens they cost stands in a header, not in the body.
 */
final class CohereCodec implements EmbeddingsCodec {
    private static final String TEXTS = "texts";
    private static final String PURPOSE = "input_type";
    private static final String TYPES = "embedding_types";
    private static final String FLOAT = "float";
    private static final String EMBEDDINGS = "embeddings";
    private static final String DIMENSIONS = "output_dimension";
    private static final String FOURTH_VERSION = "embed-v4";

    @Override
    public EmbeddingsRequest readRequest(String path, ByteBuffer body, Losses losses) throws LlmException {
        Members members = Members.of(JsonTree.request(body));
        members.required(TEXTS);
        if (!members.strings(TYPES).stream().allMatch(FLOAT::equals)) {
            losses.add(TYPES);
        }
        EmbeddingsRequest request = new EmbeddingsRequest(
                "", members.strings(TEXTS), members.smallInteger(DIMENSIONS), members.string(PURPOSE), false);
        members.unread(losses);
        return request;
    }

    @Override
    public ByteBuffer writeRequest(EmbeddingsRequest request, Losses losses) {
        ObjectNode body = JsonTree.object();
        ArrayNode texts = body.putArray(TEXTS);
        request.inputs().forEach(texts::add);
        body.put(PURPOSE, request.purpose().orElse("search_query"));
        body.putArray(TYPES).add(FLOAT);
        if (request.dimensions().isPresent()) {
            if (request.model().contains(FOURTH_VERSION)) {
                body.put(DIMENSIONS, request.dimensions().getAsInt());
            } else {
                losses.add("dimensions");
            }
        }
        return JsonTree.bytes(body);
    }

    @Override
    public EmbeddingsResponse readResponse(ByteBuffer body, EmbeddingsRequest request) throws LlmException {
        JsonNode embeddings = JsonTree.answer(body).path(EMBEDDINGS);
        List<float[]> vectors = new ArrayList<>();
        for (JsonNode vector : embeddings.isObject() ? embeddings.path(FLOAT) : embeddings) {
            vectors.add(Vectors.read(vector));
        }
        if (vectors.size() != request.inputs().size()) {
            throw JsonTree.unusable("another number of embeddings than it was given texts");
        }
        return new EmbeddingsResponse(request.model(), vectors, Usage.UNKNOWN);
    }

    @Override
    public ByteBuffer writeResponse(EmbeddingsResponse response, EmbeddingsRequest request) {
        ObjectNode body = JsonTree.object();
        ArrayNode vectors = body.putArray(EMBEDDINGS);
        response.vectors().forEach(vector -> Vectors.write(vector, vectors.addArray()));
        ArrayNode texts = body.putArray(TEXTS);
        request.inputs().forEach(texts::add);
        return JsonTree.bytes(body.put("response_type", "embeddings_floats"));
    }
}
