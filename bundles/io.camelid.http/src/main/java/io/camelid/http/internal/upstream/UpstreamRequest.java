package io.camelid.http.internal.upstream;

import io.camelid.spi.provider.Address;
import java.util.Set;
import org.eclipse.jetty.http.HttpFields;

/**
 * A request to an upstream.
 *
 * @param method the HTTP method
 * @param address the server, and how to secure the way to it
 * @param target path and query as they go on the wire
 * @param headers end-to-end fields only; {@code Host} is made from the address unless it is among them,
 *     {@code Content-Length} from the body
 * @param body what follows the head
 * @param timeouts how long it may take
 */
public record UpstreamRequest(
        String method,
        Address address,
        String target,
        HttpFields headers,
        UpstreamBody body,
        UpstreamTimeouts timeouts) {
    private static final Set<String> IDEMPOTENT = Set.of("GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE");

    /**
     * Whether sending it twice does no more than sending it once (RFC 9110 §9.2.2): by its method, or
     * because the caller gave it an {@code Idempotency-Key}.
     */
    boolean isIdempotent() {
        return IDEMPOTENT.contains(method) || headers.contains("Idempotency-Key");
    }

    /** Says where, but not with what: target and fields may hold credentials. */
    @Override
    public String toString() {
        int query = target.indexOf('?');
        return method + " " + address.authority() + (query < 0 ? target : target.substring(0, query));
    }
}
