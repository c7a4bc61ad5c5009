package io.camelid.gateway.internal;

import static io.camelid.gateway.internal.Upstream.answers;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.camelid.config.snapshot.Backend;
import io.camelid.config.snapshot.BackendRef;
import io.camelid.config.snapshot.Filter;
import io.camelid.config.snapshot.RouteRule;
import io.camelid.config.snapshot.Timeouts;
import io.camelid.gateway.Answer;
import io.camelid.gateway.ExchangeObserver;
import io.camelid.gateway.GatewayExchange;
import io.camelid.gateway.HeaderChanges;
import io.camelid.spi.ErrorKind;
import io.camelid.spi.FormatId;
import io.camelid.spi.HeaderField;
import io.camelid.spi.LlmError;
import io.camelid.spi.LlmException;
import io.camelid.spi.Operation;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The steps before and after the tries. */
class LiveExchangeTest {
    private static final Upstream GOOD = answers(200, Upstream.JSON, "{text:hi end}");
    private static final Backend.Llm BACKEND = Scene.group(ToyTarget.simple().named("a"));

    /** In seconds. */
    private static final long START = 1000;

    private long now = Duration.ofSeconds(START).toNanos();

    // ---- route ----

    @Test
    void knowsWhatItIsAsked() throws LlmException {
        LiveExchange exchange = Scene.of(BACKEND).planned(FakeRequest.streamedChat(), new FakeClient());

        assertEquals(Scene.LISTENER, exchange.match().orElseThrow().listener());
        assertEquals(Optional.of(BACKEND), exchange.backend());
        assertTrue(exchange.readsBody());
        assertEquals(Operation.CHAT, exchange.operation());
        assertEquals(Optional.of(FormatId.COMPLETIONS), exchange.format());
        assertEquals("gpt", exchange.requestModel());
        assertEquals("gpt", exchange.responseModel());
        assertTrue(exchange.isStream());
        assertEquals(Map.of("temperature", 1), exchange.parameters());
        assertEquals(Optional.empty(), exchange.target());
        assertEquals(0, exchange.attempts());
        assertEquals(0, exchange.endedAt());
    }

    @Test
    void aRequestWithoutRouteIsToldSo() {
        Scene.Result result = Scene.of(BACKEND).run(FakeRequest.post("/nowhere/\u0007/v1/messages", ""), Map.of());

        assertEquals(404, result.client().status());
        assertEquals("no_route", result.client().field("x-camelid-error"));
        assertEquals(
                "Messages error: no HTTPRoute matches POST /nowhere/?/v1/messages for host gateway.test",
                result.client().content(),
                "in the format that the path suggests, and fit for a terminal");
        assertEquals("", result.client().field("x-camelid-backend"));
        assertNotEquals("", result.client().field("x-request-id"));
        assertEquals(Optional.empty(), result.exchange().match());
    }

    // ---- filters ----

    @Test
    void filtersApplyInOrderAndTheBackendsOwnLast() throws LlmException {
        Filter ruleSets = new Filter.RequestHeaders(fields("a", "rule", "b", "rule"), List.of(), List.of());
        Filter refSets = new Filter.RequestHeaders(fields("a", "ref"), List.of(), List.of("c"));
        BackendRef ref = new BackendRef(1, Scene.servers("one"), List.of(refSets, new Filter.ReplaceFullPath("/ref")));
        RouteRule rule = Scene.rule(List.of(ref), Timeouts.DEFAULT, ruleSets, new Filter.ReplacePrefix("/rule"));
        LiveExchange exchange = Scene.of(rule, "/old").planned(FakeRequest.get("/old/x"), new FakeClient());

        assertTrue(exchange.next());
        assertEquals(
                new HeaderChanges(fields("b", "rule", "a", "ref"), List.of(), List.of("c")),
                exchange.attempt().headers());
        assertEquals("/ref", exchange.path());
    }

    @Test
    void aRewrittenPathHasNoPrefixLeftToStrip() throws LlmException {
        Filter rewrite = new Filter.ReplaceFullPath("/v1/chat/completions");
        LiveExchange exchange = Scene.of(Scene.rule(BACKEND, rewrite), "/openai")
                .planned(FakeRequest.post("/openai/v1/models", "model=gpt"), new FakeClient());

        assertEquals(Optional.of(FormatId.COMPLETIONS), exchange.format());
    }

