package io.camelid.spi.format;

import io.camelid.spi.FormatId;
import io.camelid.spi.Operation;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a format says about itself.
 *
 * @param id its identifier
 * @param operation what its requests ask for
 * @param routeType its name as a route type in manifests, for example {@code Completions}
 * @param pathSuffixes endings of request paths by which it is recognised, for example {@code
 *     /v1/chat/completions}; the longest that fits wins over all formats. A last segment {@code *}, as
 *     in {@code /v1/models/*}, stands for whatever follows, which must be something
 * @param methods the HTTP methods that its requests have
 * @param bodyMarker a top-level member by which a body is recognised when the path says nothing, for
 *     example {@code messages}; empty text when there is none
 * @param headerMarker a header field that all requests of this format have, where another format has the same paths, for
 *     example {@code anthropic-version}; requests without it are the other's
 */
public record FormatDescription(
        FormatId id,
        Operation operation,
        String routeType,
        List<String> pathSuffixes,
        List<String> methods,
        String bodyMarker,
        Optional<String> headerMarker) {
    public FormatDescription {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(operation, "operation");
        Objects.requireNonNull(routeType, "routeType");
        Objects.requireNonNull(bodyMarker, "bodyMarker");
        pathSuffixes = List.copyOf(pathSuffixes);
        methods = List.copyOf(methods);
        Objects.requireNonNull(headerMarker, "headerMarker");
    }

    /** A format that is told from others by its paths. */
    public FormatDescription(
            FormatId id,
            Operation operation,
            String routeType,
            List<String> pathSuffixes,
            List<String> methods,
            String bodyMarker) {
        this(id, operation, routeType, pathSuffixes, methods, bodyMarker, Optional.empty());
    }

    /** Whether a path ends as one of the {@link #pathSuffixes} says. */
    public static boolean fits(String suffix, String path) {
        if (!suffix.endsWith("/*")) {
            return path.endsWith(suffix);
        }
        int length = suffix.length() - 1;
        int at = path.indexOf(suffix.substring(0, length));
        return at >= 0 && at + length < path.length();
    }
}
