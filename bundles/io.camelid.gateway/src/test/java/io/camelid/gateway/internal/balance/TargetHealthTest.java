package io.camelid.gateway.internal.balance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.camelid.config.snapshot.HealthPolicy;
import io.camelid.config.snapshot.LlmTarget;
import io.camelid.gateway.TargetState;
import io.camelid.gateway.TargetState.Phase;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TargetHealthTest {
    private static final LlmTarget TARGET = Toys.target("a");

    /** Near the point where {@link System#nanoTime} wraps around, which must not matter. */
    private long now = Long.MAX_VALUE - 1000;

    private LlmTarget target = TARGET;
    private final TargetHealth health = new TargetHealth(() -> now);
    private final Map<String, Trial> trials = new HashMap<>();

    @Test
    void isWellAtFirst() {
        assertTrue(health.isOpen());
        assertEquals(
                new TargetState(
                        TARGET.id(),
                        Toys.BACKEND,
                        "a",
                        "toy",
                        2,
                        Phase.HEALTHY,
                        1,
                        Optional.empty(),
                        0,
                        0,
                        0,
                        0,
                        Optional.empty(),
                        Optional.empty()),
                state());
    }

    /**
     * What happens, in order: a try named by a letter begins ({@code a}), serves ({@code a+}), fails
     * ({@code a-}), fails and asks for a pause of some seconds ({@code a-10}), says nothing ({@code a.}), or
     * begins to answer ({@code a*}); seconds pass ({@code 3s}); an operator resets ({@code reset}).
     */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // how it is lost
                "a a+                            | HEALTHY    |",
                "a a.                            | HEALTHY    |",
                "a a-                            | EVICTED    | 3",
                "a a-40                          | EVICTED    | 40",
                "a a-999999999999                | EVICTED    | 300",
                "a a-0                           | EVICTED    | 0.1",
                // how long it stays away
                "a a- 2s                         | EVICTED    | 1",
                "a a- 3s                         | HALF_OPEN  |",
                "a b a-40 1s b-                  | EVICTED    | 39",
                "a b a-40 1s b-60                | EVICTED    | 60",
                "a b a- 1s b-                    | EVICTED    | 2",
                "a a- b b-                       | EVICTED    | 3",
                "a a- b b.                       | EVICTED    | 3",
                // how it comes back
                "a a- 3s b                       | HALF_OPEN  |",
                "a a- 3s b b.                    | HALF_OPEN  |",
                "a a- 3s b b+                    | RECOVERING |",
                "a a- 3s b b*                    | RECOVERING |",
                "a a- 3s b b* b+                 | RECOVERING |",
                "a a- b b+                       | RECOVERING |",
                "a a- 3s b b+ c c+ d d+ e e+ f f+   | RECOVERING |",
                "a a- 3s b b+ c c+ d d+ e e+ f f+ g g+ | HEALTHY |",
                "a a- 3s b b- c c+               | RECOVERING |",
                // how it does not
                "a b a- b+                       | EVICTED    | 3",
                "a b a- b*                       | EVICTED    | 3",
                "a b a- 3s b+                    | HALF_OPEN  |",
                "a a- 3s b b-                    | EVICTED    | 6",
                "a a- 3s b b- 6s c c-            | EVICTED    | 12",
                "a a- 3s b b+ c c-               | EVICTED    | 3",
                "a a- 3s b b* b-                 | EVICTED    | 6",
                "a a-40 40s b b-                 | EVICTED    | 6",
                "a a-40 40s b b-50               | EVICTED    | 50",
                "a a-1 1s b b-1                  | EVICTED    | 6",
                // news of before the eviction, or of who was not let in
                "a b a- 3s b-                    | HALF_OPEN  |",
                "a b a- 3s c c+ b-               | RECOVERING |",
                "a b a- 3s c c+ b-20             | EVICTED    | 20",
                "a a- 3s b c c-                  | HALF_OPEN  |",
                "a a- 3s b c c+                  | RECOVERING |",
                // the backoff starts again when it has served
                "a a- 3s b b- 6s c c+ d d-       | EVICTED    | 3",
                "a b a- 3s c c- b+ 6s d d-       | EVICTED    | 12",
                "a a- 3s b b- reset              | HEALTHY    |",
                "a a- 3s b b- reset c c-         | EVICTED    | 3",
            })
    void standsAsItHasDone(String story, Phase phase, Double evictedFor) {
        tell(story);

        assertEquals(phase, state().phase());
        assertEquals(
                Optional.ofNullable(evictedFor).map(seconds -> Duration.ofMillis(Math.round(seconds * 1000))),
                state().evictedFor());
    }

    /** Policies as {@code pause/consecutive/threshold/restore}; the health that is left in percent. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "10/-/-/-  | a a-                        | EVICTED    | 10 | 70",
                "10/-/-/-  | a a-40                      | EVICTED    | 10 | 70",
                "10/-/-/-  | a b a- 1s b-40              | EVICTED    | 9  | 49",
                "10/-/-/-  | a a- 10s b b-               | EVICTED    | 20 | 49",
                "900/-/-/- | a a- 900s b b-              | EVICTED    | 900 | 49",
                "-/3/-/-   | a a- b b-                   | HEALTHY    |    | 49",
                "-/3/-/-   | a a- b b+ c c- d d-         | HEALTHY    |    | 39",
                "-/3/-/-   | a a- b b- c c-              | EVICTED    | 3  | 34",
                "-/3/-/-   | a a- b b- c c- 3s d d-      | EVICTED    | 6  | 24",
                "-/3/-/-   | a a- b b- c c- 3s d d+ e e- | RECOVERING |    | 38",
                "-/-/50/-  | a a- b b-                   | HEALTHY    |    | 49",
                "-/-/50/-  | a a- b b- c c-              | EVICTED    | 3  | 34",
                "-/2/1/-   | a a- b b-                   | EVICTED    | 3  | 49",
                "-/9/80/-  | a a- b b-                   | EVICTED    | 3  | 49",
                "-/-/-/90  | a a- 3s b                   | HALF_OPEN  |    | 90",
                "-/-/-/0   | a a- 3s b b+                | RECOVERING |    | 30",
                "-/-/-/100 | a a- b b+                   | RECOVERING |    | 100",
            })
    void policiesAreHonoured(String policy, String story, Phase phase, Integer evictedFor, int percent) {
        String[] parts = policy.split("/");
        target = Toys.target(
                "a",
                new HealthPolicy(
                        Optional.empty(),
                        Set.of(),
                        number(parts[0]).map(Duration::ofSeconds),
                        number(parts[1]),
                        number(parts[2]),
                        number(parts[3])));
        tell(story);

        assertEquals(phase, state().phase());
        assertEquals(Optional.ofNullable(evictedFor).map(Duration::ofSeconds), state().evictedFor());
        assertEquals(percent, Math.round(state().health() * 100));
    }

    @Test
    void aNewPolicyHoldsForTheNextTryWithoutForgetting() {
        tell("a a- 3s b b-");
        target = Toys.target(
                "a",
                new HealthPolicy(
                        Optional.empty(),
                        Set.of(),
                        Optional.of(Duration.ofSeconds(7)),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()));
        tell("6s c c-");

        assertEquals(Optional.of(Duration.ofSeconds(28)), state().evictedFor());
    }

    @Test
    void countsWhatIsUnderWay() {
        tell("a b c");
        assertEquals(3, state().inFlight());

        tell("a+ b- c.");
        assertEquals(0, state().inFlight());
        assertEquals(1, state().succeeded());
        assertEquals(1, state().failed());
        assertEquals(1, state().evictions());
        assertEquals(Optional.of("status 500"), state().lastFailure());
    }

    @Test
    void aTryEndsOnce() {
        Trial trial = health.begin(target);
        trial.released();
        trial.failed("late", Optional.empty());
        trial.succeeded();
        trial.firstContent();

        assertEquals(0, state().inFlight());
        assertEquals(0, state().succeeded() + state().failed());
        assertEquals(Optional.empty(), state().latency());
    }

    @Test
    void oneAtATimeFindsOutHowItDoes() {
        tell("a a- 3s");
        assertTrue(health.isOpen());
        Trial probe = health.admit(target).orElseThrow();
        assertFalse(health.isOpen());
        assertEquals(Optional.empty(), health.admit(target));

        probe.released();
        assertTrue(health.isOpen());
    }

    @ParameterizedTest
    @CsvSource({"1, 2", "2, 4", "3, 8", "4, 16", "5, 32"})
    void withEverySuccessTwiceAsManyAreLetIn(int successes, int allowed) {
        tell("a a- 3s");
        for (int i = 0; i < successes; i++) {
            tell("b b+");
        }
        for (int i = 0; i < allowed; i++) {
            assertTrue(health.admit(target).isPresent());
        }
        assertEquals(Optional.empty(), health.admit(target));
        assertEquals(Phase.RECOVERING, state().phase());
    }

    @Test
    void aProbeThatHangsDoesNotKeepTheTargetAwayForEver() {
        tell("a a- 3s b");
        now += TargetHealth.PROBE_PATIENCE.toNanos() - 1;
        assertFalse(health.isOpen());

        now += 1;
        assertTrue(health.isOpen());
        assertTrue(health.admit(target).isPresent());
        assertFalse(health.isOpen(), "one more, and no others");
    }

    @Test
    void triesOfBeforeTakeNobodysPlace() {
        tell("a b c d a- 3s e e+");
        tell("b. c+");

        assertTrue(health.admit(target).isPresent());
        assertTrue(health.admit(target).isPresent());
        assertFalse(health.admit(target).isPresent());
    }

    @Test
    void latencyIsTheTimeToTheFirstContent() {
        Trial first = health.begin(target);
        now += Duration.ofMillis(200).toNanos();
        first.firstContent();
        now += Duration.ofSeconds(9).toNanos();
        first.succeeded();
        assertEquals(Optional.of(Duration.ofMillis(200)), state().latency());

        Trial second = health.begin(target);
        now += Duration.ofMillis(1200).toNanos();
        second.succeeded();
        assertEquals(Optional.of(Duration.ofMillis(500)), state().latency(), "0.2 + 0.3 × (1.2 − 0.2)");

        Trial failed = health.begin(target);
        now += Duration.ofSeconds(9).toNanos();
        failed.failed("status 500", Optional.empty());
        assertEquals(Optional.of(Duration.ofMillis(500)), state().latency());
    }

    @Test
    void forgetsWhenAnOperatorSaysSo() {
        tell("a a- reset");

        assertTrue(health.isOpen());
        assertEquals(Phase.HEALTHY, state().phase());
        assertEquals(1, state().health());
        assertEquals(Optional.empty(), state().lastFailure());
        assertEquals(1, state().failed(), "counters only grow");
        assertEquals(1, state().evictions());
    }

    private void tell(String story) {
        for (String event : story.trim().split(" +")) {
            if (event.equals("reset")) {
                health.reset();
            } else if (event.matches("[0-9]+s")) {
                now += Duration.ofSeconds(Long.parseLong(event.replace("s", "")))
                        .toNanos();
            } else if (event.length() == 1) {
                trials.put(event, health.begin(target));
            } else {
                end(trials.get(event.substring(0, 1)), event.substring(1));
            }
        }
    }

    private static void end(Trial trial, String how) {
        switch (how) {
            case "+" -> trial.succeeded();
            case "*" -> trial.firstContent();
            case "." -> trial.released();
            case "-" -> trial.failed("status 500", Optional.empty());
            default -> trial.failed("status 429", Optional.of(Duration.ofSeconds(Long.parseLong(how.substring(1)))));
        }
    }

    private static Optional<Integer> number(String text) {
        return text.equals("-") ? Optional.empty() : Optional.of(Integer.valueOf(text));
    }

    private TargetState state() {
        return health.state(TARGET, Toys.BACKEND, 2);
    }
}
