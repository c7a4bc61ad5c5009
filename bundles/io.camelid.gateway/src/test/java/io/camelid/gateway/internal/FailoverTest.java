package io.camelid.gateway.internal;

import static io.camelid.gateway.internal.Upstream.EVENTS;
import static io.camelid.gateway.internal.Upstream.JSON;
import static io.camelid.gateway.internal.Upstream.answers;
import static io.camelid.gateway.internal.Upstream.breaks;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.camelid.gateway.ClientSink;
import io.camelid.gateway.ResponseStage;
import io.camelid.gateway.TargetState;
import io.camelid.gateway.Try;
import io.camelid.spi.ErrorKind;
import io.camelid.spi.Headers;
import io.camelid.spi.LlmError;
import io.camelid.spi.LlmException;
import io.camelid.spi.Usage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A backend with several providers: the request in hand is saved as long as one of them can serve it. */
class FailoverTest {
    /** As much as is held of an answer. */
    private static final int LIMIT = 256 * 1024;

    private static final Upstream GOOD = answers(200, JSON, "{text:hello end}");
    private static final Upstream GOOD_STREAM = answers(200, EVENTS, "role ", "text:hello ", "end");

    private static final String ALL_FAILED =
            "Completions error: Backend ai/chat could not be served by anybody. Tried in this order: ";

    private final Scene scene = Scene.of(
            Scene.chain(ToyTarget.simple().named("a"), ToyTarget.simple().named("b")), () -> 1);

    // ---- what is a failure ----

    static List<Upstream> failures() {
        return List.of(
                Upstream.unreachable(),
                Upstream.silent(),
                answers(408, JSON, "{}"),
                answers(429, JSON, "{}"),
                answers(500, "text/html", "<p>"),
                answers(503, JSON),
                answers(529, JSON, "{}"),
                breaks(500, JSON, "{"),
                answers(200, "text/html", "<p>"),
                answers(200, JSON),
                answers(200, JSON, "{text:hi "),
                answers(200, JSON, "{error:overloaded end}"),
                breaks(200, JSON, "{text:hi "),
                answers(200, EVENTS),
                answers(200, EVENTS, "role "),
                answers(200, EVENTS, "role ", "error:overloaded ", "end"),
                breaks(200, EVENTS, "role "));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void theNextProviderSavesTheRequest(Upstream failure) {
        Scene.Result result = run(FakeRequest.streamedChat(), failure, GOOD_STREAM);

        assertEquals(List.of("a", "b"), result.tried());
        assertEquals(200, result.client().status());
        assertEquals("role text:hello end", result.client().content());
        assertEquals(Optional.empty(), result.client().broken());
        assertEquals(Optional.empty(), result.exchange().error());
        assertEquals("b", result.client().field("x-camelid-provider"));
        assertEquals("2", result.client().field("x-camelid-attempts"));
        assertEquals(1, health("a").failed());
        assertTrue(health("a").evictedFor().isPresent());
        assertEquals(1, health("b").succeeded());
        assertEquals(0, health("a").inFlight() + health("b").inFlight());
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 413, 422})
    void theCallersFaultIsNotTriedElsewhere(int status) {
        Scene.Result result = run(FakeRequest.chat(), answers(status, JSON, "{no}"), GOOD);

        assertEquals(List.of("a"), result.tried());
        assertEquals(status, result.client().status());
        assertEquals("{no}", result.client().content());
        assertEquals(Optional.empty(), health("a").evictedFor());
    }

    @Test
    void whoFailedIsPassedOverByTheNextRequest() {
        run(FakeRequest.chat(), answers(500, JSON), GOOD);

        assertEquals(List.of("b"), run(FakeRequest.chat(), GOOD, GOOD).tried());
    }

    @Test
    void whoAsksForTimeGetsIt() {
        run(FakeRequest.chat(), answers(429, Upstream.fields("Retry-After", "40")), GOOD);

        assertEquals(Optional.of(Duration.ofSeconds(40)), health("a").evictedFor());
    }

    // ---- what is held, and how long ----

