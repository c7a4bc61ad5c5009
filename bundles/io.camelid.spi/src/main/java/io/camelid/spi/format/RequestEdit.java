package io.camelid.spi.format;

import java.util.Objects;

/** A change to a top-level member of a JSON request body. Values are JSON text. */
public sealed interface RequestEdit {
    /** Sets the model, wherever the format keeps it. */
    record Model(String name) implements RequestEdit {
        public Model {
            Objects.requireNonNull(name, "name");
        }
    }

    /** Sets a member, whether or not it is there. */
    record Set(String member, String json) implements RequestEdit {}

    /** Sets a member that is not there. */
    record Default(String member, String json) implements RequestEdit {}

    /** Takes a member away. */
    record Remove(String member) implements RequestEdit {}

    /** Gives a member another name, unless one of that name is there already. */
    record Rename(String from, String to) implements RequestEdit {}
}
