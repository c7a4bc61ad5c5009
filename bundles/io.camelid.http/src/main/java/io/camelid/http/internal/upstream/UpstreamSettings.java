package io.camelid.http.internal.upstream;

import java.time.Duration;

/**
 * Bounds on what upstreams may take, and be given.
 *
 * @param connectTimeout for each address tried, and for a TLS handshake that stands still
 * @param idleTimeout after which a pooled connection without a request is closed; shorter than
 *     common servers' own, so that it is rarely they who close
 * @param maxConnections to one server, over all reactors
 * @param maxQueued requests that wait for a connection to one server, over all reactors
 * @param maxHeadBytes of a request's or an answer's head
 * @param nameTtl how long a resolved name is used before it is looked up again
 */
public record UpstreamSettings(
        Duration connectTimeout,
        Duration idleTimeout,
        int maxConnections,
        int maxQueued,
        int maxHeadBytes,
        Duration nameTtl) {
    /** 10 s to connect, 30 s idle, 4,096 connections and as many waiting, 64 KiB heads, 5 s names. */
    public static final UpstreamSettings DEFAULT = new UpstreamSettings(
            Duration.ofSeconds(10), Duration.ofSeconds(30), 4096, 4096, 64 << 10, Duration.ofSeconds(5));
}