    @Test
    void nothingIsSentBeforeTheFirstContent() throws LlmException {
        Running running = start(FakeRequest.streamedChat());

        running.head(200, EVENTS);
        running.content("role ");
        assertFalse(running.client.isCommitted());
        assertEquals(0, running.exchange.firstTokenAt());

        running.content("text:hi ");
        assertEquals("role text:hi ", running.client.content());
        assertTrue(running.exchange.firstTokenAt() != 0);

        running.content("text:there ");
        assertEquals("role text:hi text:there ", running.client.content(), "from now on as it comes");
    }

    @Test
    void anAnswerThatIsNoStreamIsHeldUntilItIsWhole() throws LlmException {
        Running running = start(FakeRequest.chat());

        running.head(200, JSON);
        running.content("{text:hi ");
        assertFalse(running.client.isCommitted());

        running.content("end}");
        running.end();
        assertEquals("{text:hi end}", running.client.content());
    }

    @Test
    void aStreamWithoutContentIsAnAnswerIfItEnds() {
        Scene.Result result = run(FakeRequest.streamedChat(), answers(200, EVENTS, "role ", "end"), GOOD_STREAM);

        assertEquals(List.of("a"), result.tried());
        assertEquals("role end", result.client().content());
    }

    @Test
    void aLongAnswerIsNotHeldForEver() throws LlmException {
        Running running = start(FakeRequest.chat());
        String half = "x".repeat(LIMIT / 2);

        running.head(200, JSON);
        running.content(half);
        running.content(half);
        assertFalse(running.client.isCommitted());

        running.content("y");
        assertEquals(half + half + "y", running.client.content());
    }

    @Test
    void aLongAnswerThatIsAnErrorIsNotLetThrough() {
        Scene.Result result = run(FakeRequest.chat(), answers(200, JSON, "error:x ", "y".repeat(LIMIT)), GOOD);

        assertEquals(List.of("a", "b"), result.tried());
        assertEquals("{text:hello end}", result.client().content());
    }

    @Test
    void theLastProvidersAnswerIsHeldTooSoThatAnUnusableOneIsSaidToBe() {
        Scene.Result result = run(FakeRequest.chat(), Upstream.unreachable(), answers(200, JSON, "{text:hi "));

        assertEquals(502, result.client().status());
        assertEquals(
                ALL_FAILED
                        + "a (group 1): cannot connect to provider.test: refused; b (group 2): sent an incomplete body",
                result.client().content());
    }

    @Test
    void whatAFailedTrySaidOfUsageAndTimeIsForgotten() {
        Upstream failing = answers(200, JSON, "{text:hi usage:100,100 model:wrong ");
        Scene.Result result = run(FakeRequest.chat(), failing, answers(429, JSON, "{}"));

        assertEquals(Usage.UNKNOWN, result.exchange().usage());
        assertEquals("gpt", result.exchange().responseModel());
        assertEquals(0, result.exchange().firstTokenAt());
    }

    @Test
    void whatIsNotReadIsNotHeld() throws LlmException {
        Running running = start(FakeRequest.post("/v1/files", "bytes"));

        running.head(200, JSON);
        assertTrue(running.client.isCommitted());
    }

    @Test
    void whatIsNotReadIsTriedElsewhereToo() {
        Scene.Result result =
                run(FakeRequest.post("/v1/files", "bytes"), answers(500, JSON), answers(200, "text/csv", "1,2"));

        assertEquals(List.of("a", "b"), result.tried());
        assertEquals("1,2", result.client().content());
    }

    // ---- after the first content ----

    @Test
    void afterTheFirstContentThereIsNoWayBack() {
        Scene.Result result = run(FakeRequest.streamedChat(), breaks(200, EVENTS, "text:hi "), GOOD_STREAM);

        assertEquals(List.of("a"), result.tried());
        assertEquals(
                "text:hi " + ToyFormat.farewell("upstream_connection_broken"),
                result.client().content());
        assertEquals(1, health("a").failed());
    }

    // ---- when all fail ----

