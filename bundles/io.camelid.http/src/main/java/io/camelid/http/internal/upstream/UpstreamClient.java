package io.camelid.http.internal.upstream;

import io.camelid.http.internal.reactor.Reactor;
import io.camelid.http.internal.reactor.Reactors;
import io.camelid.http.internal.upstream.UpstreamException.Reason;
import io.camelid.spi.provider.Tls;
import java.security.GeneralSecurityException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Sends requests to upstreams. A call's connection, callbacks and content all live on the reactor it is
 * sent on; sent on the reactor of the client whom it serves, nothing changes threads. Pools are made for
 * TLS settings as they are first met, and closed when long unused. Thread-safe.
 */
public final class UpstreamClient implements AutoCloseable {
    private final Reactors reactors;
    private final UpstreamSettings settings;
    private final HostResolver resolver;
    private final ConcurrentMap<Optional<Tls>, CompletableFuture<UpstreamPool>> pools = new ConcurrentHashMap<>();
    private volatile Scheduler.Task sweep;

    public UpstreamClient(Reactors reactors, UpstreamSettings settings) {
        this.reactors = reactors;
        this.settings = settings;
        resolver = new HostResolver(reactors.threads()::execute, settings.nameTtl());
        pool(Optional.empty());
        pool(Optional.of(Tls.DEFAULT));
        scheduleSweep();
    }

    /**
     * Sends a request. The listener is told on the reactor's thread, possibly before this returns.
     *
     * @param reactor where the call lives
     */
    public UpstreamCall send(UpstreamRequest request, Reactor reactor, UpstreamListener listener) {
        CompletableFuture<UpstreamPool> pool = pool(request.address().tls());
        if (pool.isDone() && !pool.isCompletedExceptionally()) {
            PooledCall call = new PooledCall(pool.join().on(reactor), request, listener);
            reactor.run(call::start);
            return call;
        }
        AwaitedCall call = new AwaitedCall();
        pool.whenComplete((made, failure) -> reactor.run(() -> {
            if (failure == null) {
                call.begin(new PooledCall(made.on(reactor), request, listener));
            } else {
                listener.onFailure(new UpstreamException(
                        Reason.UNSECURED,
                        "The TLS settings for " + request.address().authority() + " cannot be used: "
                                + failure.getCause().getMessage(),
                        failure));
            }
        }));
        return call;
    }

    private CompletableFuture<UpstreamPool> pool(Optional<Tls> tls) {
        return pools.computeIfAbsent(
                tls,
                key -> CompletableFuture.supplyAsync(
                        () -> {
                            try {
                                return new UpstreamPool(reactors, settings, resolver, key);
                            } catch (GeneralSecurityException e) {
                                throw new CompletionException(e);
                            }
                        },
                        reactors.threads()::execute));
    }

    private void scheduleSweep() {
        long period = Math.max(1, settings.unusedPoolTimeout().toMillis() / 4);
        sweep = reactors.scheduler().schedule(this::sweep, period, TimeUnit.MILLISECONDS);
    }

    private void sweep() {
        try {
            pools.forEach((tls, pool) -> {
                if (isKept(tls) || !pool.isDone()) {
                    return;
                }
                if (pool.isCompletedExceptionally()) {
                    pools.remove(tls, pool);
                } else if (pool.join().isUnusedFor(settings.unusedPoolTimeout().toNanos())) {
                    pools.remove(tls, pool);
                    reactors.threads().execute(pool.join()::close);
                }
            });
        } finally {
            scheduleSweep();
        }
    }

    private static boolean isKept(Optional<Tls> tls) {
        return tls.isEmpty() || tls.get().equals(Tls.DEFAULT);
    }

    /** Cuts every connection; calls that are open fail. */
    @Override
    public void close() {
        sweep.cancel();
        pools.values().forEach(pool -> pool.thenAccept(UpstreamPool::close));
        pools.clear();
    }

    /** A call whose pool is still being made. */
    private static final class AwaitedCall implements UpstreamCall {
        private PooledCall call;
        private boolean cancelled;

        void begin(PooledCall made) {
            boolean late;
            synchronized (this) {
                call = made;
                late = cancelled;
            }
            if (late) {
                made.cancel();
            }
            made.start();
        }

        @Override
        public void cancel() {
            PooledCall begun;
            synchronized (this) {
                cancelled = true;
                begun = call;
            }
            if (begun != null) {
                begun.cancel();
            }
        }
    }
}
