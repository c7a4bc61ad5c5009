package io.camelid.gateway.internal.balance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.camelid.config.snapshot.LlmTarget;
import io.camelid.gateway.TargetState;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TargetHealthTest {
    private static final LlmTarget TARGET = Toys.target("a");

    /** Near the point where {@link System#nanoTime} wraps around, which must not matter. */
    private long now = Long.MAX_VALUE - 1000;

    private final TargetHealth health = new TargetHealth(() -> now);

    @Test
    void isWellAtFirst() {
        assertFalse(health.isEvicted());
        assertEquals(
                new TargetState(TARGET.id(), Toys.BACKEND, "a", "toy", 2, 0, 0, 0, Optional.empty(), Optional.empty()),
                state());
    }

    @Test
    void countsWhatIsUnderWay() {
        long first = health.begin();
        health.begin();
        health.begin();
        assertEquals(3, state().inFlight());

        health.succeed(first);
        health.fail("status 500", Optional.empty());
        health.release();

        assertEquals(0, state().inFlight());
        assertEquals(1, state().succeeded());
        assertEquals(1, state().failed());
    }

    @Test
    void isPassedOverForThreeSeconds() {
        fail(Optional.empty());
        assertTrue(health.isEvicted());
        assertEquals(Optional.of(Duration.ofSeconds(3)), state().evictedFor());
        assertEquals(Optional.of("status 500"), state().lastFailure());

        pass(Duration.ofSeconds(3).minusNanos(1));
        assertTrue(health.isEvicted());
        assertEquals(1, health.nanosLeft());

        pass(Duration.ofNanos(1));
        assertFalse(health.isEvicted());
        assertEquals(Optional.empty(), state().evictedFor());
        assertEquals(Optional.of("status 500"), state().lastFailure(), "operators still see why");
    }

    @Test
    void isPassedOverAsLongAsItAsks() {
        fail(Optional.of(Duration.ofSeconds(40)));

        assertEquals(Optional.of(Duration.ofSeconds(40)), state().evictedFor());
    }

    @Test
    void isNotPassedOverForEverHoweverMuchItAsks() {
        fail(Optional.of(Duration.ofSeconds(Long.MAX_VALUE)));

        assertEquals(Optional.of(Duration.ofMinutes(5)), state().evictedFor());
    }

    @Test
    void theLongestWishHolds() {
        fail(Optional.of(Duration.ofSeconds(40)));
        pass(Duration.ofSeconds(1));
        fail(Optional.empty());
        assertEquals(Optional.of(Duration.ofSeconds(39)), state().evictedFor());

        fail(Optional.of(Duration.ofSeconds(60)));
        assertEquals(Optional.of(Duration.ofSeconds(60)), state().evictedFor());
    }

    @Test
    void aWishThatIsOverNoLongerCounts() {
        fail(Optional.of(Duration.ofSeconds(40)));
        pass(Duration.ofSeconds(41));
        fail(Optional.empty());

        assertEquals(Optional.of(Duration.ofSeconds(3)), state().evictedFor());
    }

    @Test
    void isBackWhenItServesAgain() {
        fail(Optional.empty());
        health.succeed(health.begin());

        assertFalse(health.isEvicted());
    }

    @Test
    void anAnswerThatWasUnderWayBeforeTheFailureBringsNothingBack() {
        long slow = health.begin();
        fail(Optional.of(Duration.ofSeconds(40)));
        health.succeed(slow);

        assertTrue(health.isEvicted());
    }

    @Test
    void whatSaysNothingChangesNothing() {
        fail(Optional.empty());
        health.begin();
        health.release();

        assertTrue(health.isEvicted());
    }

    @Test
    void forgetsWhenAnOperatorSaysSo() {
        fail(Optional.empty());
        health.reset();

        assertFalse(health.isEvicted());
        assertEquals(Optional.empty(), state().evictedFor());
        assertEquals(Optional.empty(), state().lastFailure());
        assertEquals(1, state().failed(), "counters only grow");
    }

    private void fail(Optional<Duration> asked) {
        health.begin();
        health.fail("status 500", asked);
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }

    private TargetState state() {
        return health.state(TARGET, Toys.BACKEND, 2);
    }
}
