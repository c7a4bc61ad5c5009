package io.camelid.config.internal.gateway;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * HTTPS listeners of one port whose hostnames overlap. A client may reuse a connection that it made by the
 * certificate of one for requests that belong to another; those are answered 421 (Misdirected Request).
 */
final class ListenerOverlaps {
    private final Map<CompiledListener, CompiledListener> others = new IdentityHashMap<>();

    private ListenerOverlaps() {}

    static ListenerOverlaps among(List<CompiledListener> listeners) {
        ListenerOverlaps overlaps = new ListenerOverlaps();
        Map<Integer, List<CompiledListener>> byPort = listeners.stream()
                .filter(listener -> listener.isValid() && listener.spec().isTls())
                .collect(Collectors.groupingBy(listener -> listener.spec().port()));
        for (List<CompiledListener> port : byPort.values()) {
            for (CompiledListener listener : port) {
                port.stream()
                        .filter(other -> other != listener
                                && Hostnames.overlap(
                                        listener.spec().hostname(), other.spec().hostname()))
                        .findFirst()
                        .ifPresent(other -> overlaps.others.put(listener, other));
            }
        }
        return overlaps;
    }

    /** One that a listener overlaps with. */
    Optional<CompiledListener> with(CompiledListener listener) {
        return Optional.ofNullable(others.get(listener));
    }
}
