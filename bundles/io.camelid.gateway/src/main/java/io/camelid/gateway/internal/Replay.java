package io.camelid.gateway.internal;

import io.camelid.gateway.ClientRequest;
import io.camelid.spi.Headers;
import java.util.Set;

/** Which requests to plain servers can be sent more than once. */
final class Replay {
    /** What is kept of a request's body so that it can be sent again, in bytes. */
    static final int LIMIT = 64 * 1024;

    private static final Set<String> BODILESS = Set.of("GET", "HEAD");

    private Replay() {}

    /** Whether the request's body is small enough to be kept, and needs no decoding. */
    static boolean canKeep(ClientRequest request) {
        Headers headers = request.headers();
        return headers.first("content-encoding").isEmpty()
                && headers.first("content-length")
                        .map(String::trim)
                        .filter(Replay::isSmall)
                        .isPresent();
    }

    private static boolean isSmall(String length) {
        return length.length() < 8
                && length.chars().allMatch(Character::isDigit)
                && !length.isEmpty()
                && Integer.parseInt(length) <= LIMIT;
    }

    /** Whether there is no body to send again. HTTP/2 need not announce one, but these methods have none there. */
    static boolean isBodiless(ClientRequest request) {
        Headers headers = request.headers();
        return headers.first("content-length").isEmpty()
                && headers.first("transfer-encoding").isEmpty()
                && (request.protocol().startsWith("HTTP/1") || BODILESS.contains(request.method()));
    }
}
