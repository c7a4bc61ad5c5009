package io.camelid.gateway.internal;

import static io.camelid.gateway.internal.Upstream.EVENTS;
import static io.camelid.gateway.internal.Upstream.JSON;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.camelid.config.snapshot.Backend;
import io.camelid.config.snapshot.BackendRef;
import io.camelid.config.snapshot.Timeouts;
import io.camelid.gateway.Attempt;
import io.camelid.gateway.ClientSink;
import io.camelid.gateway.TargetState;
import io.camelid.gateway.Try;
import io.camelid.gateway.WireErrors;
import io.camelid.spi.Headers;
import io.camelid.spi.LlmException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** By when a try must have come how far, as its answer comes in. */
class TryTimeTest {
    private static final Backend.Llm TWO =
            Scene.chain(ToyTarget.simple().named("a"), ToyTarget.simple().named("b"));
    private static final Backend.Llm ONE = Scene.group(ToyTarget.simple().named("a"));

    private final FakeClient client = new FakeClient();
    private final ClientSink sink = client.sink();
    private long now = 1_000_000_000_000L;

    @Test
    void aStreamMustShowSomethingInTimeWhereAnotherCouldTakeOver() throws LlmException {
        LiveExchange exchange = begin(TWO, Timeouts.DEFAULT, FakeRequest.streamedChat());
        long limit = now + seconds(60);
        assertEquals(limit, deadline(exchange));

        head(exchange, 200, EVENTS);
        content(exchange, "role ");
        content(exchange, ": ping ");
        assertEquals(limit, deadline(exchange), "what no user sees does not count");

        content(exchange, "text:hi ");
        assertEquals(Moment.NEVER, deadline(exchange));
    }

    @Test
    void whoShowsNothingInTimeIsReplaced() throws LlmException {
        Scene scene = scene(TWO, Timeouts.DEFAULT);
        LiveExchange exchange = begin(scene, FakeRequest.streamedChat());
        head(exchange, 200, EVENTS);
        content(exchange, "role ");
        now += seconds(60);
        timeUp(exchange, sink);

        assertTrue(exchange.next());
        assertEquals("b", Scene.name(exchange));
        assertEquals(Moment.NEVER, deadline(exchange), "nobody is left to take over from the last one");
        assertEquals(
                List.of(new Try("a", 1, 200, WireErrors.TIMEOUT, "sent no content in time", seconds(60))),
                exchange.tries());
        TargetState first = scene.health.targets().get(0);
        assertEquals(1, first.failed());
    }

    @Test
    void theOnlyOneHasNoSuchLimitUnlessItIsConfigured() throws LlmException {
        assertEquals(Moment.NEVER, deadline(begin(ONE, Timeouts.DEFAULT, FakeRequest.streamedChat())));
        assertEquals(now + seconds(5), deadline(begin(ONE, firstToken(5), FakeRequest.streamedChat())));
        assertEquals(Moment.NEVER, deadline(begin(ONE, firstToken(5), FakeRequest.chat())));
    }

    @Test
    void whenNobodyIsLeftTheClientHearsOfTheTime() throws LlmException {
        LiveExchange exchange = begin(ONE, firstToken(5), FakeRequest.streamedChat());
        now += seconds(5);
        timeUp(exchange, sink);

        assertFalse(exchange.next());
        client.receive(exchange.settle());
        assertEquals(504, client.status());
        assertEquals("Completions error: a of Backend ai/chat: sent no content in time", client.content());
    }

    @Test
    void afterTheHeadTheClientHearsOfTheTimeInAnEvent() throws LlmException {
        LiveExchange exchange = begin(ONE, firstToken(5), FakeRequest.streamedChat());
        head(exchange, 200, EVENTS);
        content(exchange, "role ");
        now += seconds(5);
        timeUp(exchange, sink);

        assertEquals("role " + ToyFormat.farewell(WireErrors.TIMEOUT), client.content());
        assertEquals(Optional.empty(), client.broken());
    }

    @Test
    void aRefusalsWordsAreNotWaitedForWhileAnotherCouldBeAsked() throws LlmException {
        LiveExchange exchange = begin(TWO, Timeouts.DEFAULT, FakeRequest.chat());
        head(exchange, 500, JSON);
        assertEquals(now + seconds(1), deadline(exchange));

        content(exchange, "{half");
        now += seconds(1);
        timeUp(exchange, sink);

        assertTrue(exchange.next());
        Try refused = exchange.tries().get(0);
        assertEquals(Try.REFUSED, refused.code());
        assertEquals("answered 500: Completions said {half", refused.reason());
    }

    @Test
    void aBackendsTimeoutsHoldWhereTheRuleSaysNothing() throws LlmException {
        Timeouts ofBackend = new Timeouts(Optional.of(Duration.ofSeconds(30)), Optional.empty());
        Backend.Llm timed =
                new Backend.Llm(TWO.key(), TWO.id(), TWO.groups(), TWO.routes(), ofBackend, TWO.balancing());

        assertEquals(now + seconds(30), deadline(begin(timed, Timeouts.DEFAULT, FakeRequest.chat())));
        assertEquals(
                now + seconds(15),
                deadline(begin(timed, Timeouts.DEFAULT, FakeRequest.streamedChat())),
                "whoever takes over has half of the time");
    }

    private static Timeouts firstToken(long seconds) {
        return new Timeouts(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(Duration.ofSeconds(seconds)),
                Optional.empty(),
                Optional.empty());
    }

    private Scene scene(Backend backend, Timeouts timeouts) {
        return Scene.of(Scene.rule(List.of(new BackendRef(1, backend, List.of())), timeouts), () -> now);
    }

    private LiveExchange begin(Backend backend, Timeouts timeouts, FakeRequest request) throws LlmException {
        return begin(scene(backend, timeouts), request);
    }

    private LiveExchange begin(Scene scene, FakeRequest request) throws LlmException {
        LiveExchange exchange = scene.planned(request, client);
        assertTrue(exchange.next());
        return exchange;
    }

    private static long deadline(LiveExchange exchange) {
        Attempt attempt = exchange.attempt();
        return attempt.deadlineNanos();
    }

    private void head(LiveExchange exchange, int status, String type) {
        exchange.attempt().response().head(status, Headers.of(Upstream.fields("Content-Type", type)), sink);
    }

    private void content(LiveExchange exchange, String text) {
        exchange.attempt().response().content(ToyFormat.bytes(text), sink);
    }

    private static void timeUp(LiveExchange exchange, ClientSink sink) {
        exchange.attempt().response().fail(WireErrors.timeout("provider.test", "finish its answer"), sink);
    }

    private static long seconds(long number) {
        return Duration.ofSeconds(number).toNanos();
    }
}
