package io.camelid.spi.provider;

import java.util.Map;
import java.util.Optional;

/**
 * The values that a Backend gives to a provider's {@linkplain Setting settings}, under their declared
 * names, defaults filled in, blank text left out.
 *
 * @param values text, {@link Long}, {@link Boolean}, or unmodifiable lists and maps of these
 */
public record Settings(Map<String, Object> values) {
    /** Nothing configured. */
    public static final Settings NONE = new Settings(Map.of());

    public Settings {
        values = Map.copyOf(values);
    }

    public Optional<String> text(String name) {
        return Optional.ofNullable(values.get(name)).map(String::valueOf);
    }

    public Optional<Long> integer(String name) {
        return values.get(name) instanceof Number number ? Optional.of(number.longValue()) : Optional.empty();
    }

    public boolean isTrue(String name) {
        return Boolean.TRUE.equals(values.get(name));
    }

    /** The value as it stood in the manifest, for settings that are lists or objects. */
    public Optional<Object> structure(String name) {
        return Optional.ofNullable(values.get(name));
    }
}
