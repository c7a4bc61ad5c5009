package io.camelid.config.kubernetes.internal;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Pauses between attempts: twice as long each time up to a limit, and somewhat by chance. Not thread-safe. */
final class Backoff {
    private final Duration first;
    private final Duration longest;
    private final RandomGenerator chance;
    private int attempts;

    Backoff(Duration first, Duration longest, RandomGenerator chance) {
        this.first = first;
        this.longest = longest;
        this.chance = chance;
    }

    /** How often has been tried in vain. */
    int attempts() {
        return attempts;
    }

    /** Between half of the pause and all of it, so that many clients do not come back at once. */
    Duration next() {
        long full = Math.min(first.toMillis() << Math.min(attempts, 20), longest.toMillis());
        attempts++;
        return Duration.ofMillis(full / 2 + chance.nextLong(full / 2 + 1));
    }

    void reset() {
        attempts = 0;
    }
}
