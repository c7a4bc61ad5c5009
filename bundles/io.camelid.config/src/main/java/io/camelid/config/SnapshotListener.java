package io.camelid.config;

import io.camelid.config.snapshot.RoutingSnapshot;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Follows the snapshot. Register an implementation as an OSGi service; a late one is told of the
 * snapshot in force. Calls come one at a time, in the order below, on the configuration's own thread,
 * so they may take their time but hold up the next change. An exception is logged and changes nothing.
 */
@ConsumerType
public interface SnapshotListener {
    /** A snapshot is about to be in force: make ready what its requests will need. */
    default void prepare(RoutingSnapshot next) {}

    /** New requests are now served from this snapshot. */
    default void activated(RoutingSnapshot current) {}

    /** The last request of a replaced snapshot has ended. */
    default void retired(RoutingSnapshot previous) {}
}
