package io.camelid.config.internal.gateway;

import io.camelid.config.ObjectKey;
import io.camelid.config.internal.read.Findings;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A listener as its Gateway describes it.
 *
 * @param protocol in capitals if it is one that we speak
 * @param certificates Secrets that an HTTPS listener presents
 * @param admits whether routes of a namespace may attach
 * @param unknownKinds route kinds that it wants and that there are not here
 * @param takesHttpRoutes whether its {@code allowedRoutes.kinds} include HTTPRoute
 * @param findings about this listener alone
 */
record ListenerSpec(
        String name,
        int port,
        String protocol,
        Optional<String> hostname,
        List<ObjectKey> certificates,
        Predicate<String> admits,
        List<String> unknownKinds,
        boolean takesHttpRoutes,
        Findings findings) {
    static final String HTTP = "HTTP";
    static final String HTTPS = "HTTPS";

    boolean isSupported() {
        return protocol.equals(HTTP) || protocol.equals(HTTPS);
    }

    boolean isTls() {
        return protocol.equals(HTTPS);
    }
}