    @Test
    void everyTryIsToldOfAndTheLastStatusCounts() {
        Scene.Result result = run(
                FakeRequest.chat(),
                answers(500, JSON, "{first}"),
                answers(429, Upstream.fields("Content-Type", "a/b", "Retry-After", "7"), "{second}"));

        assertEquals(429, result.client().status());
        assertEquals(
                ALL_FAILED
                        + "a (group 1): answered 500: Completions said {first};"
                        + " b (group 2): answered 429: Completions said {second}",
                result.client().content());
        assertEquals("7", result.client().field("Retry-After"), "of whose status it is");
        assertEquals("all_providers_failed", result.client().field("x-camelid-error"));
        assertEquals("b", result.client().field("x-camelid-provider"));
        assertEquals("2", result.client().field("x-camelid-attempts"));
        assertEquals(
                "Backend ai/chat could not be served by anybody."
                        + " Tried in this order: a (group 1): status 500; b (group 2): status 429",
                result.exchange().error().orElseThrow().message(),
                "what the log gets has no word of an upstream");
        assertEquals(1, health("a").failed());
        assertEquals(1, health("b").failed());
    }

    @Test
    void whatOneSaidIsWorthMoreThanThatAnotherWasSilent() {
        Upstream saying = answers(
                429,
                Upstream.fields(
                        "Content-Type", "a/b",
                        "Retry-After", "7",
                        "x-ratelimit-limit-tokens", "30",
                        "anthropic-ratelimit-tokens-limit", "40",
                        "Set-Cookie", "a=b",
                        "x-request-id", "theirs"),
                "{busy}");
        Scene.Result result = run(FakeRequest.chat().with("x-request-id", "mine"), saying, Upstream.unreachable());

        assertEquals(429, result.client().status());
        assertEquals("7", result.client().field("Retry-After"));
        assertEquals("30", result.client().field("x-ratelimit-limit-tokens"));
        assertEquals("40", result.client().field("anthropic-ratelimit-tokens-limit"));
        assertEquals("", result.client().field("Set-Cookie"));
        assertEquals("mine", result.client().field("x-request-id"));
        assertEquals("theirs", result.client().field("x-upstream-request-id"));
        assertEquals("a", result.client().field("x-camelid-provider"));
        assertEquals("2", result.client().field("x-camelid-attempts"));
        assertEquals("a", result.exchange().target().orElseThrow().config().name());
        assertEquals(429, result.exchange().status());
    }

    @Test
    void whenAllAreLimitingTheShortestPauseReachesTheClient() {
        Scene.Result result = run(
                FakeRequest.chat(),
                answers(429, Upstream.fields("x-ratelimit-reset-tokens", "1.2s"), "{}"),
                answers(429, Upstream.fields("Retry-After", "7", "retry-after-ms", "7000"), "{}"));

        assertEquals(429, result.client().status());
        assertEquals("2", result.client().field("Retry-After"));
        assertEquals("", result.client().field("retry-after-ms"));
    }

    @Test
    void aPauseMayBeAskedForInTheBody() {
        run(FakeRequest.chat(), answers(429, JSON, "{\"retryDelay\":", "\"21s\"}"), GOOD);

        assertEquals(Optional.of(Duration.ofSeconds(21)), health("a").evictedFor());
    }

    @Test
    void theTriesAreKnownInTheirOrder() {
        Scene.Result saved = run(FakeRequest.chat(), answers(503, JSON, "{}"), GOOD);

        assertEquals(
                List.of(
                        new Try("a", 1, 503, "upstream_refused", "answered 503: Completions said {}", 0),
                        new Try("b", 2, 200, "", "", 0)),
                saved.exchange().tries());

        Scene.Result lost = run(FakeRequest.chat(), Upstream.silent(), Upstream.silent());
        assertEquals(
                List.of("upstream_timeout", "upstream_timeout"),
                lost.exchange().tries().stream().map(Try::code).toList());
    }

    @Test
    void theLastOfSeveralRefusalsCounts() {
        Scene three = Scene.of(Scene.chain(
                ToyTarget.simple().named("a"),
                ToyTarget.simple().named("b"),
                ToyTarget.simple().named("c")));
        Scene.Result result = three.run(
                FakeRequest.chat(),
                Map.of(
                        "a", answers(500, JSON, "{first}"),
                        "b", answers(503, JSON, "{second}"),
                        "c", Upstream.silent()));

        assertEquals(503, result.client().status());
        assertEquals("b", result.client().field("x-camelid-provider"));
    }

    @Test
    void theOnlyProvidersFailureGoesOnAsItIs() {
        Scene one = Scene.of(Scene.group(ToyTarget.simple().named("a")));
        Upstream saying = answers(429, Upstream.fields("Content-Type", "a/b", "Retry-After", "7"), "{busy}");
        Scene.Result result = one.run(FakeRequest.chat(), Map.of("a", saying));

        assertEquals(429, result.client().status());
        assertEquals("{busy}", result.client().content());
        assertTrue(result.client().head().sameBody());
    }

