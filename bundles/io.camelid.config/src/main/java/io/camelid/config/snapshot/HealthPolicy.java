package io.camelid.config.snapshot;

import io.camelid.spi.Headers;
import java.time.Duration;
import java.util.Collections;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What counts against a target, and what follows. With neither {@code consecutiveFailures} nor
 * {@code healthThreshold} one failure evicts; with both, either does.
 *
 * @param unhealthyWhen decides alone whether a response counts against its target; empty: failures do
 * @param failureStatuses statuses that are failures besides those that always are
 * @param eviction the first pause; empty: what the upstream asks for, or the gateway's default
 * @param consecutiveFailures so many failures in a row evict
 * @param healthThreshold a failure evicts when health was below this before it, 0 to 100
 * @param restoreHealth the health with which a target returns, 0 to 100; empty: what it was
 */
public record HealthPolicy(
        Optional<ResponseCondition> unhealthyWhen,
        Set<Integer> failureStatuses,
        Optional<Duration> eviction,
        Optional<Integer> consecutiveFailures,
        Optional<Integer> healthThreshold,
        Optional<Integer> restoreHealth) {
    public static final HealthPolicy DEFAULT = new HealthPolicy(
            Optional.empty(), Set.of(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    public HealthPolicy {
        Objects.requireNonNull(unhealthyWhen, "unhealthyWhen");
        failureStatuses = Collections.unmodifiableSortedSet(new TreeSet<>(failureStatuses));
        Objects.requireNonNull(eviction, "eviction");
        Objects.requireNonNull(consecutiveFailures, "consecutiveFailures");
        Objects.requireNonNull(healthThreshold, "healthThreshold");
        Objects.requireNonNull(restoreHealth, "restoreHealth");
    }

    /**
     * Whether another target should be tried after a response.
     *
     * @param always whether its status is a failure whatever the policy
     */
    public boolean isFailure(int status, Headers headers, boolean always) {
        return always || failureStatuses.contains(status) || status >= 400 && holds(status, headers);
    }

    /**
     * Whether a response counts against its target.
     *
     * @param failure what {@link #isFailure} says of it
     */
    public boolean isUnhealthy(int status, Headers headers, boolean failure) {
        return unhealthyWhen.isEmpty() ? failure : holds(status, headers);
    }

    private boolean holds(int status, Headers headers) {
        return unhealthyWhen.isPresent() && unhealthyWhen.get().holds(status, headers);
    }
}
