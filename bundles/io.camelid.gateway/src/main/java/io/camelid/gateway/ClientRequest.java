package io.camelid.gateway;

import io.camelid.config.snapshot.RequestHead;

/** A client's request, as the wire received it. */
public interface ClientRequest extends RequestHead {
    /** The client's address, without port. */
    String remoteAddress();

    /** {@code HTTP/1.1} or {@code HTTP/2.0}. */
    String protocol();

    /** {@code http} or {@code https}. */
    String scheme();
}
