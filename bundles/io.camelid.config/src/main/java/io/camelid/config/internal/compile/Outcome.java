package io.camelid.config.internal.compile;

import io.camelid.config.KubernetesObject;
import io.camelid.config.ObjectKey;
import io.camelid.config.Problem;
import io.camelid.config.internal.match.IndexedRouteTable;
import io.camelid.config.internal.match.TableEntry;
import io.camelid.config.internal.status.StatusBook;
import io.camelid.config.snapshot.Backend;
import io.camelid.config.snapshot.Listener;
import io.camelid.config.snapshot.RouteRule;
import io.camelid.config.snapshot.RoutingSnapshot;
import java.util.List;
import java.util.Map;

/**
 * What the compiler has made of its inputs.
 *
 * @param fingerprint equal for outcomes that route equally
 */
public record Outcome(
        String fingerprint,
        List<Listener> listeners,
        List<TableEntry> entries,
        Map<String, RouteRule> rules,
        Map<ObjectKey, Backend> backends,
        Map<ObjectKey, KubernetesObject> objects,
        StatusBook book,
        List<Problem> problems) {
    public RoutingSnapshot snapshot(long version) {
        return new RoutingSnapshot(version, listeners, new IndexedRouteTable(listeners, entries), rules, backends);
    }
}
