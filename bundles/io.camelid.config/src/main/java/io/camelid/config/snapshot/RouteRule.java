package io.camelid.config.snapshot;

import io.camelid.config.ObjectKey;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One rule of an HTTPRoute.
 *
 * @param id {@code rule/<namespace>/<route>/<index>@<hash>}: equal ids are equal rules
 * @param route the HTTPRoute
 * @param index 0-based position in the route
 * @param filters in the order of the manifest
 * @param backends where to; none, or only weights of 0, answers 500
 * @param timeouts these win over what a backend says
 */
public record RouteRule(
        String id,
        ObjectKey route,
        int index,
        List<Filter> filters,
        List<BackendRef> backends,
        Timeouts timeouts,
        Optional<Retry> retry) {
    public RouteRule {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(route, "route");
        filters = List.copyOf(filters);
        backends = List.copyOf(backends);
        Objects.requireNonNull(timeouts, "timeouts");
        Objects.requireNonNull(retry, "retry");
    }

    public RouteRule(
            String id, ObjectKey route, int index, List<Filter> filters, List<BackendRef> backends, Timeouts timeouts) {
        this(id, route, index, filters, backends, timeouts, Optional.empty());
    }

    /** The rules of the copies that this rule's filters, and its backends', send elsewhere. */
    public List<RouteRule> mirrors() {
        return Stream.concat(filters.stream(), backends.stream().flatMap(backend -> backend.filters().stream()))
                .flatMap(filter -> filter instanceof Filter.Mirror mirror ? Stream.of(mirror.rule()) : Stream.of())
                .toList();
    }
}
