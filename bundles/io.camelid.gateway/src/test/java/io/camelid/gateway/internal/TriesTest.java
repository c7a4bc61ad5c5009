package io.camelid.gateway.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.camelid.config.snapshot.Backend;
import io.camelid.config.snapshot.LlmTarget;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TriesTest {
    private static final int DRAWS = 30_000;

    private final LlmTarget a = ToyTarget.simple().named("a");
    private final LlmTarget b = ToyTarget.simple().named("b");
    private final LlmTarget c = ToyTarget.simple().named("c");
    private final LlmTarget d = ToyTarget.simple().named("d");
    private final Map<LlmTarget, TargetHealth> book = new HashMap<>();

    private long now;

    @Test
    void goesThroughTheGroupsInOrder() {
        Backend.Llm backend = Scene.groups(List.of(List.of(a, b), List.of(c), List.of(d)));

        for (int i = 0; i < 100; i++) {
            String order = order(backend);
            assertTrue(order.equals("abcd") || order.equals("bacd"), order);
        }
    }

    @Test
    void balancesWithinAGroup() {
        Map<String, Integer> first = firstOf(Scene.group(a, b, c));

        first.values().forEach(count -> assertEquals(DRAWS / 3.0, count, 600));
        assertEquals(3, first.size());
    }

    @Test
    void whoIsPassedOverBurdensTheOthersAlike() {
        evict(b, 3);
        Map<String, Integer> first = firstOf(Scene.group(a, b, c));

        assertEquals(DRAWS / 2.0, first.get("a"), 600);
        assertEquals(DRAWS / 2.0, first.get("c"), 600);
    }

    @Test
    void passesOverWhoIsEvictedUntilNobodyElseIsLeft() {
        evict(a, 3);

        assertEquals("bca", order(Scene.chain(a, b, c)));
    }

    @Test
    void whenAllAreEvictedTakesWhoReturnsFirst() {
        evict(a, 30);
        evict(b, 10);
        evict(c, 20);

        assertEquals("bca", order(Scene.groups(List.of(List.of(a, b), List.of(c)))));
    }

    @Test
    void evictionEndsWithTime() {
        evict(a, 3);
        now = Duration.ofSeconds(3).toNanos();

        assertEquals("ab", order(Scene.chain(a, b)));
    }

    @Test
    void knowsWhetherAnyoneIsLeft() {
        Tries tries = new Tries(Scene.chain(a, b), this::health);
        assertTrue(tries.areSeveral());
        assertTrue(tries.hasAlternative());

        tries.next();
        assertTrue(tries.hasAlternative());

        tries.next();
        assertFalse(tries.hasAlternative());
        assertTrue(tries.areSeveral());
        assertEquals(Optional.empty(), tries.next());
    }

    @Test
    void oneAloneIsNoChoice() {
        assertFalse(new Tries(Scene.group(a), this::health).areSeveral());
    }

    private String order(Backend.Llm backend) {
        Tries tries = new Tries(backend, this::health);
        List<String> names = new ArrayList<>();
        for (Optional<LlmTarget> next = tries.next(); next.isPresent(); next = tries.next()) {
            names.add(next.get().config().name());
        }
        return String.join("", names);
    }

    private Map<String, Integer> firstOf(Backend.Llm backend) {
        Map<String, Integer> counts = new HashMap<>();
        for (int i = 0; i < DRAWS; i++) {
            LlmTarget first = new Tries(backend, this::health).next().orElseThrow();
            counts.merge(first.config().name(), 1, Integer::sum);
        }
        return counts;
    }

    private TargetHealth health(LlmTarget target) {
        return book.computeIfAbsent(target, unknown -> new TargetHealth(() -> now));
    }

    private void evict(LlmTarget target, int seconds) {
        health(target).begin();
        health(target).fail("status 500", Optional.of(Duration.ofSeconds(seconds)));
    }
}
