package io.camelid.config.internal.match;

import io.camelid.config.snapshot.Listener;
import io.camelid.config.snapshot.RouteRule;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * One match of one rule on one listener.
 *
 * @param hostnames for which it holds, lower-case, {@code *.example.com} among them; empty is any
 * @param created of the route; the older wins
 */
public record TableEntry(Listener listener, List<String> hostnames, Match match, RouteRule rule, Instant created) {
    public TableEntry {
        Objects.requireNonNull(listener, "listener");
        hostnames = List.copyOf(hostnames);
        Objects.requireNonNull(match, "match");
        Objects.requireNonNull(rule, "rule");
        Objects.requireNonNull(created, "created");
    }
}
