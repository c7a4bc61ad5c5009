package io.camelid.spi;

import java.util.Objects;

/**
 * One header field line.
 *
 * @param sensitive whether the value is a credential; such a value is not shown by {@link #toString}
 */
public record HeaderField(String name, String value, boolean sensitive) {
    public HeaderField {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(value, "value");
    }

    /** A field that may be shown to anyone. */
    public static HeaderField of(String name, String value) {
        return new HeaderField(name, value, false);
    }

    /** A field that carries a credential. */
    public static HeaderField secret(String name, String value) {
        return new HeaderField(name, value, true);
    }

    /** The value as logs and admin pages may show it. */
    public String shown() {
        return sensitive ? Secret.REDACTED : value;
    }

    @Override
    public String toString() {
        return name + ": " + shown();
    }
}
