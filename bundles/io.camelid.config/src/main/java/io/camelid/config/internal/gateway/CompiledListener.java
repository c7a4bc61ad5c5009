package io.camelid.config.internal.gateway;

import io.camelid.config.snapshot.Listener;
import java.util.Optional;

/**
 * What has become of a listener. Each is equal to itself only: they are looked up for every route, and what they
 * hold, certificates among it, is much to compare.
 *
 * @param serving empty when it cannot serve
 * @param accepted why it is not accepted, if it is not
 * @param resolved why its references are not resolved, if they are not
 * @param conflict with what other listener it conflicts, if it does; it is not accepted then
 */
record CompiledListener(
        ListenerSpec spec,
        Optional<Listener> serving,
        Optional<Flaw> accepted,
        Optional<Flaw> resolved,
        Optional<Flaw> conflict) {
    boolean isValid() {
        return serving.isPresent();
    }

    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
