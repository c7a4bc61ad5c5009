package io.camelid.gateway.internal;

import io.camelid.spi.FormatId;
import io.camelid.spi.Headers;
import io.camelid.spi.format.Format;
import io.camelid.spi.format.FormatDescription;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The installed formats, ready for look-up. Immutable; a new one is made when a format comes or goes. */
final class FormatTable {
    private record Suffix(String suffix, Format format) {
        boolean isMarked() {
            return format.describe().headerMarker().isPresent();
        }

        /** Whether requests of this format have such a method and such header fields. */
        boolean takes(String method, Headers headers) {
            FormatDescription description = format.describe();
            return description.methods().contains(method)
                    && (!isMarked()
                            || headers.first(description.headerMarker().get()).isPresent());
        }

        /** Where in a path that has this suffix it begins. */
        int startIn(String path) {
            return suffix.endsWith("/*")
                    ? path.indexOf(suffix.substring(0, suffix.length() - 1))
                    : path.length() - suffix.length();
        }
    }

    private final List<Suffix> suffixes;
    private final Map<FormatId, Format> byId;
    private final Map<String, Format> byRouteType;

    FormatTable(Collection<Format> formats) {
        byId = formats.stream()
                .collect(Collectors.toMap(format -> format.describe().id(), Function.identity(), (a, b) -> a));
        byRouteType = formats.stream()
                .collect(Collectors.toMap(
                        format -> format.describe().routeType().toLowerCase(Locale.ROOT),
                        Function.identity(),
                        (a, b) -> a));
        List<Suffix> all = new ArrayList<>();
        for (Format format : formats) {
            format.describe().pathSuffixes().forEach(suffix -> all.add(new Suffix(suffix, format)));
        }
        // What a path ends with says more than what it begins with; then the longer says more.
        all.sort(Comparator.comparing((Suffix entry) -> entry.suffix().endsWith("/*"))
                .thenComparing(
                        Comparator.comparingInt((Suffix entry) -> entry.suffix().length())
                                .reversed())
                .thenComparing(entry -> entry.isMarked() ? 0 : 1)
                .thenComparing(Suffix::suffix));
        suffixes = List.copyOf(all);
    }

    Optional<Format> byId(FormatId id) {
        return Optional.ofNullable(byId.get(id));
    }

    /** The format of a route type as manifests name it, in any case. */
    Optional<Format> byRouteType(String routeType) {
        return Optional.ofNullable(byRouteType.get(routeType.toLowerCase(Locale.ROOT)));
    }

    /** The format with the longest suffix that a path has, whatever the method; none that a header field must mark. */
    Optional<Format> byPath(String path) {
        return longest(path, entry -> !entry.isMarked()).map(Suffix::format);
    }

    /**
     * Cuts off what comes before the API's own path; not more than a route's prefix, for the API's path may have
     * parts that no suffix names. A suffix such as {@code :generateContent} does not say where the API's path begins, but
     * {@code /v1beta/models/*}, which fits the same path, does. A path that names no API stays as it is.
     */
    String withoutPrefix(String path, String prefix) {
        int start = suffixes.stream()
                .filter(entry -> FormatDescription.fits(entry.suffix(), path))
                .mapToInt(entry -> entry.startIn(path))
                .min()
                .orElse(0);
        int cut = Math.min(prefix.length(), start);
        return path.startsWith("/", cut) ? path.substring(cut) : path;
    }

    private Optional<Suffix> longest(String path, Predicate<Suffix> condition) {
        for (Suffix entry : suffixes) {
            if (FormatDescription.fits(entry.suffix(), path) && condition.test(entry)) {
                return Optional.of(entry);
            }
        }
        return Optional.empty();
    }

    /** The format of a request: the one with the longest suffix of those whose requests have this method and such header fields. */
    Optional<Format> byRequest(String method, String path, Headers headers) {
        return longest(path, entry -> entry.takes(method, headers)).map(Suffix::format);
    }
}
