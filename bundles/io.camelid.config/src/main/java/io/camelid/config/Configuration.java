package io.camelid.config;

import org.osgi.annotation.versioning.ProviderType;

/** The configuration in force. Thread-safe; every method returns at once. */
@ProviderType
public interface Configuration {
    /** The objects, their status and the snapshot in force, which belong together. */
    Compilation current();

    /**
     * The snapshot in force, held for one request. Whoever leases must release exactly once; until
     * then the snapshot's targets and routes stay usable.
     */
    SnapshotLease lease();

    /** Whether every expected source has delivered and the result is being served. */
    boolean isReady();

    /** Compiles again from the sources' present content and the installed providers. */
    void recompile();

    /**
     * Records what only the running system can know about a listener, for the Gateway's status. Until
     * this has been said for a listener, and again when it moves to another port, its port counts as not
     * open yet; it may be said from {@link SnapshotListener#prepare} on.
     *
     * @param failure why the port is not open; empty text when it is
     */
    void reportListener(ObjectKey gateway, String listener, String failure);

    /**
     * Records the address to which all listeners are bound, for the status of the Gateways that are open.
     *
     * @param address an IP address or a host name
     */
    default void reportAddress(String address) {}
}
