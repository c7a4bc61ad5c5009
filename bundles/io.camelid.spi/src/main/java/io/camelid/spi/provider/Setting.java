package io.camelid.spi.provider;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One thing that can be configured about a provider.
 *
 * @param name the member name in a manifest
 * @param aliases further member names that mean the same
 * @param type what values are accepted
 * @param required whether a Backend without it is refused
 * @param sensitive whether its value must never be shown
 * @param defaultValue what holds when it is absent, for the documentation and for {@link Settings}
 * @param doc one sentence
 */
public record Setting(
        String name,
        List<String> aliases,
        Type type,
        boolean required,
        boolean sensitive,
        Optional<String> defaultValue,
        String doc) {
    /** What a manifest may write as the value. */
    public enum Type {
        TEXT,
        INTEGER,
        BOOLEAN,
        /** A list or an object, whose shape the provider checks itself. */
        STRUCTURE,
        /**
         * A reference to a Service ({@code name}, {@code port}) that says where the target is, in place of {@code host}
         * and {@code port}: it comes to the provider as the {@linkplain EndpointOverride#address address}, and not among
         * the {@link Settings}. A provider that declares one is refused without either.
         */
        SERVICE
    }

    public Setting {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(doc, "doc");
        aliases = List.copyOf(aliases);
    }

    /** The model name, which every provider takes and no provider insists on. */
    public static Setting model() {
        return text("model", "Replaces the model of every request; absent or blank keeps the client's.");
    }

    public static Setting text(String name, String doc) {
        return new Setting(name, List.of(), Type.TEXT, false, false, Optional.empty(), doc);
    }

    public static Setting structure(String name, String doc) {
        return new Setting(name, List.of(), Type.STRUCTURE, false, false, Optional.empty(), doc);
    }

    /** A reference to a Service in place of a host and a port. */
    public static Setting service(String name, String doc) {
        return new Setting(name, List.of(), Type.SERVICE, false, false, Optional.empty(), doc);
    }

    /** The same setting, without which a Backend is refused. */
    public Setting mandatory() {
        return new Setting(name, aliases, type, true, sensitive, defaultValue, doc);
    }

    /** The same setting with a value that holds when none is given. */
    public Setting or(String value) {
        return new Setting(name, aliases, type, required, sensitive, Optional.of(value), doc);
    }

    /** The same setting under further names. */
    public Setting alias(String... names) {
        return new Setting(name, List.of(names), type, required, sensitive, defaultValue, doc);
    }

    boolean answersTo(String candidate) {
        return name.equals(candidate) || aliases.contains(candidate);
    }
}
