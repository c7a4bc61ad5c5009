package io.camelid.spi.chat;

import java.util.Objects;

/**
 * A JSON value as text: a tool's schema, a tool call's arguments. Text that a model wrote may be malformed; whoever
 * must have a value says what stands for one that is not.
 */
public record Json(String text) {
    /** The empty object. */
    public static final Json EMPTY_OBJECT = new Json("{}");

    public Json {
        Objects.requireNonNull(text, "text");
    }

    @Override
    public String toString() {
        return text;
    }
}
