package io.camelid.gateway.internal;

import static io.camelid.gateway.internal.Upstream.EVENTS;
import static io.camelid.gateway.internal.Upstream.JSON;
import static io.camelid.gateway.internal.Upstream.answers;
import static io.camelid.gateway.internal.Upstream.breaks;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.camelid.config.snapshot.Backend;
import io.camelid.config.snapshot.BackendRef;
import io.camelid.config.snapshot.Retry;
import io.camelid.config.snapshot.RouteRule;
import io.camelid.config.snapshot.Timeouts;
import io.camelid.gateway.ClientSink;
import io.camelid.gateway.ResponseStage;
import io.camelid.spi.HeaderField;
import io.camelid.spi.LlmException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a rule says of trying again. */
class RetryTest {
    private static final Upstream GOOD = answers(200, JSON, "{text:hi end}");
    private static final Upstream BUSY = answers(503, JSON, "{busy}");
    private static final Backend.Llm ONE = Scene.group(ToyTarget.simple().named("a"));
    private static final Duration BACKOFF = Duration.ofMillis(250);

    // ---- providers ----

    @Test
    void theOnlyProviderIsAskedAgainAfterAPause() throws LlmException {
        FakeClient client = new FakeClient();
        LiveExchange exchange = scene(ONE, 2).planned(FakeRequest.streamedChat(), client);

        assertTrue(exchange.next());
        assertEquals(Duration.ZERO, exchange.attempt().delay());
        assertEquals(Optional.empty(), retryField(exchange));
        breaks(200, EVENTS, "role ").answer(exchange.attempt().response(), client.sink());

        assertTrue(exchange.next());
        assertEquals(BACKOFF, exchange.attempt().delay());
        assertEquals(Optional.of("1"), retryField(exchange));
        answers(200, EVENTS, "text:hi ", "end").answer(exchange.attempt().response(), client.sink());

        assertFalse(exchange.next());
        assertEquals("text:hi end", client.content());
        assertEquals("2", client.field("x-camelid-attempts"));
    }

    @Test
    void triesAreBounded() {
        Scene.Result result = run(scene(ONE, 2), FakeRequest.chat(), BUSY, BUSY, BUSY);

        assertEquals(List.of("a", "a", "a"), result.tried());
        assertEquals(503, result.client().status());
        assertEquals("{busy}", result.client().content(), "the only provider speaks for itself");
        assertEquals("3", result.client().field("x-camelid-attempts"));
    }

    @Test
    void aRuleMayNameStatusesThatAreNoFailures() {
        assertEquals(
                List.of("a", "a"),
                run(scene(ONE, 1, 404), FakeRequest.chat(), answers(404, JSON, "{}"), GOOD)
                        .tried());
        assertEquals(
                List.of("a"),
                run(scene(ONE, 1), FakeRequest.chat(), answers(404, JSON, "{}")).tried());
    }

    @Test
    void othersAreAskedBeforeAnybodyIsAskedAgain() {
        Backend.Llm two =
                Scene.chain(ToyTarget.simple().named("a"), ToyTarget.simple().named("b"));
        Scene.Result result = run(scene(two, 2), FakeRequest.chat(), BUSY, BUSY, GOOD);

        assertEquals(3, result.tried().size());
        assertEquals(List.of("a", "b"), result.tried().subList(0, 2));
        assertEquals("{text:hi end}", result.client().content());

        assertEquals(
                2, run(scene(two, 1), FakeRequest.chat(), BUSY, BUSY).tried().size());
    }

    @Test
    void aCallersFaultIsNotTriedAgain() {
        Scene.Result result = run(scene(ONE, 5), FakeRequest.chat(), answers(400, JSON, "{no}"));

        assertEquals(List.of("a"), result.tried());
        assertEquals("{no}", result.client().content());
    }

    // ---- plain servers ----

