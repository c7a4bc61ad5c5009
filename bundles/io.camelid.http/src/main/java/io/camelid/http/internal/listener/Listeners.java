package io.camelid.http.internal.listener;

import io.camelid.http.internal.reactor.Reactors;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
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
 * upgrade). Thread-safe.
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
     */
    public Listener open(InetSocketAddress address) throws IOException {
        HttpConfiguration http = configuration();
        ListenerConnector connector = new ListenerConnector(
                server,
                reactors,
                budget,
                settings,
                address,
                new HttpConnectionFactory(http),
                new HTTP2CServerConnectionFactory(http));
        connector.open();
        LifeCycle.start(connector);
        server.addConnector(connector);
        Listener listener = new Listener(connector);
        open.add(listener);
        return listener;
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
        dismissUntil(drained, connector, System.nanoTime() + grace.toNanos());
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

    private void dismissUntil(CompletableFuture<Void> drained, ListenerConnector connector, long deadline) {
        if (drained.isDone()) {
            return;
        }
        if (System.nanoTime() - deadline >= 0) {
            drained.complete(null);
            return;
        }
        connector.clients().forEach(client -> client.reactor().resume(client::dismiss));
        reactors.scheduler()
                .schedule(
                        () -> dismissUntil(drained, connector, deadline),
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
