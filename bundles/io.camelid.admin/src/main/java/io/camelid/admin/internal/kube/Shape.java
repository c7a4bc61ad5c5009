package io.camelid.admin.internal.kube;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** In which shape a client wants its answer, by its {@code Accept} field. */
enum Shape {
    /** The objects themselves. */
    OBJECTS,
    /** Rows and columns, as {@code kubectl get} prints them. */
    TABLE,
    /** The objects' metadata only. */
    METADATA,
    /** All groups and types in one document. */
    DISCOVERY;

    private static final Set<String> JSON = Set.of("application/json", "application/*", "*/*");

    /** The first shape a client names that is known here; empty when there is none. */
    static Optional<Shape> of(String accept) {
        return accept.isBlank()
                ? Optional.of(OBJECTS)
                : Arrays.stream(accept.split(","))
                        .map(Shape::ofRange)
                        .flatMap(Optional::stream)
                        .findFirst();
    }

    private static Optional<Shape> ofRange(String range) {
        Set<String> parts = Arrays.stream(range.toLowerCase(Locale.ROOT).split(";"))
                .map(String::strip)
                .collect(Collectors.toSet());
        if (parts.stream().noneMatch(JSON::contains)) {
            return Optional.empty();
        }
        if (parts.stream().noneMatch(part -> part.startsWith("as="))) {
            return Optional.of(OBJECTS);
        }
        if (parts.contains("as=apigroupdiscoverylist")) {
            return parts.contains("v=v2") ? Optional.of(DISCOVERY) : Optional.empty();
        }
        if (!parts.contains("g=meta.k8s.io") || !parts.contains("v=v1")) {
            return Optional.empty();
        }
        if (parts.contains("as=table")) {
            return Optional.of(TABLE);
        }
        return parts.contains("as=partialobjectmetadata") || parts.contains("as=partialobjectmetadatalist")
                ? Optional.of(METADATA)
                : Optional.empty();
    }
}
