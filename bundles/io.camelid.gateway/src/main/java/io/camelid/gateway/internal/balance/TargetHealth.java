package io.camelid.gateway.internal.balance;

import io.camelid.config.ObjectKey;
import io.camelid.config.snapshot.LlmTarget;
import io.camelid.gateway.TargetState;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * What is held for and against one target. Every {@link #begin} is followed by one of {@link #succeed},
 * {@link #fail} and {@link #release}. Thread-safe.
 */
final class TargetHealth {
    /** How long a target is passed over that failed and did not say for how long. */
    private static final Duration PAUSE = Duration.ofSeconds(3);
    /** The longest pause that an upstream can ask for. */
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    private final LongSupplier nanoTime;
    private final AtomicInteger inFlight = new AtomicInteger();
    private final LongAdder succeeded = new LongAdder();
    private volatile long failed;
    private volatile boolean evicted;
    private volatile long evictedUntil;
    private volatile String lastFailure = "";

    TargetHealth(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    boolean isEvicted() {
        return evicted && nanosLeft() > 0;
    }

    /** How long the target is still passed over; negative when it no longer is. */
    long nanosLeft() {
        return evictedUntil - nanoTime.getAsLong();
    }

    /** A try begins; what is returned goes to {@link #succeed}. */
    long begin() {
        inFlight.incrementAndGet();
        return failed;
    }

    /**
     * A user can use the answer. The target is back, unless it failed another try since this one began:
     * an answer that was under way says nothing of how the target does now.
     */
    void succeed(long begun) {
        inFlight.decrementAndGet();
        succeeded.increment();
        if (evicted) {
            restore(begun);
        }
    }

    private synchronized void restore(long begun) {
        if (begun == failed) {
            evicted = false;
        }
    }

    /** A try that says nothing about the target: the caller was at fault, or left. */
    void release() {
        inFlight.decrementAndGet();
    }

    /** The target is at fault, and is passed over as long as it asked for; the longest such wish holds. */
    synchronized void fail(String why, Optional<Duration> asked) {
        inFlight.decrementAndGet();
        failed++;
        lastFailure = why;
        Duration wanted = asked.orElse(PAUSE);
        Duration pause = wanted.compareTo(LONGEST_PAUSE) < 0 ? wanted : LONGEST_PAUSE;
        if (!isEvicted() || nanosLeft() < pause.toNanos()) {
            evictedUntil = nanoTime.getAsLong() + pause.toNanos();
        }
        evicted = true;
    }

    void reset() {
        evicted = false;
        lastFailure = "";
    }

    TargetState state(LlmTarget target, ObjectKey backend, int group) {
        long left = evicted ? nanosLeft() : 0;
        return new TargetState(
                target.id(),
                backend,
                target.config().name(),
                target.provider().id(),
                group,
                inFlight.get(),
                succeeded.sum(),
                failed,
                left > 0 ? Optional.of(Duration.ofNanos(left)) : Optional.empty(),
                Optional.of(lastFailure).filter(why -> !why.isEmpty()));
    }
}
