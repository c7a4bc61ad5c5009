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
 * @param inFlight tries under way
 * @param succeeded tries that a user could use
 * @param failed tries that called for another target
 * @param evictedFor how long it is still passed over; empty when it is not
 * @param lastFailure why the last failed try failed
 */
public record TargetState(
        String id,
        ObjectKey backend,
        String name,
        String provider,
        int group,
        int inFlight,
        long succeeded,
        long failed,
        Optional<Duration> evictedFor,
        Optional<String> lastFailure) {
    public TargetState {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(backend, "backend");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(provider, "provider");
        Objects.requireNonNull(evictedFor, "evictedFor");
        Objects.requireNonNull(lastFailure, "lastFailure");
    }
}
