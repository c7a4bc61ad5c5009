package io.camelid.http.internal.component;

import io.camelid.config.Configuration;
import io.camelid.config.SnapshotListener;
import io.camelid.config.snapshot.RoutingSnapshot;
import io.camelid.http.internal.listener.Listener;
import io.camelid.http.internal.listener.Listeners;
import io.camelid.http.internal.tls.PortTls;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.eclipse.jetty.util.thread.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the open ports, and the certificates that they show, in step with the listeners of the configuration. A port
 * that cannot be had is tried again until it is free or nobody wants it any more. Thread-safe.
 */
final class Ports implements SnapshotListener {
    private static final Logger LOG = LoggerFactory.getLogger(Ports.class);
    private static final Duration RETRY = Duration.ofSeconds(2);

    private final Listeners listeners;
    private final Configuration configuration;
    private final Scheduler scheduler;
    private final String bind;
    private final String address;
    private final Duration grace;
    private final Map<Integer, Listener> open = new TreeMap<>();
    private final Map<Integer, String> failures = new TreeMap<>();
    private Map<Integer, List<io.camelid.config.snapshot.Listener>> wanted = Map.of();
    private boolean retries;

    /**
     * @param address where clients find the ports
     */
    Ports(
            Listeners listeners,
            Configuration configuration,
            Scheduler scheduler,
            String bind,
            String address,
            Duration grace) {
        this.listeners = listeners;
        this.configuration = configuration;
        this.scheduler = scheduler;
        this.bind = bind;
        this.address = address;
        this.grace = grace;
    }

    /** Opens the ports that are missing and closes those that nobody wants any more. */
    @Override
    public synchronized void activated(RoutingSnapshot snapshot) {
        wanted = snapshot.listeners().stream()
                .collect(Collectors.groupingBy(
                        io.camelid.config.snapshot.Listener::port, TreeMap::new, Collectors.toList()));
        open.entrySet()
                .removeIf(entry -> !wanted.containsKey(entry.getKey()) && close(entry.getKey(), entry.getValue()));
        failures.keySet().retainAll(wanted.keySet());
        bringAbout();
        configuration.reportAddress(address);
    }

    private boolean close(int port, Listener listener) {
        LOG.info("closing port {}", port);
        listeners.close(listener, grace);
        return true;
    }

    private void bringAbout() {
        wanted.forEach((port, sharing) -> {
            String failure = tried(port, sharing);
            if (!failure.isEmpty() && !failure.equals(failures.get(port))) {
                LOG.warn("{}", failure);
            }
            failures.put(port, failure);
            sharing.forEach(listener -> configuration.reportListener(listener.gateway(), listener.name(), failure));
        });
        if (!retries && failures.values().stream().anyMatch(failure -> !failure.isEmpty())) {
            retries = true;
            scheduler.schedule(this::retry, RETRY.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private synchronized void retry() {
        retries = false;
        bringAbout();
    }

    /** Brings a port to what its listeners want; why that cannot be, or empty text. */
    private String tried(int port, List<io.camelid.config.snapshot.Listener> sharing) {
        Listener present = open.get(port);
        try {
            if (present == null) {
                open.put(port, listeners.open(new InetSocketAddress(bind, port), tls(sharing)));
                LOG.info("listening on {}:{}", bind, port);
            } else if (!speaks(present, sharing)) {
                listeners.secure(present, tls(sharing), grace);
                LOG.info("port {} {}", port, isSecure(sharing) ? "has other certificates" : "has no TLS any more");
            }
            return "";
        } catch (IOException e) {
            return "cannot listen on " + bind + ":" + port + ": " + e.getMessage();
        } catch (GeneralSecurityException e) {
            return "no TLS on port " + port + ": " + e.getMessage();
        }
    }

    private static boolean speaks(Listener present, List<io.camelid.config.snapshot.Listener> sharing) {
        return present.tls().map(tls -> tls.isFor(sharing)).orElse(!isSecure(sharing));
    }

    private static Optional<PortTls> tls(List<io.camelid.config.snapshot.Listener> sharing)
            throws GeneralSecurityException {
        return isSecure(sharing) ? Optional.of(new PortTls(sharing)) : Optional.empty();
    }

    /** Listeners of a port have one protocol, or they would be in conflict. */
    private static boolean isSecure(List<io.camelid.config.snapshot.Listener> sharing) {
        return sharing.get(0).isSecure();
    }
}
