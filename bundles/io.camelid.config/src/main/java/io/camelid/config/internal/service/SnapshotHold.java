package io.camelid.config.internal.service;

import io.camelid.config.SnapshotLease;
import io.camelid.config.internal.backend.TargetPool;
import io.camelid.config.snapshot.RoutingSnapshot;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Who still uses a snapshot: everybody who has a lease, and the configuration itself while it is in
 * force. When the last of them has gone it is retired, once.
 */
final class SnapshotHold {
    private final RoutingSnapshot snapshot;
    private final TargetPool.Holding targets;
    private final Consumer<SnapshotHold> retirement;
    private final AtomicInteger users = new AtomicInteger(1);

    /**
     * @param retirement is called on whatever thread lets go last
     */
    SnapshotHold(RoutingSnapshot snapshot, TargetPool.Holding targets, Consumer<SnapshotHold> retirement) {
        this.snapshot = snapshot;
        this.targets = targets;
        this.retirement = retirement;
    }

    RoutingSnapshot snapshot() {
        return snapshot;
    }

    TargetPool.Holding targets() {
        return targets;
    }

    /** A lease, unless the snapshot has been retired meanwhile. */
    Optional<SnapshotLease> lease() {
        int before = users.get();
        while (before > 0) {
            if (users.compareAndSet(before, before + 1)) {
                return Optional.of(new Lease());
            }
            before = users.get();
        }
        return Optional.empty();
    }

    /** Ends the configuration's own hold. */
    void replaced() {
        letGo();
    }

    private void letGo() {
        if (users.decrementAndGet() == 0) {
            retirement.accept(this);
        }
    }

    private final class Lease extends AtomicBoolean implements SnapshotLease {
        private static final long serialVersionUID = 1;

        @Override
        public RoutingSnapshot snapshot() {
            return snapshot;
        }

        @Override
        public void release() {
            if (compareAndSet(false, true)) {
                letGo();
            }
        }
    }
}
