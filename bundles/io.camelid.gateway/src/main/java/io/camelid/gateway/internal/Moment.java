package io.camelid.gateway.internal;

import java.time.Duration;
import java.util.Optional;

/** Moments by {@link System#nanoTime}, where 0 is never. */
final class Moment {
    static final long NEVER = 0;

    private Moment() {}

    /** So long after another; an absent or zero limit is none. */
    static long after(long start, Optional<Duration> limit) {
        return limit.isEmpty() || limit.get().isZero()
                ? NEVER
                : after(start, limit.get().toNanos());
    }

    static long after(long start, long nanos) {
        long end = start + nanos;
        return end == NEVER ? 1 : end;
    }

    static long earlier(long one, long other) {
        return one == NEVER || other != NEVER && other - one < 0 ? other : one;
    }
}
