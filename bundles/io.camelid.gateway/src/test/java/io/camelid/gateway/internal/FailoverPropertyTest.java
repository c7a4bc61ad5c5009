package io.camelid.gateway.internal;

import static io.camelid.gateway.internal.Upstream.EVENTS;
import static io.camelid.gateway.internal.Upstream.JSON;
import static io.camelid.gateway.internal.Upstream.answers;
import static io.camelid.gateway.internal.Upstream.breaks;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.camelid.config.snapshot.LlmTarget;
import io.camelid.gateway.TargetState;
import io.camelid.gateway.Try;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** Whatever upstreams do, in whatever groups, for request after request. */
class FailoverPropertyTest {
    private static final String FAREWELL = ToyFormat.farewell("");

    /** What becomes of a request that this target gets. */
    private enum Kind {
        /** It is served. */
        SERVES,
        /** It is told that it is at fault itself. */
        REFUSES,
        /** It goes to the next target. */
        FAILS,
        /** It has got a part of an answer, and an end that says so. */
        BREAKS
    }

    /**
     * What a target does with one request.
     *
     * @param status 0 when it sends no head
     * @param chunks all that it ever sends
     */
    private record Behaviour(Kind kind, int status, String chunks, Upstream upstream) {
        @Override
        public String toString() {
            return kind + "(" + status + " " + chunks + ")";
        }
    }

    @Property
    void aRequestFailsOnlyIfEverybodyDid(
            @ForAll("groups") List<List<String>> groups, @ForAll("behaviours") List<List<Behaviour>> requests) {
        List<LlmTarget> all = new ArrayList<>();
        List<List<LlmTarget>> targets = groups.stream()
                .map(group -> group.stream()
                        .map(name -> ToyTarget.simple().named(name))
                        .toList())
                .toList();
        targets.forEach(all::addAll);
        Scene scene = Scene.of(Scene.groups(targets));

        int tries = 0;
        for (List<Behaviour> behaviours : requests) {
            Map<String, Behaviour> byName = new HashMap<>();
            Map<String, Upstream> upstreams = new HashMap<>();
            for (int i = 0; i < all.size(); i++) {
                String name = all.get(i).config().name();
                Behaviour behaviour = behaviours.get(i % behaviours.size());
                byName.put(name, behaviour);
                upstreams.put(name, behaviour.upstream());
            }
            Scene.Result result = scene.run(FakeRequest.streamedChat(), upstreams);
            check(result, byName, all.size());
            tries += result.tried().size();
        }
        checkHealth(scene, tries);
        assertEquals(requests.size(), scene.configuration.leased());
        assertEquals(requests.size(), scene.configuration.released());
        assertEquals(requests.size(), scene.ended.size());
    }

    /** The fake client checks by itself that no more than one head is sent and nothing out of turn. */
    private static void check(Scene.Result result, Map<String, Behaviour> behaviours, int targets) {
        List<String> tried = result.tried();
        FakeClient client = result.client();
        assertEquals(tried.size(), new HashSet<>(tried).size(), "nobody is tried twice");
        assertEquals(tried.size(), result.exchange().attempts());
        assertEquals(tried, result.exchange().tries().stream().map(Try::target).toList());
        tried.subList(0, tried.size() - 1)
                .forEach(name -> assertEquals(Kind.FAILS, behaviours.get(name).kind()));

        Behaviour last = behaviours.get(tried.get(tried.size() - 1));
        switch (last.kind()) {
            case SERVES -> {
                assertEquals(last.chunks(), client.content());
                assertEquals(200, client.status());
                assertEquals(Optional.empty(), result.exchange().error());
                assertEquals(Optional.empty(), client.broken());
            }
            case REFUSES -> {
                assertEquals(last.chunks(), client.content());
                assertEquals(last.status(), client.status());
                assertEquals(Optional.empty(), client.broken());
            }
            case BREAKS -> {
                checkPart(last, client);
                assertTrue(result.exchange().error().isPresent());
                assertEquals(Optional.empty(), client.broken(), "the end of a stream is said");
            }
            case FAILS -> {
                assertEquals(targets, tried.size(), "a request fails only if everybody did");
                if (client.isCommitted()) {
                    checkPart(last, client);
                } else if (tried.size() == 1) {
                    assertTrue(isOurs(client) || isTheirs(client, behaviours.values()), client::content);
                } else {
                    assertEquals(Verdict.ALL_FAILED, client.field("x-camelid-error"));
                    assertTrue(client.status() >= 500 || client.status() == 408 || client.status() == 429);
                    String all = tried.stream()
                            .map(name -> name + " \\(group \\d+\\): .+")
                            .collect(Collectors.joining("; ", "(?s).*", ""));
                    assertTrue(client.content().matches(all), client::content);
                }
            }
        }
    }