    @Test
    void aServerThatNamesACodeIsAskedAgain() {
        Scene scene = scene(Scene.servers("one"), 1, 503);
        Scene.Result result = run(scene, FakeRequest.get("/page"), BUSY, GOOD);

        assertEquals(List.of("one", "one"), result.tried());
        assertEquals("{text:hi end}", result.client().content());
        assertEquals("2", result.client().field("x-camelid-attempts"));

        Scene.Result busy = run(scene, FakeRequest.get("/page"), BUSY, BUSY);
        assertEquals("{busy}", busy.client().content(), "the last answer goes on as it comes");
    }

    @Test
    void withoutCodesOnlySilenceIsTriedAgain() {
        Scene scene = scene(Scene.servers("one"), 1);

        assertEquals(List.of("one"), run(scene, FakeRequest.get("/page"), BUSY).tried());
        assertEquals(
                List.of("one", "one"),
                run(scene, FakeRequest.get("/page"), Upstream.silent(), GOOD).tried());
    }

    @Test
    void aSmallBodyIsKeptAndSentAgain() throws LlmException {
        FakeClient client = new FakeClient();
        LiveExchange exchange = scene(Scene.servers("one"), 1, 503)
                .planned(FakeRequest.post("/page", "words").with("Content-Length", "5"), client);

        assertTrue(exchange.readsBody());
        assertTrue(exchange.next());
        assertEquals(ToyFormat.bytes("words"), exchange.attempt().body().orElseThrow());
        assertTrue(exchange.attempt().isTransparent());
        BUSY.answer(exchange.attempt().response(), client.sink());

        assertTrue(exchange.next());
        assertEquals(ToyFormat.bytes("words"), exchange.attempt().body().orElseThrow());
    }

    @ParameterizedTest
    @ValueSource(strings = {"65537", "many", "99999999999"})
    void aLargeBodyIsStreamedAndSentOnce(String length) throws LlmException {
        Scene scene = scene(Scene.servers("one"), 1, 503);
        FakeRequest request = FakeRequest.post("/page", "words").with("Content-Length", length);

        assertFalse(scene.planned(request, new FakeClient()).readsBody());
        assertEquals(List.of("one"), run(scene, request, BUSY).tried());
        assertEquals(List.of("one"), run(scene, request, Upstream.silent()).tried());
        assertEquals(
                List.of("one", "one"),
                run(scene, request, Upstream.unreachable(), GOOD).tried(),
                "nothing had left");
    }

    @Test
    void anEncodedBodyIsNotTouched() throws LlmException {
        FakeRequest request =
                FakeRequest.post("/page", "words").with("Content-Length", "5").with("Content-Encoding", "gzip");

        assertFalse(scene(Scene.servers("one"), 1, 503)
                .planned(request, new FakeClient())
                .readsBody());
    }

    private static Optional<String> retryField(LiveExchange exchange) {
        return exchange.attempt().headers().set().stream()
                .filter(field -> field.name().equals("x-retry-attempt"))
                .map(HeaderField::value)
                .findFirst();
    }

    private static Scene scene(Backend backend, int attempts, Integer... codes) {
        return Scene.of(
                new RouteRule(
                        "rule/ai/chat/0@1",
                        Scene.ROUTE,
                        0,
                        List.of(),
                        List.of(new BackendRef(1, backend, List.of())),
                        Timeouts.DEFAULT,
                        Optional.of(new Retry(Optional.of(attempts), Set.of(codes), Optional.of(BACKOFF)))),
                () -> 1);
    }

    /** Whoever is asked does one of these after another. */
    private static Scene.Result run(Scene scene, FakeRequest request, Upstream... inTurn) {
        Deque<Upstream> left = new ArrayDeque<>(List.of(inTurn));
        Upstream next = (ResponseStage stage, ClientSink sink) -> left.remove().answer(stage, sink);
        return scene.run(request, Map.of("a", next, "b", next, "one", next));
    }
}