    @Test
    void aRedirectAnswers() {
        Scene.Result result = Scene.of(Scene.rule(BACKEND, redirect())).run(FakeRequest.chat(), Map.of());

        assertEquals(302, result.client().status());
        assertEquals("https://gateway.test/v1/chat/completions", result.client().field("Location"));
        assertNotEquals("", result.client().field("x-request-id"));
        assertEquals("", result.client().field("x-camelid-error"));
        assertEquals(302, result.exchange().status());
        assertEquals(Optional.empty(), result.exchange().error());
        assertEquals(Optional.empty(), result.exchange().backend());
        assertEquals(List.of(), result.tried());
    }

    @Test
    void aRedirectOfOneBackendAnswersToo() {
        BackendRef ref = new BackendRef(1, BACKEND, List.of(redirect()));
        Scene.Result result =
                Scene.of(Scene.rule(List.of(ref), Timeouts.DEFAULT)).run(FakeRequest.chat(), Map.of());

        assertEquals(302, result.client().status());
    }

    @Test
    void aRedirectNeedsNoBackend() {
        Scene.Result result =
                Scene.of(Scene.rule(List.of(), Timeouts.DEFAULT, redirect())).run(FakeRequest.chat(), Map.of());

        assertEquals(302, result.client().status());
    }

    @Test
    void responseFiltersApplyToEveryAnswer() {
        Filter change =
                new Filter.ResponseHeaders(fields("x-set", "1"), fields("x-add", "2"), List.of("x-camelid-provider"));
        Scene scene = Scene.of(Scene.rule(BACKEND, change));

        HeaderChanges relayed =
                scene.run(FakeRequest.chat(), Map.of("a", GOOD)).client().head().changes();
        assertTrue(relayed.set().contains(HeaderField.of("x-set", "1")));
        assertEquals(fields("x-add", "2"), relayed.add());
        assertEquals(List.of("x-camelid-provider"), relayed.remove());

        FakeClient own = scene.run(FakeRequest.chat(), Map.of("a", Upstream.unreachable()))
                .client();
        assertEquals("1", own.field("x-set"));
        assertEquals("2", own.field("x-add"));
        assertEquals("", own.field("x-camelid-provider"));
        assertEquals("text/toy", own.field("content-type"));
    }

    // ---- backends that cannot serve ----

    @Test
    void anUnusableBackendSaysWhy() {
        LlmError why = LlmError.of(ErrorKind.UNAVAILABLE, "provider_not_installed", "provider x is not installed");
        Scene.Result result = Scene.of(new Backend.Unusable(Scene.BACKEND, "backend/ai/chat@2", why))
                .run(FakeRequest.chat(), Map.of());

        assertEquals(503, result.client().status());
        assertEquals("provider_not_installed", result.client().field("x-camelid-error"));
        assertEquals(
                "Completions error: provider x is not installed",
                result.client().content());
        assertEquals("ai/chat", result.client().field("x-camelid-backend"));
    }

    @Test
    void noBackendIsTheOperatorsFault() {
        Scene.Result result = Scene.of(Scene.rule(List.of(), Timeouts.DEFAULT)).run(FakeRequest.chat(), Map.of());

        assertEquals(500, result.client().status());
        assertEquals("no_backend", result.client().field("x-camelid-error"));
    }

    @Test
    void aBadRequestIsToldInItsFormat() {
        Scene.Result result = Scene.of(BACKEND).run(FakeRequest.post("/v1/messages", "!{"), Map.of("a", GOOD));

        assertEquals(400, result.client().status());
        assertEquals("Messages error: the body is not JSON", result.client().content());
        assertEquals(List.of(), result.tried());
    }

    // ---- our header fields ----

    @Test
    void everyAnswerSaysWhoMadeItAndHow() {
        Scene.Result result = Scene.of(BACKEND).run(FakeRequest.chat(), Map.of("a", GOOD));

        assertEquals("ai/chat", result.client().field("x-camelid-backend"));
        assertEquals("a", result.client().field("x-camelid-provider"));
        assertEquals("1", result.client().field("x-camelid-attempts"));
        assertEquals(result.exchange().id(), result.client().field("x-request-id"));
        assertEquals("", result.client().field("x-upstream-request-id"));
    }

