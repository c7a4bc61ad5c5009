package io.camelid.format.bedrock.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.camelid.format.tree.JsonTree;
import io.camelid.spi.LlmException;

/** Vectors as arrays of numbers. */
final class Vectors {
    private Vectors() {}

    /** @throws LlmException when this is no array of numbers */
    static float[] read(JsonNode numbers) throws LlmException {
        if (!numbers.isArray() || numbers.isEmpty()) {
            throw JsonTree.unusable("an answer without an embedding");
        }
        float[] vector = new float[numbers.size()];
        for (int i = 0; i < vector.length; i++) {
            if (!numbers.get(i).isNumber()) {
                throw JsonTree.unusable("an embedding that is not made of numbers");
            }
            vector[i] = numbers.get(i).floatValue();
        }
        return vector;
    }

    static void write(float[] vector, ArrayNode into) {
        for (float number : vector) {
            into.add(number);
        }
    }
}
