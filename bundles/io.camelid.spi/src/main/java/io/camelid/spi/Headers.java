package io.camelid.spi;

import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/** A read-only view of HTTP header fields in wire order; names are compared without case (RFC 9110 §5.1). */
public interface Headers {
    /** The first value of a field, if there is one. */
    Optional<String> first(String name);

    /** Calls back for every field line, in order. */
    void forEach(BiConsumer<String, String> consumer);

    /** No fields at all. */
    static Headers none() {
        return of(List.of());
    }

    /** A view of a list, which must not change afterwards. */
    static Headers of(List<HeaderField> fields) {
        return new Headers() {
            @Override
            public Optional<String> first(String name) {
                for (HeaderField field : fields) {
                    if (field.name().equalsIgnoreCase(name)) {
                        return Optional.of(field.value());
                    }
                }
                return Optional.empty();
            }

            @Override
            public void forEach(BiConsumer<String, String> consumer) {
                fields.forEach(field -> consumer.accept(field.name(), field.value()));
            }
        };
    }
}
