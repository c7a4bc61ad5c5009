package io.camelid.config.snapshot;

import java.time.Duration;
import java.util.Collections;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a rule of an HTTPRoute says of trying again (Gateway API, GEP-1731).
 *
 * @param attempts how many more tries there may be; empty is the gateway's default
 * @param codes the statuses that call for one; none is the gateway's default
 * @param backoff the least time between two tries
 */
public record Retry(Optional<Integer> attempts, Set<Integer> codes, Optional<Duration> backoff) {
    public Retry {
        Objects.requireNonNull(attempts, "attempts");
        codes = Collections.unmodifiableSortedSet(new TreeSet<>(codes));
        Objects.requireNonNull(backoff, "backoff");
    }
}
