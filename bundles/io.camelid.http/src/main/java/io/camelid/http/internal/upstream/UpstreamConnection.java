package io.camelid.http.internal.upstream;

/** A connection that an {@link Origin} may send calls on. Confined to its reactor's thread. */
interface UpstreamConnection {
    /** Whether another call may be sent now. */
    boolean isFree();

    /** Sends a call, which is told what comes of it. */
    void send(PooledCall call);

    void close();
}
