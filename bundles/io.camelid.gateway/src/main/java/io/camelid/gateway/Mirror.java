package io.camelid.gateway;

import org.osgi.annotation.versioning.ProviderType;

/**
 * A copy of a client's request that a filter sends elsewhere. It is sent when the request's body is known; whatever
 * becomes of it, the request itself does not hear of it. One of the methods is called, once, on the thread of the
 * request's exchange.
 */
@ProviderType
public interface Mirror {
    /**
     * Opens the copy's exchange, which takes the way of any other. It outlives the request's own.
     *
     * @param copy head and body as the client sent them; what filters change is applied on the way
     * @param nowhere takes an answer that nobody gets
     */
    GatewayExchange open(ClientRequest copy, ClientResponse nowhere);

    /** Says that there will be no copy. */
    void drop(MirrorOutcome why);
}
