package io.camelid.shell.internal.statistics;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Counts durations in buckets that grow by a quarter of a power of two, from a microsecond up: a quantile
 * is never off by more than a quarter. Thread-safe, without locks, 1 KB.
 */
final class LatencyHistogram {
    private static final int PARTS = 4;
    // The last bucket begins at 2^32 microseconds, over an hour.
    private static final int BUCKETS = 31 * PARTS + 1;

    private final AtomicLongArray counts = new AtomicLongArray(BUCKETS);

    void record(long nanos) {
        counts.incrementAndGet(bucket(nanos / 1000));
    }

    /** The duration below which a share of all lie; zero when there are none. */
    Duration quantile(double share) {
        long total = 0;
        for (int i = 0; i < BUCKETS; i++) {
            total += counts.get(i);
        }
        long rank = (long) Math.ceil(total * share);
        long seen = 0;
        for (int i = 0; i < BUCKETS && total > 0; i++) {
            seen += counts.get(i);
            if (seen >= rank) {
                return Duration.ofNanos(1000 * (floor(i) + floor(i + 1)) / 2);
            }
        }
        return Duration.ZERO;
    }

    private static int bucket(long micros) {
        if (micros < PARTS) {
            return (int) Math.max(0, micros);
        }
        int exponent = Long.SIZE - 1 - Long.numberOfLeadingZeros(micros);
        int part = (int) (micros >>> (exponent - 2)) & (PARTS - 1);
        return Math.min(BUCKETS - 1, (exponent - 1) * PARTS + part);
    }

    private static long floor(int bucket) {
        if (bucket < PARTS) {
            return bucket;
        }
        int exponent = bucket / PARTS + 1;
        return (long) (PARTS + bucket % PARTS) << (exponent - 2);
    }
}
