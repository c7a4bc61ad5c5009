package io.camelid.spi.embedding;

import io.camelid.spi.Usage;
import java.util.List;
import java.util.Objects;

/**
 * Vectors, in the order of the inputs.
 *
 * @param model that made them; empty text if it is not said
 */
public record EmbeddingsResponse(String model, List<float[]> vectors, Usage usage) {
    public EmbeddingsResponse {
        Objects.requireNonNull(model, "model");
        vectors = List.copyOf(vectors);
        Objects.requireNonNull(usage, "usage");
    }
}
