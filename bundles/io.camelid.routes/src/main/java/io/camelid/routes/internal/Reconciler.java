package io.camelid.routes.internal;

import io.camelid.config.snapshot.RoutingSnapshot;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.apache.camel.AsyncProducer;
import org.apache.camel.support.service.ServiceHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the context's routes in step with the snapshots that are in use: adds what is new before a
 * snapshot is in force, removes what is gone when the last request of the last snapshot that needs it
 * has ended, and never touches what stays. Called on one thread at a time.
 */
final class Reconciler {
    private static final Logger LOG = LoggerFactory.getLogger(Reconciler.class);

    private final GatewayContext context;
    private final Dispatcher dispatcher;
    private final Map<Long, Set<String>> inUse = new LinkedHashMap<>();

    Reconciler(GatewayContext context, Dispatcher dispatcher) {
        this.context = context;
        this.dispatcher = dispatcher;
    }

    void add(RoutingSnapshot snapshot) throws Exception {
        SnapshotRoutes wanted = new SnapshotRoutes(snapshot);
        Set<String> missing = new LinkedHashSet<>(wanted.ids());
        missing.removeIf(dispatcher::contains);
        inUse.put(snapshot.version(), Set.copyOf(wanted.ids()));
        if (missing.isEmpty()) {
            return;
        }
        long began = System.nanoTime();
        context.add(wanted.builder(missing, dispatcher), missing);
        for (String id : missing) {
            AsyncProducer entry = context.getEndpoint(SnapshotRoutes.uri(id)).createAsyncProducer();
            ServiceHelper.startService(entry);
            dispatcher.add(id, entry);
        }
        LOG.debug("added {} routes in {} ms", missing.size(), (System.nanoTime() - began) / 1_000_000);
    }

    void retire(RoutingSnapshot snapshot) {
        Set<String> gone = new HashSet<>(inUse.getOrDefault(snapshot.version(), Set.of()));
        inUse.remove(snapshot.version());
        inUse.values().forEach(gone::removeAll);
        long began = System.nanoTime();
        gone.forEach(this::close);
        context.discard(gone);
        LOG.debug("removed {} routes in {} ms", gone.size(), (System.nanoTime() - began) / 1_000_000);
    }

    private void close(String id) {
        try {
            ServiceHelper.stopService(dispatcher.remove(id));
        } catch (RuntimeException e) {
            LOG.warn("cannot close the way into the route {}", id, e); // the others are to go all the same
        }
    }
}
