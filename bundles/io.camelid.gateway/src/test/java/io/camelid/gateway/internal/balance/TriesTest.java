package io.camelid.gateway.internal.balance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.camelid.config.snapshot.Backend;
import io.camelid.config.snapshot.Balancing;
import io.camelid.config.snapshot.Balancing.Affinity;
import io.camelid.config.snapshot.Balancing.Scheme;
import io.camelid.config.snapshot.HealthPolicy;
import io.camelid.config.snapshot.LlmTarget;
import io.camelid.spi.HeaderField;
import io.camelid.spi.Headers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TriesTest {
    private static final int DRAWS = 30_000;

    private final LlmTarget a = Toys.target("a");
    private final LlmTarget b = Toys.target("b");
    private final LlmTarget c = Toys.target("c");
    private final LlmTarget d = Toys.target("d");
    private final Map<LlmTarget, TargetHealth> book = new HashMap<>();

    private final Random random = new Random(1);

    private Headers request = Headers.none();
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
        Tries tries = tries(Toys.chain(a, b));
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
    void whoShouldRatherNotBeAskedIsNotAskedBesidesAnother() {
        evict(b, 3);
        Tries tries = tries(Toys.chain(a, b, c));
        tries.next();

        assertEquals(c, tries.nextOpen().orElseThrow().target());
        assertEquals(Optional.empty(), tries.nextOpen());
        assertEquals(b, tries.next().orElseThrow().target(), "but before the request fails");
    }

    @Test
    void oneAloneIsNoChoice() {
        assertFalse(tries(Toys.group(a)).areSeveral());
    }

    @Test
    void whenNobodyIsToBeAskedWhoIsComingBackIsPreferred() {
        evict(a, 3);
        evict(b, 3);
        now = Duration.ofSeconds(3).toNanos();
        health(b).begin(b); // the probe of b goes on
        evict(c, 30);
        Trial probe = health(a).begin(a);
        probe.failed("status 500", Optional.empty());

        assertEquals("bac", order(Toys.group(a, b, c)));
    }

    @Test
    void aProbeIsMadeByOneRequestOnly() {
        evict(a, 3);
        now = Duration.ofSeconds(3).toNanos();
        Trial probe = tries(Toys.chain(a, b)).next().orElseThrow();

        assertEquals(a, probe.target());
        assertEquals("ba", order(Toys.chain(a, b)));
        probe.released();
        assertEquals("ab", order(Toys.chain(a, b)));
    }

    /** By Mitzenmacher's choice with replacement the better of two gets three in four. */
    @Test
    void whoIsQuickerIsAskedMore() {
        serve(a, Duration.ofMillis(100));
        serve(b, Duration.ofMillis(900));
        Map<String, Integer> first = firstOf(Toys.group(a, b));

        assertEquals(DRAWS * 0.75, first.get("a"), 600);
    }

    @Test
    void whoHasMoreToDoIsAskedLess() {
        serve(a, Duration.ofMillis(500));
        serve(b, Duration.ofMillis(500));
        health(a).begin(a);
        Map<String, Integer> first = firstOf(Toys.group(a, b));

        assertEquals(DRAWS * 0.25, first.get("a"), 600);
    }

    @Test
    void aNewcomerIsJudgedByItsWorkAlone() {
        serve(a, Duration.ofSeconds(20));
        health(b).begin(b);
        Map<String, Integer> first = firstOf(Toys.group(a, b));

        assertEquals(DRAWS * 0.75, first.get("a"), 600);
    }

    @Test
    void whoIsLessWellIsAskedLess() {
        LlmTarget tolerated = Toys.target("t", tolerant());
        health(tolerated).begin(tolerated).failed("status 500", Optional.empty());
        Map<String, Integer> first = firstOf(Toys.group(tolerated, b));

        assertEquals(DRAWS * 0.25, first.get("t"), 600);
    }

    @Test
    void roundRobinTakesEveryoneInTurn() {
        StringBuilder order = new StringBuilder();
        Backend.Llm backend = Toys.groups(List.of(List.of(a, b, c)), balancing(Scheme.ROUND_ROBIN, Map.of()));
        for (int i = 0; i < 9; i++) {
            now++;
            order.append(first(backend));
        }
        evict(b, 3);
        for (int i = 0; i < 4; i++) {
            now++;
            order.append(first(backend));
        }

        assertEquals("abcabcabcacac", order.toString());
    }

    @Test
    void weightsAreShares() {
        Map<String, Integer> first =
                firstOf(Toys.groups(List.of(List.of(a, b, c)), balancing(Scheme.WEIGHTED, Map.of("a", 3, "c", 0))));

        assertEquals(DRAWS * 0.75, first.get("a"), 600);
        assertEquals(DRAWS * 0.25, first.get("b"), 600);
        assertEquals(Set.of("a", "b"), first.keySet());
    }

    @Test
    void whoHasNoWeightIsStillThereForTheOthers() {
        Backend.Llm backend =
                Toys.groups(List.of(List.of(a, b), List.of(c)), balancing(Scheme.WEIGHTED, Map.of("b", 0)));

        assertEquals("abc", order(backend));
    }

    @Test
    void sessionsStayWhereTheyAreAndOnlyThoseOfTheLostMove() {
        Backend.Llm backend = Toys.groups(
                List.of(List.of(a, b, c)),
                new Balancing(Scheme.POWER_OF_TWO_CHOICES, Map.of(), Optional.of(new Affinity.Header("X-Session"))));
        Map<String, String> homes = homes(backend);
        assertEquals(homes, homes(backend));
        for (String name : List.of("a", "b", "c")) {
            assertEquals(100, Collections.frequency(homes.values(), name), 35);
        }

        evict(b, 3);
        Map<String, String> without = homes(backend);
        homes.forEach((session, home) -> {
            if (home.equals("b")) {
                assertNotEquals("b", without.get(session));
            } else {
                assertEquals(home, without.get(session));
            }
        });
    }

    @Test
    void sessionsFollowWeights() {
        Backend.Llm backend = Toys.groups(
                List.of(List.of(a, b)),
                new Balancing(Scheme.WEIGHTED, Map.of("a", 9), Optional.of(new Affinity.Header("x-session"))));

        assertEquals(270, Collections.frequency(homes(backend).values(), "a"), 25);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sid=1            | true",
                "a=b; sid=1; c=d  | true",
                "a=b;sid = 1      | true",
                "SID=2            | false",
                "xsid=1           | false",
                "sid=             | false",
                "sid              | false",
                ";;=;             | false",
            })
    void cookiesNameSessions(String cookies, boolean named) {
        request = Headers.of(List.of(HeaderField.of("Cookie", cookies)));
        Optional<Session> session = Session.of(new Affinity.Cookie("sid"), request);

        assertEquals(named, session.isPresent());
        session.ifPresent(found -> assertEquals(
                Session.of(new Affinity.Header("s"), Headers.of(List.of(HeaderField.of("S", "1")))),
                Optional.of(found)));
    }

    private Map<String, String> homes(Backend.Llm backend) {
        Map<String, String> homes = new HashMap<>();
        for (int i = 0; i < 300; i++) {
            request = Headers.of(List.of(HeaderField.of("x-session", "session-" + i)));
            homes.put("session-" + i, first(backend));
        }
        return homes;
    }

    private static Balancing balancing(Scheme scheme, Map<String, Integer> weights) {
        return new Balancing(scheme, weights, Optional.empty());
    }

    private static HealthPolicy tolerant() {
        return new HealthPolicy(
                Optional.empty(), Set.of(), Optional.empty(), Optional.of(9), Optional.empty(), Optional.empty());
    }

    private String first(Backend.Llm backend) {
        Trial first = tries(backend).next().orElseThrow();
        first.released();
        return first.target().config().name();
    }

    private void serve(LlmTarget target, Duration latency) {
        Trial trial = health(target).begin(target);
        now += latency.toNanos();
        trial.succeeded();
    }

    private String order(Backend.Llm backend) {
        Tries tries = tries(backend);
        List<String> names = new ArrayList<>();
        for (Optional<Trial> next = tries.next(); next.isPresent(); next = tries.next()) {
            next.get().released();
            names.add(next.get().target().config().name());
        }
        return String.join("", names);
    }

    private Map<String, Integer> firstOf(Backend.Llm backend) {
        Map<String, Integer> counts = new HashMap<>();
        for (int i = 0; i < DRAWS; i++) {
            counts.merge(first(backend), 1, Integer::sum);
        }
        return counts;
    }

    private Tries tries(Backend.Llm backend) {
        return new Tries(backend, request, this::health, random::nextInt);
    }

    private TargetHealth health(LlmTarget target) {
        return book.computeIfAbsent(target, unknown -> new TargetHealth(() -> now));
    }

    private void evict(LlmTarget target, int seconds) {
        health(target).begin(target).failed("status 429", Optional.of(Duration.ofSeconds(seconds)));
    }
}
