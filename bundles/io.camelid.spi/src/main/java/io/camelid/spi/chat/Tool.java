package io.camelid.spi.chat;

import java.util.Objects;
import java.util.Optional;

/**
 * A function that a model may ask for.
 *
 * @param parameters a JSON schema of its arguments; {@code {}} for none
 * @param strict whether arguments must fit the schema, if it is said
 * @param cachePoint whether the tools up to this one are worth keeping in the prompt cache
 */
public record Tool(
        String name,
        Optional<String> description,
        Json parameters,
        Optional<Boolean> strict,
        Optional<Part.CachePoint> cachePoint) {
    public Tool {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(description, "description");
        Objects.requireNonNull(parameters, "parameters");
        Objects.requireNonNull(strict, "strict");
        Objects.requireNonNull(cachePoint, "cachePoint");
    }

    public static Tool of(String name, String description, Json parameters) {
        return new Tool(name, Optional.of(description), parameters, Optional.empty(), Optional.empty());
    }
}
