package io.camelid.gateway.internal.balance;

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

    private final LlmTarget a = Toys.target("a");
    private final LlmTarget b = Toys.target("b");
    private final LlmTarget c = Toys.target("c");
    private final LlmTarget d = Toys.target("d");
    private final Map<LlmTarget, TargetHealth> book = new HashMap<>();

    private long now;

    @Test
    void goesThroughTheGroupsInOrder() {
        Backend.Llm backend = Toys.groups(List.of(List.of(a, b), List.of(c), List.of(d)));

        for (int i = 0; i < 100; i++) {
            String order = order(backend);
            assertTrue(order.equals("abcd") || order.equals("bacd"), order);
        }
    }

    @Test
    void balancesWithinAGroup() {
        Map<String, Integer> first = firstOf(Toys.group(a, b, c));

        first.values().forEach(count -> assertEquals(DRAWS / 3.0, count, 600));
        assertEquals(3, first.size());
    }

    @Test
    void whoIsPassedOverBurdensTheOthersAlike() {
        evict(b, 3);
        Map<String, Integer> first = firstOf(Toys.group(a, b, c));

        assertEquals(DRAWS / 2.0, first.get("a"), 600);
        assertEquals(DRAWS / 2.0, first.get("c"), 600);
    }

    @Test
    void passesOverWhoIsEvictedUntilNobodyElseIsLeft() {
        evict(a, 3);

        assertEquals("bca", order(Toys.chain(a, b, c)));
    }

    @Test
    void whenAllAreEvictedTakesWhoReturnsFirst() {
        evict(a, 30);
        evict(b, 10);
        evict(c, 20);

        assertEquals("bca", order(Toys.groups(List.of(List.of(a, b), List.of(c)))));
    }

    @Test
    void evictionEndsWithTime() {
        evict(a, 3);
        now = Duration.ofSeconds(3).toNanos();

        assertEquals("ab", order(Toys.chain(a, b)));
    }

    @Test
    void knowsWhetherAnyoneIsLeft() {
        Tries tries = new Tries(Toys.chain(a, b), this::health);
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
        assertFalse(new Tries(Toys.group(a), this::health).areSeveral());
    }

    private String order(Backend.Llm backend) {
        Tries tries = new Tries(backend, this::health);
        List<String> names = new ArrayList<>();
        for (Optional<Trial> next = tries.next(); next.isPresent(); next = tries.next()) {
            names.add(next.get().target().config().name());
        }
        return String.join("", names);
    }

    private Map<String, Integer> firstOf(Backend.Llm backend) {
        Map<String, Integer> counts = new HashMap<>();
        for (int i = 0; i < DRAWS; i++) {
            LlmTarget first =
                    new Tries(backend, this::health).next().orElseThrow().target();
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
