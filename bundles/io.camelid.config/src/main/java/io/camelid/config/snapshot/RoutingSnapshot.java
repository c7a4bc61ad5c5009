package io.camelid.config.snapshot;

import io.camelid.config.ObjectKey;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A whole configuration, compiled. Immutable; replaced as one.
 *
 * @param version counts the snapshots of this process, from 1
 * @param listeners every listener that should be open
 * @param routes finds the rule for a request
 * @param rules every rule that the table can find, by id
 * @param backends every backend object, whether or not a rule refers to it, by its object's key; Services
 *     and references that lead nowhere are no such objects and occur in rules only
 */
public record RoutingSnapshot(
        long version,
        List<Listener> listeners,
        RouteTable routes,
        Map<String, RouteRule> rules,
        Map<ObjectKey, Backend> backends) {
    public RoutingSnapshot {
        listeners = List.copyOf(listeners);
        Objects.requireNonNull(routes, "routes");
        rules = Map.copyOf(rules);
        backends = Map.copyOf(backends);
    }
}
