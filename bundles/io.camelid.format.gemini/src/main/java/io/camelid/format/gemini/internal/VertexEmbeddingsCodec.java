package io.camelid.format.gemini.internal;

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
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/** Translates Vertex AI's text embeddings ("Text embeddings API" of its reference). */
final class VertexEmbeddingsCodec implements EmbeddingsCodec {
    @Override
    public EmbeddingsRequest readRequest(String path, ByteBuffer body, Losses losses) throws LlmException {
        Members request = Members.of(JsonTree.request(body));
        List<String> inputs = new ArrayList<>();
        Optional<String> purpose = Optional.empty();
        request.required("instances");
        for (Members instance : request.objects("instances")) {
            inputs.add(instance.requiredString("content"));
            Optional<String> task = instance.string("task_type");
            purpose = task.isPresent() ? task.flatMap(VertexEmbeddingsCodec::purpose) : purpose;
            instance.unread(losses);
        }
        OptionalInt dimensions = OptionalInt.empty();
        Optional<Members> parameters = request.object("parameters");
        if (parameters.isPresent()) {
            parameters.get().passOver("autoTruncate");
            dimensions = parameters.get().smallInteger("outputDimensionality");
            parameters.get().unread(losses);
        }
        request.unread(losses);
        return new EmbeddingsRequest(GeminiPath.read(path).model(), inputs, dimensions, purpose, false);
    }

    @Override
    public ByteBuffer writeRequest(EmbeddingsRequest request, Losses losses) {
        ObjectNode written = JsonTree.object();
        ArrayNode instances = written.putArray("instances");
        Optional<String> task = request.purpose().flatMap(VertexEmbeddingsCodec::task);
        if (request.purpose().isPresent() && task.isEmpty()) {
            losses.add("input_type");
        }
        for (String input : request.inputs()) {
            ObjectNode instance = instances.addObject().put("content", input);
            task.ifPresent(type -> instance.put("task_type", type));
        }
        request.dimensions().ifPresent(length -> written.putObject("parameters").put("outputDimensionality", length));
        return JsonTree.bytes(written);
    }

    private static Optional<String> task(String purpose) {
        return switch (purpose) {
            case "search_query" -> Optional.of("RETRIEVAL_QUERY");
            case "search_document" -> Optional.of("RETRIEVAL_DOCUMENT");
            case "classification", "clustering" -> Optional.of(purpose.toUpperCase(Locale.ROOT));
            default -> Optional.empty();
        };
    }

    private static Optional<String> purpose(String task) {
        return switch (task) {
            case "RETRIEVAL_QUERY" -> Optional.of("search_query");
            case "RETRIEVAL_DOCUMENT" -> Optional.of("search_document");
            case "CLASSIFICATION", "CLUSTERING" -> Optional.of(task.toLowerCase(Locale.ROOT));
            default -> Optional.empty();
        };
    }

    @Override
    public EmbeddingsResponse readResponse(ByteBuffer body, EmbeddingsRequest request) throws LlmException {
        JsonNode predictions = JsonTree.answer(body).path("predictions");
        if (!predictions.isArray() || predictions.size() != request.inputs().size()) {
            throw JsonTree.unusable("another number of vectors than there are inputs");
        }
        List<float[]> vectors = new ArrayList<>(predictions.size());
        long tokens = -1;
        for (JsonNode prediction : predictions) {
            JsonNode embeddings = prediction.path("embeddings");
            vectors.add(vector(embeddings.path("values")));
            JsonNode count = embeddings.path("statistics").path("token_count");
            tokens = count.isNumber() ? Math.max(0, tokens) + count.longValue() : tokens;
        }
        return new EmbeddingsResponse(request.model(), vectors, new Usage(tokens, -1, -1, -1, -1));
    }

    private static float[] vector(JsonNode values) throws LlmException {
        if (!values.isArray()) {
            throw JsonTree.unusable("an embedding without values");
        }
        float[] vector = new float[values.size()];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = values.get(i).floatValue();
        }
        return vector;
    }

    @Override
    public ByteBuffer writeResponse(EmbeddingsResponse response, EmbeddingsRequest request) {
        ObjectNode written = JsonTree.object();
        ArrayNode predictions = written.putArray("predictions");
        for (float[] vector : response.vectors()) {
            ArrayNode values = predictions.addObject().putObject("embeddings").putArray("values");
            for (float value : vector) {
                values.add(value);
            }
        }
        return JsonTree.bytes(written);
    }
}
