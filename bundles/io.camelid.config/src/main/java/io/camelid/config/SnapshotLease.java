package io.camelid.config;

import io.camelid.config.snapshot.RoutingSnapshot;

/** A hold on a snapshot. */
public interface SnapshotLease {
    RoutingSnapshot snapshot();

    /** Ends the hold; further calls do nothing. */
    void release();
}
