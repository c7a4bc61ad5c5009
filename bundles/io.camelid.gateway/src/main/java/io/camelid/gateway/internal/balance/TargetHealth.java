package io.camelid.gateway.internal.balance;

import io.camelid.config.ObjectKey;
import io.camelid.config.snapshot.HealthPolicy;
import io.camelid.config.snapshot.LlmTarget;
import io.camelid.gateway.TargetState;
import io.camelid.gateway.TargetState.Phase;
import io.camelid.gateway.internal.balance.Trial.Reason;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * What is held for and against one target, and whether it may be asked: {@link Phase} says how that goes.
 * The policy of the day comes with every try, so a new one needs no new beginning. Thread-safe: looked at
 * without a lock, changed with one, but for the beginning of tries at a healthy target.
 */
final class TargetHealth {
    /** How much the latest result counts in the moving averages. */
    private static final double NEWEST = 0.3;
    /** So many requests at a time, and a recovering target is healthy. */
    static final int FULL_ALLOWANCE = 64;
    /** A target whose probes do not end is probed once more after so long. */
    static final Duration PROBE_PATIENCE = Duration.ofSeconds(30);

    private final LongSupplier nanoTime;
    private final AtomicInteger inFlight = new AtomicInteger();

    private volatile Phase phase = Phase.HEALTHY;
    private volatile int evictions;
    private volatile long evictedUntil;
    private volatile int allowance;
    private volatile int admitted;
    private volatile long lastBegun;
    private volatile double health = 1;
    private volatile double latency = Double.NaN;
    private volatile long succeeded;
    private volatile long failed;
    private volatile String lastFailure = "";

    private int evictionsInARow;
    private int failuresInARow;

    TargetHealth(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.lastBegun = nanoTime.getAsLong() - 1; // has waited longer than who is asked right now
    }

    // ---- whether it may be asked ----

    /** Whether {@link #admit} would let a request through now. */
    boolean isOpen() {
        return switch (phase) {
            case HEALTHY -> true;
            case EVICTED -> nanosLeft() <= 0;
            case HALF_OPEN, RECOVERING -> hasRoom(nanoTime.getAsLong());
        };
    }

    private boolean hasRoom(long now) {
        return admitted < allowance || now - lastBegun >= PROBE_PATIENCE.toNanos();
    }

    /** How long the target is still passed over; 0 or less when it no longer is. */
    long nanosLeft() {
        return phase == Phase.EVICTED ? evictedUntil - nanoTime.getAsLong() : 0;
    }

    /** Begins a try if the target may be asked. */
    Optional<Trial> admit(LlmTarget target) {
        int evictionsSeen = evictions; // before the phase, which changes first: so no try seems younger than it is
        return phase == Phase.HEALTHY
                ? Optional.of(begun(target, Reason.HEALTHY, evictionsSeen))
                : admitOnProbation(target);
    }

    private synchronized Optional<Trial> admitOnProbation(LlmTarget target) {
        if (phase == Phase.EVICTED && nanosLeft() <= 0) {
            comeBack(Phase.HALF_OPEN, 1, target.health());
        }
        if (!isOpen()) {
            return Optional.empty();
        }
        if (phase == Phase.HEALTHY) {
            return Optional.of(begun(target, Reason.HEALTHY, evictions));
        }
        admitted++;
        return Optional.of(begun(target, Reason.ADMITTED, evictions));
    }

    /** Begins a try whether or not the target may be asked, because nobody better is left. */
    Trial begin(LlmTarget target) {
        return admit(target).orElseGet(() -> begun(target, Reason.LAST_RESORT, evictions));
    }

    private Trial begun(LlmTarget target, Reason reason, int evictionsSeen) {
        long now = nanoTime.getAsLong();
        inFlight.incrementAndGet();
        if (reason != Reason.LAST_RESORT) {
            lastBegun = now;
        }
        return new Trial(target, this, reason, evictionsSeen, now);
    }

    // ---- how tries go ----

    /** The target answers a try. */
    synchronized void answers(Trial trial) {
        double took = Math.max(0, nanoTime.getAsLong() - trial.begunAt()) / 1e9;
        latency = Double.isNaN(latency) ? took : average(latency, took);
        if (isOfToday(trial) && phase != Phase.HEALTHY) {
            regain(trial.target().health());
        }
    }

    /** One more success after the eviction. */
    private void regain(HealthPolicy policy) {
        if (phase == Phase.EVICTED) {
            comeBack(Phase.RECOVERING, 1, policy);
        }
        phase = Phase.RECOVERING;
        allowance *= 2;
        if (allowance >= FULL_ALLOWANCE) {
            phase = Phase.HEALTHY;
        }
    }

