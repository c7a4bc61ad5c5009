package io.camelid.config.snapshot;

import java.util.List;
import java.util.Objects;

/**
 * A rule's reference to a backend.
 *
 * @param weight share of the rule's requests, in proportion to the other references
 * @param filters what applies to requests that go this way only
 */
public record BackendRef(int weight, Backend backend, List<Filter> filters) {
    public BackendRef {
        Objects.requireNonNull(backend, "backend");
        filters = List.copyOf(filters);
    }
}