    @Test
    void whenNobodySaysAnythingTheLastSilenceCounts() {
        assertEquals(
                504,
                run(FakeRequest.chat(), Upstream.unreachable(), Upstream.silent())
                        .client()
                        .status());
        assertEquals(
                503,
                run(FakeRequest.chat(), Upstream.unreachable(), Upstream.unreachable())
                        .client()
                        .status());
    }

    @Test
    void aLongRefusalIsDroppedAndItsReadingStops() throws LlmException {
        Running running = start(FakeRequest.chat());
        running.head(500, JSON);
        running.content("x".repeat(LIMIT));
        assertEquals(0, health("a").failed());

        running.content("x");
        assertEquals(1, health("a").failed(), "an endless body must not keep the request");
        running.content("x");
        running.end();

        assertTrue(running.exchange.next());
        Upstream.unreachable().answer(running.exchange.attempt().response(), running.client.sink());
        assertFalse(running.exchange.next());
        assertEquals(
                "all_providers_failed",
                running.exchange.settle().orElseThrow().headers().stream()
                        .filter(field -> field.name().equals("x-camelid-error"))
                        .findFirst()
                        .orElseThrow()
                        .value());
    }

    // ---- targets that cannot be asked ----

    @Test
    void whoCannotBeAskedIsPassedOver() {
        LlmError impossible = LlmError.invalid("bad_model", "model", "no such model");
        Scene some = Scene.of(Scene.chain(
                ToyTarget.unable(impossible).named("a"), ToyTarget.simple().named("b")));
        Scene.Result result = some.run(FakeRequest.chat(), Map.of("b", GOOD));

        assertEquals(List.of("b"), result.tried());
        assertEquals("1", result.client().field("x-camelid-attempts"));
        assertEquals(0, some.health.targets().get(0).failed(), "that is not its fault");
        assertEquals(0, some.health.targets().get(0).inFlight());
    }

    @Test
    void whoCannotBeAskedDoesNotHideWhatAnotherSaid() {
        LlmError impossible = LlmError.invalid("bad_model", "model", "no such model");
        Scene some = Scene.of(Scene.chain(
                ToyTarget.simple().named("a"), ToyTarget.unable(impossible).named("b")));

        assertEquals(
                500,
                some.run(FakeRequest.chat(), Map.of("a", answers(500, JSON, "{}")))
                        .client()
                        .status());
        assertEquals(
                503,
                some.run(FakeRequest.chat(), Map.of("a", Upstream.unreachable()))
                        .client()
                        .status());
    }

    @Test
    void whenNobodyCanBeAskedTheErrorSaysWhy() {
        LlmError impossible = LlmError.of(ErrorKind.CONFIGURATION, "bad_region", "no such region");
        Scene none = Scene.of(Scene.group(ToyTarget.unable(impossible).named("a")));
        Scene.Result result = none.run(FakeRequest.chat(), Map.of());

        assertEquals(500, result.client().status());
        assertEquals("bad_region", result.client().field("x-camelid-error"));
        assertEquals(
                "Completions error: a of Backend ai/chat: no such region",
                result.client().content());
    }

    private Scene.Result run(FakeRequest request, Upstream a, Upstream b) {
        return scene.run(request, Map.of("a", a, "b", b));
    }

    private TargetState health(String name) {
        return scene.health.targets().stream()
                .filter(state -> state.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private Running start(FakeRequest request) throws LlmException {
        FakeClient client = new FakeClient();
        LiveExchange exchange = scene.planned(request, client);
        assertTrue(exchange.next());
        return new Running(exchange, exchange.attempt().response(), client, client.sink());
    }

    /** A try under way. */
    private record Running(LiveExchange exchange, ResponseStage stage, FakeClient client, ClientSink sink) {
        void head(int status, String contentType) {
            stage.head(status, Headers.of(Upstream.fields("Content-Type", contentType)), sink);
        }

        void content(String text) {
            stage.content(ToyFormat.bytes(text), sink);
        }

        void end() {
            stage.end(sink);
        }
    }
}
