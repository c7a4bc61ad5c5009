package io.camelid.format.openai.internal;

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
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** Embeddings to and from the canonical model. */
final class OpenAiEmbeddingsCodec implements EmbeddingsCodec {
    private static final String BASE64 = "base64";

    @Override
    public EmbeddingsRequest readRequest(String path, ByteBuffer body, Losses losses) throws LlmException {
        Members members = Members.of(JsonTree.request(body));
        EmbeddingsRequest request = new EmbeddingsRequest(
                members.string("model").orElse(""),
                inputs(members),
                members.smallInteger("dimensions"),
                members.string("input_type"),
                isBase64(members));
        members.passOver("user");
        members.unread(losses);
        return request;
    }

    private static List<String> inputs(Members members) throws LlmException {
        JsonNode input = members.required("input");
        boolean tokens = input.isArray()
                && !input.isEmpty()
                && (input.get(0).isNumber() || input.get(0).isArray());
        if (tokens) {
            throw members.invalid(
                    "input",
                    "'input' must be a text or a list of texts: tokens mean something to one model's tokenizer only.");
        }
        return members.strings("input");
    }

    private static boolean isBase64(Members members) throws LlmException {
        String encoding = members.string("encoding_format").orElse("float");
        if (!encoding.equals(BASE64) && !encoding.equals("float")) {
            throw members.invalid(
                    "encoding_format", "Invalid value for 'encoding_format': expected 'float' or 'base64'.");
        }
        return encoding.equals(BASE64);
    }

    @Override
    public ByteBuffer writeRequest(EmbeddingsRequest request, Losses losses) {
        ObjectNode body = JsonTree.object().put("model", request.model());
        ArrayNode input = body.putArray("input");
        request.inputs().forEach(input::add);
        request.dimensions().ifPresent(dimensions -> body.put("dimensions", dimensions));
        body.put("encoding_format", request.base64() ? BASE64 : "float");
        if (request.purpose().isPresent()) {
            losses.add("input_type");
        }
        return JsonTree.bytes(body);
    }

    @Override
    public EmbeddingsResponse readResponse(ByteBuffer body, EmbeddingsRequest request) throws LlmException {
        ObjectNode answer = JsonTree.answer(body);
        if (answer.hasNonNull("error")) {
            throw new LlmException(ErrorReader.inAnswer(answer));
        }
        int count = answer.path("data").size();
        List<float[]> vectors = new ArrayList<>(count);
        float[][] sorted = new float[count][];
        for (int i = 0; i < count; i++) {
            JsonNode entry = answer.path("data").path(i);
            long index = Nodes.count(entry, "index");
            int place = index >= 0 && index < count && sorted[(int) index] == null ? (int) index : i;
            sorted[place] = vector(entry.path("embedding"))
                    .orElseThrow(() -> JsonTree.unusable("an embedding that is neither numbers nor base64"));
        }
        for (float[] vector : sorted) {
            if (vector == null) {
                throw JsonTree.unusable("embeddings with wrong indexes");
            }
            vectors.add(vector);
        }
        if (vectors.isEmpty()) {
            throw JsonTree.unusable("an answer without embeddings");
        }
        long input = Nodes.count(answer.path("usage"), "prompt_tokens");
        return new EmbeddingsResponse(Nodes.text(answer, "model"), vectors, new Usage(input, -1, -1, -1, -1));
    }

    private static Optional<float[]> vector(JsonNode embedding) {
        if (embedding.isTextual()) {
            return decoded(embedding.textValue());
        }
        if (!embedding.isArray()) {
            return Optional.empty();
        }
        float[] vector = new float[embedding.size()];
        for (int i = 0; i < vector.length; i++) {
            if (!embedding.get(i).isNumber()) {
                return Optional.empty();
            }
            vector[i] = embedding.get(i).floatValue();
        }
        return Optional.of(vector);
    }

    private static Optional<float[]> decoded(String base64) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException noBase64) {
            return Optional.empty();
        }
        if (bytes.length % Float.BYTES != 0) {
            return Optional.empty();
        }
        float[] vector = new float[bytes.length / Float.BYTES];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(vector);
        return Optional.of(vector);
    }

    @Override
    public ByteBuffer writeResponse(EmbeddingsResponse response, EmbeddingsRequest request) {
        ObjectNode answer = JsonTree.object().put("object", "list");
        ArrayNode data = answer.putArray("data");
        for (float[] vector : response.vectors()) {
            ObjectNode entry = data.addObject().put("object", "embedding").put("index", data.size() - 1);
            if (request.base64()) {
                entry.put("embedding", encoded(vector));
            } else {
                ArrayNode numbers = entry.putArray("embedding");
                for (float number : vector) {
                    numbers.add(number);
                }
            }
        }
        answer.put("model", response.model().isEmpty() ? request.model() : response.model());
        long tokens = Math.max(0, response.usage().input());
        answer.putObject("usage").put("prompt_tokens", tokens).put("total_tokens", tokens);
        return JsonTree.bytes(answer);
    }

    private static String encoded(float[] vector) {
        ByteBuffer bytes = ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(vector);
        return Base64.getEncoder().encodeToString(bytes.array());
    }
}
