package io.camelid.gateway.internal.balance;

import java.time.Duration;
import java.util.Optional;

/** How long a target is passed over that is at fault. */
final class Pause {
    /** When neither the policy nor the upstream says anything. */
    static final Duration DEFAULT = Duration.ofSeconds(3);
    /** What the others grow to, and the most that an upstream can ask for. */
    static final Duration LONGEST = Duration.ofMinutes(5);
    /** An upstream that asks for less asks for this. */
    static final Duration SHORTEST = Duration.ofMillis(100);

    private Pause() {}

    /**
     * The pause that the policy sets, or that the upstream asks for, or the default. It doubles with every
     * eviction since the target last served, but what the upstream asks for does not: it is the least,
     * and enough the first time, for the upstream should know.
     *
     * @param evictions since the target last served
     */
    static Duration of(Optional<Duration> configured, Optional<Duration> asked, int evictions) {
        if (configured.isPresent()) {
            return grown(configured.get(), evictions);
        }
        if (asked.isEmpty()) {
            return grown(DEFAULT, evictions);
        }
        Duration wanted = bounded(asked.get());
        return evictions == 0 ? wanted : max(wanted, grown(DEFAULT, evictions));
    }

    /** What an upstream asks for, within reason. */
    static Duration bounded(Duration asked) {
        return max(SHORTEST, min(asked, LONGEST));
    }

    /** A first pause that is longer than the longest does not grow. */
    private static Duration grown(Duration first, int evictions) {
        Duration grown = first;
        for (int i = 0; i < evictions && grown.compareTo(LONGEST) < 0; i++) {
            grown = min(grown.multipliedBy(2), LONGEST);
        }
        return grown;
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    private static Duration max(Duration a, Duration b) {
        return a.compareTo(b) > 0 ? a : b;
    }
}
