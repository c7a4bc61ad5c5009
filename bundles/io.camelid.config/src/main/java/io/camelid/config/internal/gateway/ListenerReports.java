package io.camelid.config.internal.gateway;

import io.camelid.config.ObjectKey;
import java.util.Map;
import java.util.Optional;

/**
 * What the running system has said about its listeners' ports. Immutable.
 *
 * @param failures why a listener's port is not open; empty text when it is
 * @param address to which all of them are bound
 */
public record ListenerReports(Map<Id, String> failures, Optional<String> address) {
    /** A listener of a Gateway on a port: once it moves, what was said before means nothing. */
    public record Id(ObjectKey gateway, String listener, int port) {}

    public static final ListenerReports NONE = new ListenerReports(Map.of(), Optional.empty());

    public ListenerReports {
        failures = Map.copyOf(failures);
    }

    /** Why the listener's port is not open; empty text when it is; empty when nothing is known yet. */
    Optional<String> failure(Id id) {
        return Optional.ofNullable(failures.get(id));
    }
}
