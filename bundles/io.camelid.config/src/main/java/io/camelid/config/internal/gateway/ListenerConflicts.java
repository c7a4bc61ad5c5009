package io.camelid.config.internal.gateway;

import java.util.List;
import java.util.Optional;

/**
 * Which listeners of one Gateway cannot be told apart. The Gateway API forbids to pick one of them: none may
 * serve. (Listeners of other Gateways are another matter: whoever creates one must not end what serves already.)
 */
final class ListenerConflicts {
    private final List<ListenerSpec> candidates;

    ListenerConflicts(List<ListenerSpec> listeners) {
        candidates = listeners.stream()
                .filter(listener ->
                        listener.isSupported() && !listener.findings().isRefused())
                .toList();
    }

    /** With whom a listener conflicts, if it does. */
    Optional<Flaw> of(ListenerSpec listener) {
        if (!candidates.contains(listener)) {
            return Optional.empty();
        }
        List<ListenerSpec> neighbours = candidates.stream()
                .filter(other -> other != listener && other.port() == listener.port())
                .toList();
        return neighbours.stream()
                .filter(other -> other.isTls() != listener.isTls())
                .findFirst()
                .map(other -> new Flaw(
                        "ProtocolConflict",
                        "listener " + other.name() + " wants protocol " + other.protocol() + " of port "
                                + other.port()))
                .or(() -> neighbours.stream()
                        .filter(other -> other.hostname().equals(listener.hostname()))
                        .findFirst()
                        .map(other -> new Flaw(
                                "HostnameConflict", "listener " + other.name() + " has the same port and hostname")));
    }
}
