package io.camelid.http.internal.upstream;

import io.camelid.http.internal.reactor.Reactor;
import io.camelid.http.internal.reactor.Reactors;
import io.camelid.spi.provider.Tls;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.util.component.LifeCycle;

/**
 * Sends requests to upstreams over pooled connections: HTTP/1.1, and over TLS what ALPN settles on of h2
 * and HTTP/1.1. A call's connection, callbacks and content all live on the reactor it is sent on; sent on
 * the reactor of the client whom it serves, nothing changes threads. Requests go as they are and answers
 * come as they are: no redirects, cookies, authentication, decompression or default fields. Thread-safe.
 */
public final class UpstreamClient implements AutoCloseable {
    /** TLS settings kept ready; beyond it they are made anew when next met. */
    private static final int MAX_TLS = 1024;

    private final Reactors reactors;
    private final HostResolver resolver;
    private final List<UpstreamShard> shards;
    private final ConcurrentMap<Tls, CompletableFuture<TlsClient>> tls = new ConcurrentHashMap<>();
    private final AtomicInteger connections = new AtomicInteger();

    public UpstreamClient(Reactors reactors, UpstreamSettings settings) {
        this.reactors = reactors;
        resolver = new HostResolver(reactors.threads()::execute, settings.nameTtl());
        shards = reactors.all().stream()
                .map(reactor -> new UpstreamShard(this, reactors, reactor, settings))
                .toList();
        reactors.all()
                .forEach(reactor ->
                        reactor.setConnectTimeout(settings.connectTimeout().toMillis()));
        // Reading the JVM's trust store takes a while: not at the first request.
        tls(Tls.DEFAULT);
    }

    /**
     * Sends a request. The listener is told on the reactor's thread, possibly before this returns.
     *
     * @param reactor where the call lives
     */
    public UpstreamCall send(UpstreamRequest request, Reactor reactor, UpstreamListener listener) {
        PooledCall call = new PooledCall(shards.get(reactor.index()), request, listener);
        reactor.run(call::start);
        return call;
    }

    /** Connections that are open, in use or not. */
    public int connections() {
        return connections.get();
    }

    /** TLS as settings describe it; made on a thread that may block. */
    CompletableFuture<TlsClient> tls(Tls settings) {
        if (tls.size() > MAX_TLS) {
            tls.clear();
        }
        return tls.compute(
                settings, (key, made) -> made != null && !made.isCompletedExceptionally() ? made : make(key));
    }

    private CompletableFuture<TlsClient> make(Tls settings) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        TlsClient client = new TlsClient(settings);
                        LifeCycle.start(client);
                        return client;
                    } catch (GeneralSecurityException e) {
                        throw new CompletionException(e);
                    }
                },
                reactors.threads()::execute);
    }

    HostResolver resolver() {
        return resolver;
    }

    void opened() {
        connections.incrementAndGet();
    }

    void closed() {
        connections.decrementAndGet();
    }

    /** Ends every call, and closes every connection. */
    @Override
    public void close() {
        shards.forEach(shard -> shard.reactor().run(shard::close));
    }
}
