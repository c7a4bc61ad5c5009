package io.camelid.telemetry.internal;

import io.camelid.config.ObjectKey;
import io.camelid.config.snapshot.Listener;
import io.camelid.config.snapshot.RouteRule;
import io.camelid.config.snapshot.RuleMatch;

/**
 * Where in the configuration an exchange went.
 *
 * @param port of the listener; 0 when no rule fitted
 * @param rule 0-based position in the route
 */
record Place(ObjectKey gateway, String listener, int port, ObjectKey route, int rule) {
    /** No object. */
    static final ObjectKey NOTHING = new ObjectKey("", "", "", "");

    /** No rule fitted. */
    static final Place UNKNOWN = new Place(NOTHING, "", 0, NOTHING, 0);

    static Place of(RuleMatch match) {
        Listener listener = match.listener();
        RouteRule rule = match.rule();
        return new Place(listener.gateway(), listener.name(), listener.port(), rule.route(), rule.index());
    }

    boolean isKnown() {
        return port != 0;
    }

    /** {@code <port>/<namespace>/<gateway>}. */
    String bind() {
        return isKnown() ? port + "/" + gateway.qualifiedName() : "";
    }

    /** The rule's position as text; empty text when there is none. */
    String ruleName() {
        return isKnown() ? Integer.toString(rule) : "";
    }
}
