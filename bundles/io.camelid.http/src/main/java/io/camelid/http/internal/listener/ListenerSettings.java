package io.camelid.http.internal.listener;

import java.time.Duration;

/**
 * Bounds on what clients may take.
 *
 * @param maxHeaderBytes of a request's head; more is answered 431 (414 for the request line)
 * @param headerTimeout from a request's first byte to the end of its head, however it trickles in
 * @param idleTimeout without a byte either way: between requests, or while a client neither sends
 *     the body that is waited for nor takes the answer. It does not run while an upstream is waited for
 * @param maxConnections open at a time over all ports; more wait in the kernel's backlog
 * @param backlog of each port
 * @param maxEventsPerSecond what one HTTP/2 connection may send of what costs us and not the client
 */
public record ListenerSettings(
        int maxHeaderBytes,
        Duration headerTimeout,
        Duration idleTimeout,
        int maxConnections,
        int backlog,
        int maxEventsPerSecond) {
    /** 32 KiB of head within 10 s, 75 s idle, 20,000 connections, 512 events a second. */
    public static final ListenerSettings DEFAULT =
            new ListenerSettings(32 << 10, Duration.ofSeconds(10), Duration.ofSeconds(75), 20_000, 1024, 512);
}
