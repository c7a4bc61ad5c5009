package io.camelid.gateway.internal;

import io.camelid.config.Compilation;
import io.camelid.config.Configuration;
import io.camelid.config.ObjectKey;
import io.camelid.config.SnapshotLease;
import io.camelid.config.snapshot.RoutingSnapshot;
import java.util.List;
import java.util.Map;

/** A configuration that a test sets, and that counts who holds it. */
final class FakeConfiguration implements Configuration {
    private RoutingSnapshot snapshot;
    private int leased;
    private int released;

    FakeConfiguration(RoutingSnapshot snapshot) {
        this.snapshot = snapshot;
    }

    void activate(RoutingSnapshot next) {
        snapshot = next;
    }

    /** How many leases were given out. */
    int leased() {
        return leased;
    }

    /** How often a lease was released, be it the same one. */
    int released() {
        return released;
    }

    @Override
    public Compilation current() {
        return new Compilation(snapshot, Map.of(), Map.of(), List.of());
    }

    @Override
    public SnapshotLease lease() {
        leased++;
        RoutingSnapshot held = snapshot;
        return new SnapshotLease() {
            @Override
            public RoutingSnapshot snapshot() {
                return held;
            }

            @Override
            public void release() {
                released++;
            }
        };
    }

    @Override
    public boolean isReady() {
        return true;
    }

    @Override
    public void recompile() {
        throw new UnsupportedOperationException("a gateway only reads the configuration");
    }

    @Override
    public void reportListener(ObjectKey gateway, String listener, String failure) {
        throw new UnsupportedOperationException("a gateway only reads the configuration");
    }
}
