package io.camelid.http.internal.upstream;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;

/**
 * Names to addresses by the JVM's own resolver, on threads that may block. Answers are kept for a few
 * seconds, and one look-up at a time is made for a name, so that a slow name server holds one thread a
 * name and not one a request. Failures are not kept here (the JVM keeps them for 10 s).
 */
final class HostResolver {
    /** Names kept; beyond it the table is emptied. */
    private static final int MAX_NAMES = 4096;

    private final Executor executor;
    private final long ttlNanos;
    private final ConcurrentMap<String, Entry> entries = new ConcurrentHashMap<>();

    private record Entry(CompletableFuture<List<InetAddress>> addresses, long since) {}

    HostResolver(Executor executor, Duration ttl) {
        this.executor = executor;
        this.ttlNanos = ttl.toNanos();
    }

    /** At least one address, or an {@link UnknownHostException}. */
    CompletableFuture<List<InetAddress>> resolve(String host) {
        if (entries.size() > MAX_NAMES) {
            entries.clear();
        }
        return entries.compute(host, (name, entry) -> isUsable(entry) ? entry : lookUp(name))
                .addresses();
    }

    private boolean isUsable(Entry entry) {
        return entry != null
                && !entry.addresses().isCompletedExceptionally()
                && (!entry.addresses().isDone() || System.nanoTime() - entry.since() < ttlNanos);
    }

    private Entry lookUp(String host) {
        CompletableFuture<List<InetAddress>> addresses = CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return List.of(InetAddress.getAllByName(host));
                    } catch (UnknownHostException e) {
                        throw new CompletionException(e);
                    }
                },
                executor);
        return new Entry(addresses, System.nanoTime());
    }
}
