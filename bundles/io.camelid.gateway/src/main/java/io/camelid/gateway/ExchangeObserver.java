package io.camelid.gateway;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Sees exchanges begin and end: register as an OSGi service. Called on the threads that move bytes, so
 * it must return at once and keep no reference to the exchange.
 */
@ConsumerType
public interface ExchangeObserver {
    default void opened(GatewayExchange exchange) {}

    /** All is over: everything that can be known of the exchange is. */
    void closed(GatewayExchange exchange);

    /** A copy of a request has come to its end. Copies are not otherwise told of: they are nobody's requests. */
    default void mirrored(MirrorOutcome outcome) {}
}
