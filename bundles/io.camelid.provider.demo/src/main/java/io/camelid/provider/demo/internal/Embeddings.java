package io.camelid.provider.demo.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Vectors that know nothing of meaning: each word has a fixed random direction given by its hash, and a
 * text's vector is the sum of its words', of length 1. So equal texts are equal, and texts with words in
 * common are near.
 */
final class Embeddings {
    private static final int DEFAULT_DIMENSIONS = 256;
    private static final int MOST_DIMENSIONS = 4_096;
    private static final int MOST_INPUTS = 2_048;
    private static final int MOST_TOKENS = 8_192;

    private Embeddings() {}

    static ObjectNode answer(JsonNode request, String model) throws BadRequest {
        List<String> inputs = inputs(request.path("input"));
        int dimensions = dimensions(request.path("dimensions"));
        boolean base64 = request.path("encoding_format").asText().equals("base64");
        ObjectNode document = JsonNodeFactory.instance.objectNode().put("object", "list");
        ArrayNode data = document.putArray("data");
        int tokens = 0;
        for (String input : inputs) {
            tokens += RequestJson.words(input);
            if (tokens > MOST_TOKENS) {
                throw new BadRequest(
                        "invalid_value", "input", "The demo embeds at most " + MOST_TOKENS + " words in a request.");
            }
            float[] vector = vector(input.split("\\s+"), dimensions);
            ObjectNode entry = data.addObject().put("object", "embedding").put("index", data.size() - 1);
            if (base64) {
                entry.put("embedding", base64(vector));
            } else {
                ArrayNode numbers = entry.putArray("embedding");
                for (float number : vector) {
                    numbers.add(number);
                }
            }
        }
        document.put("model", model.isEmpty() ? "demo" : model);
        document.putObject("usage").put("prompt_tokens", tokens).put("total_tokens", tokens);
        return document;
    }

    /** A text, a list of texts, or tokens, which are taken for words. */
    private static List<String> inputs(JsonNode input) throws BadRequest {
        List<String> inputs = new ArrayList<>();
        if (input.isTextual()) {
            inputs.add(input.asText());
        } else if (input.path(0).isNumber()) {
            inputs.add(input.toString());
        } else {
            input.forEach(element -> inputs.add(element.isTextual() ? element.asText() : element.toString()));
        }
        if (inputs.isEmpty()) {
            throw BadRequest.missing("input");
        }
        if (inputs.size() > MOST_INPUTS) {
            throw new BadRequest("invalid_value", "input", "There can be at most " + MOST_INPUTS + " inputs.");
        }
        return inputs;
    }

    private static int dimensions(JsonNode dimensions) throws BadRequest {
        int count = dimensions.asInt(DEFAULT_DIMENSIONS);
        if (count < 1 || count > MOST_DIMENSIONS) {
            throw new BadRequest(
                    "invalid_value", "dimensions", "Dimensions must be between 1 and " + MOST_DIMENSIONS + ".");
        }
        return count;
    }

    private static float[] vector(String[] words, int dimensions) {
        double[] sum = new double[dimensions];
        for (String word : words) {
            SplittableRandom random =
                    new SplittableRandom(word.toLowerCase(Locale.ROOT).hashCode());
            for (int i = 0; i < dimensions; i++) {
                sum[i] += 2 * random.nextDouble() - 1;
            }
        }
        double length = 0;
        for (double number : sum) {
            length += number * number;
        }
        float[] vector = new float[dimensions];
        for (int i = 0; i < dimensions; i++) {
            // A text without words has no direction: any will do.
            vector[i] = length == 0 ? (i == 0 ? 1 : 0) : (float) (sum[i] / Math.sqrt(length));
        }
        return vector;
    }

    /** Little-endian single precision, as the API has it. */
    private static String base64(float[] vector) {
        ByteBuffer bytes = ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(vector);
        return Base64.getEncoder().encodeToString(bytes.array());
    }
}
