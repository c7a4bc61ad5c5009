package io.camelid.gateway;

/** The answer to a client, as far as decisions depend on it. */
public interface ClientResponse {
    /** Whether the head is on its way and can no longer be changed. */
    boolean isCommitted();
}
