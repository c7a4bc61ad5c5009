package io.camelid.http.internal.component;

import io.camelid.config.Configuration;
import io.camelid.config.SnapshotListener;
import io.camelid.config.snapshot.RoutingSnapshot;
import io.camelid.http.internal.listener.Listener;
import io.camelid.http.internal.listener.Listeners;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the open ports in step with the listeners of the configuration. Called on one thread at a time. */
final class Ports implements SnapshotListener {
    private static final Logger LOG = LoggerFactory.getLogger(Ports.class);

    private final Listeners listeners;
    private final Configuration configuration;
    private final String bind;
    private final Duration grace;
    private final Map<Integer, Listener> open = new TreeMap<>();

    Ports(Listeners listeners, Configuration configuration, String bind, Duration grace) {
        this.listeners = listeners;
        this.configuration = configuration;
        this.bind = bind;
        this.grace = grace;
    }

    /** Opens the ports that are missing and closes those that nobody wants any more. */
    @Override
    public void activated(RoutingSnapshot snapshot) {
        Set<Integer> wanted = new TreeSet<>();
        for (io.camelid.config.snapshot.Listener listener : snapshot.listeners()) {
            if (listener.certificates().isEmpty()) {
                wanted.add(listener.port());
            }
        }
        open.entrySet().removeIf(entry -> !wanted.contains(entry.getKey()) && close(entry.getKey(), entry.getValue()));
        wanted.removeAll(open.keySet());
        Map<Integer, String> failures = new TreeMap<>();
        wanted.forEach(port -> open(port, failures));
        configuration.reportAddress(bind);
        report(snapshot, failures);
    }

    private boolean close(int port, Listener listener) {
        LOG.info("closing port {}", port);
        listeners.close(listener, grace);
        return true;
    }

    private void open(int port, Map<Integer, String> failures) {
        try {
            open.put(port, listeners.open(new InetSocketAddress(bind, port)));
            LOG.info("listening on {}:{}", bind, port);
        } catch (IOException e) {
            LOG.warn("cannot listen on {}:{}: {}", bind, port, e.getMessage());
            failures.put(port, "cannot listen on " + bind + ":" + port + ": " + e.getMessage());
        }
    }

    private void report(RoutingSnapshot snapshot, Map<Integer, String> failures) {
        for (io.camelid.config.snapshot.Listener listener : snapshot.listeners()) {
            String failure = listener.certificates().isEmpty()
                    ? failures.getOrDefault(listener.port(), "")
                    : "HTTPS listeners are not supported by this version";
            configuration.reportListener(listener.gateway(), listener.name(), failure);
        }
    }
}
