package io.camelid.gateway.internal;

import io.camelid.config.SnapshotLease;
import io.camelid.config.snapshot.RoutingSnapshot;
import java.util.concurrent.atomic.AtomicInteger;

/** A lease that several exchanges use; it ends when each of them has released it once. Thread-safe. */
final class SharedLease implements SnapshotLease {
    private final SnapshotLease lease;
    private final AtomicInteger users;

    SharedLease(SnapshotLease lease, int users) {
        this.lease = lease;
        this.users = new AtomicInteger(users);
    }

    @Override
    public RoutingSnapshot snapshot() {
        return lease.snapshot();
    }

    @Override
    public void release() {
        if (users.decrementAndGet() == 0) {
            lease.release();
        }
    }
}
