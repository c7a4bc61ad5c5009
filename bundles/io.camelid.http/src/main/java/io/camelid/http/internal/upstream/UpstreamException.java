package io.camelid.http.internal.upstream;

import java.io.IOException;

/** Why there is no answer from an upstream, or no end to it. The message names no credential. */
public final class UpstreamException extends IOException {
    private static final long serialVersionUID = 1L;

    /** The classes of failure that failover and metrics tell apart. */
    public enum Reason {
        /** The name has no address. */
        UNRESOLVED,
        /** No connection: refused, unreachable, timed out. */
        UNCONNECTED,
        /** No TLS: handshake, certificate, or the settings for it. */
        UNSECURED,
        /** Too many requests wait for a connection already. */
        QUEUE_FULL,
        /** No head in time. */
        FIRST_BYTE_TIMEOUT,
        /** No further content in time. */
        IDLE_TIMEOUT,
        /** The deadline passed. */
        DEADLINE,
        /** What came is not HTTP, or more than is taken. */
        PROTOCOL,
        /** The connection or stream ended before the answer did. */
        CLOSED,
        /** The request could not be sent: its own body failed, or it is not valid HTTP. */
        REQUEST,
        /** Ended from this side. */
        CANCELLED
    }

    private final Reason reason;

    /** Without a stack trace, because it tells of the network and not of this code. */
    public UpstreamException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
