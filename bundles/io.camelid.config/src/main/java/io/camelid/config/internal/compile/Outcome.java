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
import java.util.stream.IntStream;

/** What the compiler has made of its inputs. */
public record Outcome(
        List<Listener> listeners,
        List<TableEntry> entries,
        Map<String, RouteRule> rules,
        Map<ObjectKey, Backend> backends,
        Map<ObjectKey, KubernetesObject> objects,
        StatusBook book,
        List<Problem> problems) {
    /** Whether both do the same with every request: the ids of rules and backends tell what these hold. */
    public boolean routesLike(Outcome other) {
        return listeners.equals(other.listeners)
                && ids(backends).equals(ids(other.backends))
                && entries.size() == other.entries.size()
                && IntStream.range(0, entries.size()).allMatch(at -> isAlike(entries.get(at), other.entries.get(at)));
    }

    private static List<String> ids(Map<ObjectKey, Backend> backends) {
        return backends.values().stream().map(Backend::id).toList();
    }

    private static boolean isAlike(TableEntry one, TableEntry other) {
        return one.rule().id().equals(other.rule().id())
                && one.listener().gateway().equals(other.listener().gateway())
                && one.listener().name().equals(other.listener().name())
                && one.hostnames().equals(other.hostnames())
                && one.match().equals(other.match())
                && one.created().equals(other.created());
    }

    public RoutingSnapshot snapshot(long version) {
        return new RoutingSnapshot(version, listeners, new IndexedRouteTable(listeners, entries), rules, backends);
    }
}