    private void comeBack(Phase next, int first, HealthPolicy policy) {
        allowance = first;
        admitted = 0;
        policy.restoreHealth().ifPresent(percent -> health = percent / 100.0);
        phase = next;
    }

    /** A user can use the answer. */
    synchronized void succeed(Trial trial) {
        succeeded++;
        failuresInARow = 0;
        if (isOfToday(trial)) {
            evictionsInARow = 0;
        }
        health = average(health, 1);
        leave(trial);
    }

    /** A try says nothing about the target. */
    synchronized void release(Trial trial) {
        leave(trial);
    }

    /** The target is at fault. */
    synchronized void fail(Trial trial, String why, Optional<Duration> asked) {
        failed++;
        failuresInARow++;
        lastFailure = why;
        double before = health;
        health = average(health, 0);
        leave(trial);
        HealthPolicy policy = trial.target().health();
        if (phase == Phase.EVICTED) {
            asked.filter(pause -> policy.eviction().isEmpty()).ifPresent(this::extend);
        } else if (isNews(trial) ? isEnough(policy, before) : asked.isPresent()) {
            evict(Pause.of(policy.eviction(), asked, evictionsInARow));
        }
    }

    /**
     * Whether a failure says how the target does now. One that began before the last eviction does not, and
     * neither does one that was begun although the target was not to be asked: it could only make a
     * recovery harder that is under way.
     */
    private boolean isNews(Trial trial) {
        return isOfToday(trial) && trial.reason() != Reason.LAST_RESORT;
    }

    private boolean isOfToday(Trial trial) {
        return trial.evictions() == evictions;
    }

    private boolean isEnough(HealthPolicy policy, double before) {
        if (phase == Phase.HALF_OPEN
                || policy.consecutiveFailures().isEmpty()
                        && policy.healthThreshold().isEmpty()) {
            return true;
        }
        return policy.consecutiveFailures()
                        .filter(limit -> failuresInARow >= limit)
                        .isPresent()
                || policy.healthThreshold()
                        .filter(percent -> before * 100 < percent)
                        .isPresent();
    }

    private void evict(Duration pause) {
        evictedUntil = nanoTime.getAsLong() + pause.toNanos();
        phase = Phase.EVICTED;
        evictions++;
        evictionsInARow++;
        failuresInARow = 0;
    }

    /** The longest of the pauses that are asked for holds. */
    private void extend(Duration asked) {
        long pause = Pause.bounded(asked).toNanos();
        if (nanosLeft() < pause) {
            evictedUntil = nanoTime.getAsLong() + pause;
        }
    }

    private void leave(Trial trial) {
        inFlight.decrementAndGet();
        if (trial.reason() == Reason.ADMITTED && isOfToday(trial)) {
            admitted--;
        }
    }

    private static double average(double old, double newest) {
        return old + NEWEST * (newest - old);
    }

    // ---- how it compares ----

    /** Whether this target is to be preferred: better health, quicker, less to do. */
    boolean isBetterThan(TargetHealth other) {
        // Of a newcomer no speed is known: it is taken to be the other's, so that work alone decides.
        double mine = latency;
        double theirs = other.latency;
        if (Double.isNaN(mine)) {
            mine = Double.isNaN(theirs) ? 1 : theirs;
        }
        if (Double.isNaN(theirs)) {
            theirs = mine;
        }
        return score(mine) > other.score(theirs);
    }

    private double score(double seconds) {
        return health / (1 + seconds * (1 + 0.1 * inFlight.get()));
    }

    /** When a try last began that the target was open for. */
    long lastBegun() {
        return lastBegun;
    }

    // ---- operators ----

    /** Nothing is held against the target any more. */
    synchronized void reset() {
        phase = Phase.HEALTHY;
        evictionsInARow = 0;
        failuresInARow = 0;
        health = 1;
        lastFailure = "";
    }

    synchronized TargetState state(LlmTarget target, ObjectKey backend, int group) {
        long left = nanosLeft();
        return new TargetState(
                target.id(),
                backend,
                target.config().name(),
                target.provider().id(),
                group,
                phase == Phase.EVICTED && left <= 0 ? Phase.HALF_OPEN : phase,
                health,
                Double.isNaN(latency) ? Optional.empty() : Optional.of(Duration.ofNanos(Math.round(latency * 1e9))),
                inFlight.get(),
                succeeded,
                failed,
                evictions,
                left > 0 ? Optional.of(Duration.ofNanos(left)) : Optional.empty(),
                Optional.of(lastFailure).filter(why -> !why.isEmpty()));
    }
}
