package io.camelid.http.internal.upstream;

import io.camelid.http.internal.reactor.Reactor;
import io.camelid.http.internal.reactor.Reactors;
import io.camelid.spi.provider.Address;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.io.ByteBufferPool;

/** One reactor's part of the client: the servers it talks to. Confined to the reactor's thread. */
final class UpstreamShard {
    private final UpstreamClient client;
    private final Reactors reactors;
    private final Reactor reactor;
    private final UpstreamSettings settings;
    private final CallTimeouts timeouts;
    private final Map<Address, Origin> origins = new HashMap<>();

    UpstreamShard(UpstreamClient client, Reactors reactors, Reactor reactor, UpstreamSettings settings) {
        this.client = client;
        this.reactors = reactors;
        this.reactor = reactor;
        this.settings = settings;
        timeouts = new CallTimeouts(reactors.scheduler());
    }

    UpstreamClient client() {
        return client;
    }

    Reactors reactors() {
        return reactors;
    }

    Reactor reactor() {
        return reactor;
    }

    ByteBufferPool buffers() {
        return reactors.buffers();
    }

    UpstreamSettings settings() {
        return settings;
    }

    CallTimeouts timeouts() {
        return timeouts;
    }

    Origin origin(Address address) {
        return origins.computeIfAbsent(
                address, key -> new Origin(this, key, share(settings.maxConnections()), share(settings.maxQueued())));
    }

    private int share(int total) {
        int shards = reactors.all().size();
        return Math.max(1, (total + shards - 1) / shards);
    }

    void retire(Origin origin) {
        origins.remove(origin.address(), origin);
    }

    void close() {
        timeouts.destroy();
        timeouts.cancelAll();
        List.copyOf(origins.values()).forEach(Origin::closeIdle);
    }
}
