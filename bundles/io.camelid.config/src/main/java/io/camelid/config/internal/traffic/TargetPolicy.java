package io.camelid.config.internal.traffic;

import io.camelid.config.snapshot.HealthPolicy;
import io.camelid.config.snapshot.Timeouts;
import java.util.Optional;

/**
 * What holds for tries at a provider.
 *
 * @param health empty: nothing was said
 */
public record TargetPolicy(Timeouts timeouts, Optional<HealthPolicy> health) {
    public static final TargetPolicy NONE = new TargetPolicy(Timeouts.DEFAULT, Optional.empty());

    /** This policy where it says something, the other where it does not. */
    public TargetPolicy over(TargetPolicy weaker) {
        return new TargetPolicy(timeouts.over(weaker.timeouts), health.or(() -> weaker.health));
    }
}
