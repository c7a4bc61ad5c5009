package io.camelid.gateway;

import io.camelid.config.ObjectKey;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * The state of one target.
 *
 * @param id {@code target/<namespace>/<backend>/<entry>@<hash>}
 * @param name the entry's name in the backend
 * @param provider the provider's id
 * @param group 0-based priority group
 * @param phase whether and how much it is asked
 * @param health from 0, only failures of late, to 1, only successes
 * @param latency to the first content, as it was of late; empty before there was any
 * @param inFlight tries under way
 * @param succeeded tries that a user could use
 * @param failed tries that count against the target
 * @param evictions how often it was evicted
 * @param evictedFor how long it is still passed over; empty when it is not
 * @param lastFailure why the last failed try failed
 */
public record TargetState(
        String id,
        ObjectKey backend,
        String name,
        String provider,
        int group,
        Phase phase,
        double health,
        Optional<Duration> latency,
        int inFlight,
        long succeeded,
        long failed,
        long evictions,
        Optional<Duration> evictedFor,
        Optional<String> lastFailure) {
    /** How a target stands, and what changes that. */
    public enum Phase {
        /** It is asked. Failures evict it, as its policy says. */
        HEALTHY,
        /** It is passed over while there is anyone else. Time, or a success all the same, ends that. */
        EVICTED,
        /** Its pause is over: one request at a time may find out how it does. */
        HALF_OPEN,
        /** It serves again: with every success more requests at a time are let through, until all are. */
        RECOVERING
    }

    public TargetState {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(backend, "backend");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(provider, "provider");
        Objects.requireNonNull(phase, "phase");
        Objects.requireNonNull(latency, "latency");
        Objects.requireNonNull(evictedFor, "evictedFor");
        Objects.requireNonNull(lastFailure, "lastFailure");
    }
}
