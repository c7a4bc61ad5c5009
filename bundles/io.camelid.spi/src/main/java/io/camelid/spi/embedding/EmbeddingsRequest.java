package io.camelid.spi.embedding;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Texts that are to become vectors.
 *
 * @param dimensions how long the vectors are to be, if it is said
 * @param purpose what they are for, in the words of Cohere's {@code input_type} ({@code search_query}, {@code search_document},
 *     {@code classification}, {@code clustering}), if it is said
 * @param base64 whether the client wants vectors as base64 of little-endian 32-bit floats
 */
public record EmbeddingsRequest(
        String model, List<String> inputs, OptionalInt dimensions, Optional<String> purpose, boolean base64) {
    public EmbeddingsRequest {
        Objects.requireNonNull(model, "model");
        inputs = List.copyOf(inputs);
        Objects.requireNonNull(dimensions, "dimensions");
        Objects.requireNonNull(purpose, "purpose");
    }

    public EmbeddingsRequest withModel(String other) {
        return new EmbeddingsRequest(other, inputs, dimensions, purpose, base64);
    }
}
