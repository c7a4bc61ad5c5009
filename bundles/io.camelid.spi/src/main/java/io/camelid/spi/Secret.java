package io.camelid.spi;

import java.util.Objects;

/**
 * A value that must never be shown. It compares by content, so that a rotated secret makes a changed
 * configuration, and prints as {@value #REDACTED}.
 */
public final class Secret {
    /** What stands in place of any secret value in logs, errors and admin pages. */
    public static final String REDACTED = "***";

    private final String value;

    private Secret(String value) {
        this.value = value;
    }

    public static Secret of(String value) {
        return new Secret(Objects.requireNonNull(value, "value"));
    }

    /** The value itself: only for what goes on the wire to the provider that it belongs to. */
    public String reveal() {
        return value;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret secret && secret.value.equals(value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        return REDACTED;
    }
}
