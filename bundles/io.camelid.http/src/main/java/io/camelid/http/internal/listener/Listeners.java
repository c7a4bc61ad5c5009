package io.camelid.http.internal.listener;

import io.camelid.http.internal.reactor.Reactors;
import io.camelid.http.internal.tls.PortTls;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.http2.server.AbstractHTTP2ServerConnectionFactory;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.io.WindowRateControl;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * The ports of the process. They open, drain and close while the others serve on; all give their
 * requests to one handler, which must be non-blocking. HTTP/1.1 and h2c (by prior knowledge or
 * upgrade), or with TLS HTTP/1.1 and h2 (by ALPN). Thread-safe.
 *
 * <p>What HTTP leaves open is read strictly: Jetty's RFC 9110 compliance refuses a request with both
 * {@code Content-Length} and {@code Transfer-Encoding}, and every ambiguity of the path but
 * {@code %2F} and {@code %25}, which occur in model ids (Bedrock ARNs), is a 400.
 */
public final class Listeners implements AutoCloseable {
    private static final UriCompliance PATHS = UriCompliance.RFC3986.with(
            "CAMELID",
            UriCompliance.Violation.AMBIGUOUS_PATH_SEPARATOR,
            UriCompliance.Violation.AMBIGUOUS_PATH_ENCODING);
    private static final int CONCURRENT_STREAMS = 128;
    private static final Duration DRAIN_CHECK = Duration.ofMillis(20);

    private final Reactors reactors;
    private final ListenerSettings settings;
    private final ConnectionBudget budget;
    private final Server server;
    private final Set<Listener> open = ConcurrentHashMap.newKeySet();
    private volatile Scheduler.Task headCheck;

    /**
     * @param handler serves every request; {@code Handler.Abstract.NonBlocking} or of that invocation type
     * @param errors writes the answers to requests that Jetty itself refuses; the cause and the text
     *     are in Jetty's {@code ErrorHandler} request attributes
     */
    public Listeners(Reactors reactors, ListenerSettings settings, Handler handler, Request.Handler errors) {
        this.reactors = reactors;
        this.settings = settings;
        budget = new ConnectionBudget(settings.maxConnections());
        server = new Server(reactors.threads(), reactors.scheduler(), reactors.buffers());
        server.setHandler(new RequestGate(handler));
        server.setDefaultHandler(null);
        server.setErrorHandler(errors);
        LifeCycle.start(server);
        scheduleHeadCheck();
    }

    /**
     * Opens a port; it accepts when this returns.
     *
     * @param address port 0 picks a free one
     * @param tls empty for plaintext
     */
    public Listener open(InetSocketAddress address, Optional<PortTls> tls) throws IOException {
        HttpConfiguration http = configuration();
        ListenerConnector connector = new ListenerConnector(
                server,
                reactors,
                budget,
                settings,
                address,
                new HttpConnectionFactory(http),
                limited(new HTTP2CServerConnectionFactory(http)),
                limited(new HTTP2ServerConnectionFactory(http)));
        connector.speak(tls.orElse(null));
        connector.open();
        LifeCycle.start(connector);
        server.addConnector(connector);
        Listener listener = new Listener(connector);
        open.add(listener);
        return listener;
    }

    /**
     * Has new connections to a port speak other TLS, or with other certificates. The port stays open, and so do its
     * connections, unless it changes between TLS and plaintext: those of before are then ended as by
     * {@link #close(Listener, Duration)}.
     */
    public void secure(Listener listener, Optional<PortTls> tls, Duration grace) {
        ListenerConnector connector = listener.connector();
        connector.speak(tls.orElse(null));
        Supplier<Stream<DownstreamEndPoint>> stale =
                () -> connector.clients().filter(client -> client.isStale(connector.tls()));
        dismissUntil(
                () -> stale.get().findAny().isEmpty(), stale, System.nanoTime() + grace.toNanos(), () -> stale.get()
                        .forEach(client -> client.getConnection().close()));
    }