    @Test
    void theUpstreamsRequestIdGetsAnotherName() {
        Upstream naming =
                answers(200, Upstream.fields("Content-Type", Upstream.JSON, "X-Request-Id", "theirs"), "{text:hi end}");
        Scene.Result result =
                Scene.of(BACKEND).run(FakeRequest.chat().with("X-Request-ID", "mine-1"), Map.of("a", naming));

        assertEquals("mine-1", result.client().field("x-request-id"));
        assertEquals("theirs", result.client().field("x-upstream-request-id"));
        assertEquals("mine-1", result.exchange().id());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "two words", "line\nbreak", "nul\u0000", "del\u007f", "grün"})
    void anInsaneRequestIdIsReplaced(String theirs) {
        assertNewId(theirs);
    }

    @Test
    void aLongRequestIdIsReplaced() {
        assertEquals("x".repeat(128), id("x".repeat(128)));
        assertNewId("x".repeat(129));
    }

    @Test
    void newRequestIdsDiffer() {
        assertNotEquals(id(""), id(""));
    }

    private static void assertNewId(String theirs) {
        assertTrue(id(theirs).matches("[0-9a-f]{32}"), () -> "instead of " + theirs);
    }

    private static String id(String theirs) {
        return Scene.of(BACKEND)
                .open(FakeRequest.chat().with("x-request-id", theirs), new FakeClient())
                .id();
    }

    // ---- deadlines ----

    @Test
    void withoutTimeoutsThereIsNoDeadline() throws LlmException {
        assertEquals(0, deadline(Timeouts.DEFAULT, 5));
        assertEquals(0, deadline(timeouts(0, 0), 5), "zero is none");
    }

    @Test
    void theRequestsTimeBeginsWithTheRequest() throws LlmException {
        assertEquals(START + 10, deadline(new Timeouts(seconds(10), Optional.empty()), 5));
        assertEquals(START + 10, deadline(timeouts(10, 0), 5));
    }

    @Test
    void aTrysTimeBeginsWithTheTry() throws LlmException {
        assertEquals(START + 15, deadline(new Timeouts(Optional.empty(), seconds(10)), 5));
    }

    @Test
    void theEarlierOneHolds() throws LlmException {
        assertEquals(START + 10, deadline(timeouts(10, 6), 5));
        assertEquals(START + 9, deadline(timeouts(10, 4), 5));
    }

    @Test
    void whenTimeIsUpNobodyElseIsTriedNorBlamed() {
        Backend.Llm backend =
                Scene.chain(ToyTarget.simple().named("a"), ToyTarget.simple().named("b"));
        Scene scene = Scene.of(timed(backend, timeouts(10, 0)), () -> now);
        Upstream slow = (stage, sink) -> {
            now += Duration.ofSeconds(10).toNanos();
            answers(500, Upstream.JSON, "{}").answer(stage, sink);
        };

        Scene.Result result = scene.run(FakeRequest.chat(), Map.of("a", slow));

        assertEquals(List.of("a"), result.tried());
        assertEquals(504, result.client().status());
        assertEquals("request_timeout", result.client().field("x-camelid-error"));
        assertEquals(
                "Completions error: Backend ai/chat did not answer in time."
                        + " Tried in this order: a (group 1): answered 500: Completions said {}",
                result.client().content());
        assertEquals(0, scene.health.targets().get(1).failed());
    }

    @Test
    void serversHaveTheSameTime() {
        Scene scene = Scene.of(timed(Scene.servers("one", "two"), timeouts(10, 0)), () -> now);
        Upstream slow = (stage, sink) -> {
            now += Duration.ofSeconds(10).toNanos();
            Upstream.unreachable().answer(stage, sink);
        };

        Scene.Result result = scene.run(FakeRequest.chat(), Map.of("one", slow, "two", slow));

        assertEquals(1, result.tried().size());
        assertEquals(504, result.client().status());
    }

    /** The deadline, in seconds, of a try that begins some seconds after its request. */
    private long deadline(Timeouts timeouts, int later) throws LlmException {
        now = Duration.ofSeconds(START).toNanos();
        LiveExchange exchange =
                Scene.of(timed(BACKEND, timeouts), () -> now).planned(FakeRequest.chat(), new FakeClient());
        now += Duration.ofSeconds(later).toNanos();
        exchange.next();
        return Duration.ofNanos(exchange.attempt().deadlineNanos()).toSeconds();
    }

    private static RouteRule timed(Backend backend, Timeouts timeouts) {
        return Scene.rule(List.of(new BackendRef(1, backend, List.of())), timeouts);
    }

    private static Timeouts timeouts(int request, int backendRequest) {
        return new Timeouts(seconds(request), seconds(backendRequest));
    }

    private static Optional<Duration> seconds(int seconds) {
        return Optional.of(Duration.ofSeconds(seconds));
    }

    // ---- the end ----

    @Test
    void settlingTwiceSaysTheSame() throws LlmException {
        LiveExchange exchange = Scene.of(BACKEND).open(FakeRequest.chat(), new FakeClient());
        exchange.fail(LlmError.of(ErrorKind.REQUEST_TOO_LARGE, "body_too_large", "too large"));
        exchange.fail(LlmError.of(ErrorKind.CONFIGURATION, "internal", "and another thing"));

        Answer first = exchange.settle().orElseThrow();
        Answer second = exchange.settle().orElseThrow();
        assertEquals(413, first.status());
        assertEquals(first.headers(), second.headers());
        assertEquals(ToyFormat.text(first.body()), ToyFormat.text(second.body()));
        assertFalse(exchange.next());
    }

    @Test
    void anExchangeThatNobodyAnsweredIsOurFault() {
        LiveExchange exchange = Scene.of(BACKEND).open(FakeRequest.chat(), new FakeClient());

        assertEquals(500, exchange.settle().orElseThrow().status());
        assertEquals("internal", exchange.error().orElseThrow().code());
    }

    @Test
    void closesOnce() {
        Scene scene = Scene.of(BACKEND);
        LiveExchange exchange = scene.open(FakeRequest.chat(), new FakeClient());
        assertEquals(1, scene.configuration.leased());
        assertEquals(0, scene.configuration.released());

        exchange.close();
        long ended = exchange.endedAt();
        exchange.close();

        assertNotEquals(0, ended);
        assertEquals(ended, exchange.endedAt());
        assertEquals(1, scene.configuration.released());
        assertEquals(List.of(exchange), scene.ended);
    }

    @Test
    void keepsTheSnapshotItStartedOn() throws LlmException {
        Scene scene = Scene.of(BACKEND);
        LiveExchange exchange = scene.open(FakeRequest.chat(), new FakeClient());
        scene.configuration.activate(Scene.snapshot(Scene.rule(List.of(), Timeouts.DEFAULT), ""));

        exchange.route();
        assertEquals(Optional.of(BACKEND), exchange.direct());
        assertThrows(LlmException.class, () -> {
            LiveExchange next = scene.open(FakeRequest.chat(), new FakeClient());
            next.route();
            next.direct();
        });
    }

    @Test
    void observersSeeItWhole() {
        Scene scene = Scene.of(BACKEND);
        long[] seen = new long[3];
        scene.gateway.addObserver(new ExchangeObserver() {
            @Override
            public void closed(GatewayExchange exchange) {
                seen[0] = exchange.endedAt();
                seen[1] = exchange.status();
                seen[2] = scene.configuration.released();
            }
        });

        scene.run(FakeRequest.chat(), Map.of("a", GOOD));

        assertNotEquals(0, seen[0]);
        assertEquals(200, seen[1]);
        assertEquals(0, seen[2], "what they look at must still be there");
        assertEquals(1, scene.configuration.released());
    }

    private static Filter redirect() {
        return new Filter.Redirect(Optional.of("https"), Optional.empty(), Optional.empty(), Optional.empty(), 302);
    }

    private static List<HeaderField> fields(String... namesAndValues) {
        return Upstream.fields(namesAndValues);
    }
}