    /** Exactly what one target sent, and perhaps our word that it is not all. */
    private static void checkPart(Behaviour from, FakeClient client) {
        assertEquals(from.status(), client.status());
        assertTrue(client.content().startsWith(from.chunks()));
        String rest = client.content().substring(from.chunks().length());
        assertTrue(rest.isEmpty() || rest.startsWith(FAREWELL), rest);
    }

    private static boolean isOurs(FakeClient client) {
        return !client.field("x-camelid-error").isEmpty() && client.status() > 500;
    }

    private static boolean isTheirs(FakeClient client, Collection<Behaviour> behaviours) {
        return behaviours.stream()
                .anyMatch(said -> said.kind() == Kind.FAILS
                        && said.status() == client.status()
                        && said.status() != 200
                        && said.chunks().equals(client.content()));
    }

    private static void checkHealth(Scene scene, int tries) {
        long known = 0;
        for (TargetState state : scene.health.targets()) {
            assertEquals(0, state.inFlight());
            known += state.succeeded() + state.failed();
        }
        assertTrue(known <= tries, "a try counts once");
    }

    @Provide
    Arbitrary<List<List<String>>> groups() {
        return Arbitraries.integers()
                .between(1, 3)
                .list()
                .ofMinSize(1)
                .ofMaxSize(3)
                .map(sizes -> {
                    List<List<String>> groups = new ArrayList<>();
                    for (int size : sizes) {
                        List<String> group = new ArrayList<>();
                        for (int i = 0; i < size; i++) {
                            group.add("g" + groups.size() + "t" + i);
                        }
                        groups.add(group);
                    }
                    return groups;
                });
    }

    @Provide
    Arbitrary<List<List<Behaviour>>> behaviours() {
        return behaviour().list().ofSize(9).list().ofMinSize(1).ofMaxSize(4);
    }

    private static Arbitrary<Behaviour> behaviour() {
        return Arbitraries.frequencyOf(
                Tuple.of(6, failing()), Tuple.of(1, serving()), Tuple.of(1, breaking()), Tuple.of(1, refusing()));
    }

    private static Arbitrary<Behaviour> serving() {
        return Combinators.combine(types(), words())
                .as((type, words) -> whole(Kind.SERVES, 200, type, words, "text:hi", " end"));
    }

    private static Arbitrary<Behaviour> refusing() {
        return Combinators.combine(Arbitraries.of(400, 401, 404, 422), words())
                .as((status, words) -> whole(Kind.REFUSES, status, JSON, words, "no"));
    }

    private static Arbitrary<Behaviour> breaking() {
        return Combinators.combine(Arbitraries.of(true, false), words()).as((reset, words) -> {
            String[] chunks = with(words, "text:hi ");
            Upstream upstream = reset ? breaks(200, EVENTS, chunks) : answers(200, EVENTS, chunks);
            return new Behaviour(Kind.BREAKS, 200, String.join("", chunks), upstream);
        });
    }

    private static Arbitrary<Behaviour> failing() {
        Arbitrary<Behaviour> silent = Arbitraries.of(
                new Behaviour(Kind.FAILS, 0, "", Upstream.unreachable()),
                new Behaviour(Kind.FAILS, 0, "", Upstream.silent()));
        Arbitrary<Behaviour> statuses = Combinators.combine(Arbitraries.of(408, 429, 500, 503, 529), words())
                .as((status, words) -> whole(Kind.FAILS, status, "text/html", words));
        Arbitrary<Behaviour> unusable =
                Combinators.combine(types(), words()).as((type, words) -> whole(Kind.FAILS, 200, type, words));
        Arbitrary<Behaviour> errorFirst = Combinators.combine(types(), words())
                .as((type, words) -> whole(Kind.FAILS, 200, type, words, "error:busy ", "end"));
        Arbitrary<Behaviour> cut = Combinators.combine(Arbitraries.of(200, 500), types(), words())
                .as((status, type, words) -> new Behaviour(
                        Kind.FAILS,
                        status,
                        String.join("", words),
                        breaks(status, type, words.toArray(String[]::new))));
        Arbitrary<Behaviour> otherType =
                words().map(words -> whole(Kind.FAILS, 200, "text/html", words, "text:hi end"));
        return Arbitraries.oneOf(silent, statuses, unusable, errorFirst, cut, otherType);
    }

    private static Arbitrary<String> types() {
        return Arbitraries.of(JSON, EVENTS);
    }

    /** What is neither content nor an end. */
    private static Arbitrary<List<String>> words() {
        return Arbitraries.of("role ", "ping ", "x".repeat(3000) + " ").list().ofMaxSize(3);
    }

    private static Behaviour whole(Kind kind, int status, String type, List<String> words, String... more) {
        String[] chunks = with(words, more);
        return new Behaviour(kind, status, String.join("", chunks), answers(status, type, chunks));
    }

    private static String[] with(List<String> words, String... more) {
        List<String> all = new ArrayList<>(words);
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }
}