    /**
     * Closes a port: nothing is accepted any more, idle connections end, answers in flight say
     * {@code Connection: close}; what is left after the grace is cut.
     *
     * @return completes when the port is free and its last connection is closed
     */
    public CompletableFuture<Void> close(Listener listener, Duration grace) {
        if (!open.remove(listener)) {
            return CompletableFuture.completedFuture(null);
        }
        ListenerConnector connector = listener.connector();
        CompletableFuture<Void> drained = connector.shutdown();
        dismissUntil(
                drained::isDone, connector::clients, System.nanoTime() + grace.toNanos(), () -> drained.complete(null));
        return drained.exceptionally(failure -> null)
                .thenRunAsync(() -> stop(connector), reactors.threads()::execute)
                .thenCompose(stopped -> connector.release());
    }

    /** Closes every port; see {@link #close(Listener, Duration)}. */
    public CompletableFuture<Void> drain(Duration grace) {
        return CompletableFuture.allOf(
                open.stream().map(listener -> close(listener, grace)).toArray(CompletableFuture[]::new));
    }

    /** The open ports. */
    public Collection<Listener> all() {
        return List.copyOf(open);
    }

    /** Client connections that are open. */
    public int connections() {
        return budget.open();
    }

    /** Cuts every connection and closes every port. */
    @Override
    public void close() {
        headCheck.cancel();
        open.clear();
        LifeCycle.stop(server);
    }

    /** Lets go of clients until it is done, or the time is up and what is left is cut. */
    private void dismissUntil(
            BooleanSupplier done, Supplier<Stream<DownstreamEndPoint>> clients, long deadline, Runnable cut) {
        if (done.getAsBoolean()) {
            return;
        }
        if (System.nanoTime() - deadline >= 0) {
            cut.run();
            return;
        }
        clients.get().forEach(client -> client.reactor().resume(client::dismiss));
        reactors.scheduler()
                .schedule(
                        () -> dismissUntil(done, clients, deadline, cut),
                        DRAIN_CHECK.toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    private void stop(ListenerConnector connector) {
        LifeCycle.stop(connector);
        server.removeConnector(connector);
    }

    private void scheduleHeadCheck() {
        if (!server.isRunning()) {
            return;
        }
        long period = Math.max(10, Math.min(1000, settings.headerTimeout().toMillis() / 4));
        headCheck = reactors.scheduler().schedule(this::checkHeads, period, TimeUnit.MILLISECONDS);
    }

    private void checkHeads() {
        try {
            long timeout = settings.headerTimeout().toNanos();
            open.forEach(listener -> listener.connector().clients().forEach(client -> client.checkHead(timeout)));
        } finally {
            scheduleHeadCheck();
        }
    }

    /**
     * What one HTTP/2 connection may do. Jetty counts what costs us and not the client (PING, SETTINGS, empty frames, and
     * streams that are reset as soon as they are opened, CVE-2023-44487) and closes a connection that sends too much of it.
     * It counts what arrives of a body whose request has been answered, too, so our limit is well above
     * Jetty's 128. The head of a request is bounded by {@link HttpConfiguration#getRequestHeaderSize}, in however many
     * frames it comes.
     */
    private <F extends AbstractHTTP2ServerConnectionFactory> F limited(F http2) {
        http2.setMaxConcurrentStreams(CONCURRENT_STREAMS);
        http2.setRateControlFactory(new WindowRateControl.Factory(settings.maxEventsPerSecond()));
        http2.setConnectProtocolEnabled(false);
        return http2;
    }

    private HttpConfiguration configuration() {
        HttpConfiguration http = new HttpConfiguration();
        http.setRequestHeaderSize(settings.maxHeaderBytes());
        http.setResponseHeaderSize(4 << 10);
        http.setMaxResponseHeaderSize(64 << 10);
        http.setInputBufferSize(16 << 10);
        http.setSendServerVersion(false);
        http.setSendXPoweredBy(false);
        http.setHttpCompliance(HttpCompliance.RFC9110);
        http.setUriCompliance(PATHS);
        return http;
    }
}
