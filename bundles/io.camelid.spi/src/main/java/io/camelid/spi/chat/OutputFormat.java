package io.camelid.spi.chat;

import java.util.Objects;
import java.util.Optional;

/** What shape a model's words must have. */
public sealed interface OutputFormat {
    /** Any. */
    record Text() implements OutputFormat {}

    /** Some JSON object. */
    record JsonObject() implements OutputFormat {}

    /** JSON that fits a schema. */
    record JsonSchema(String name, Optional<String> description, Json schema, Optional<Boolean> strict)
            implements OutputFormat {
        public JsonSchema {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(description, "description");
            Objects.requireNonNull(schema, "schema");
            Objects.requireNonNull(strict, "strict");
        }
    }

    /** Any shape. */
    OutputFormat TEXT = new Text();
}
