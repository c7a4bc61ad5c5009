package io.camelid.gateway;

import java.util.Objects;

/**
 * The head of an answer to a client that is made from an upstream's.
 *
 * @param status the HTTP status
 * @param sameBody whether the body goes on byte for byte, so that the upstream's {@code
 *     Content-Length} holds
 * @param changes to the upstream's header fields; hop-by-hop fields never travel
 */
public record ResponseHead(int status, boolean sameBody, HeaderChanges changes) {
    public ResponseHead {
        Objects.requireNonNull(changes, "changes");
    }
}
