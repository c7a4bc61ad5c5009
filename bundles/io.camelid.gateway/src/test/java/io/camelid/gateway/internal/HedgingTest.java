package io.camelid.gateway.internal;

import static io.camelid.gateway.internal.Upstream.EVENTS;
import static io.camelid.gateway.internal.Upstream.JSON;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.camelid.config.snapshot.BackendRef;
import io.camelid.config.snapshot.LlmTarget;
import io.camelid.config.snapshot.Timeouts;
import io.camelid.gateway.Attempt;
import io.camelid.gateway.ClientSink;
import io.camelid.gateway.TargetState;
import io.camelid.gateway.Try;
import io.camelid.gateway.WireErrors;
import io.camelid.spi.Headers;
import io.camelid.spi.LlmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two tries at a time: the client gets one answer, and gets it from whoever has something first. */
class HedgingTest {
    private static final Duration PATIENCE = Duration.ofMillis(500);

    private final FakeClient client = new FakeClient();
    private Scene scene;
    private LiveExchange exchange;

    @Test
    void theSecondWinsIfItIsQuicker() throws LlmException {
        Wire a = begin(FakeRequest.streamedChat(), "a", "b");
        a.head(200, EVENTS);
        a.content("role ");
        Wire b = a.slow();
        assertFalse(client.isCommitted());

        b.head(200, EVENTS);
        b.content("role ");
        assertFalse(a.stopped || b.stopped, "nobody has content");
        b.content("text:b ");
        assertTrue(a.stopped);
        assertFalse(b.stopped);
        a.content("text:a end");
        a.end();
        b.content("end");
        b.end();

        assertFalse(exchange.next());
        assertEquals("role text:b end", client.content());
        assertEquals("b", client.field("x-camelid-provider"));
        assertEquals("2", client.field("x-camelid-attempts"));
        assertEquals("b", exchange.target().orElseThrow().config().name());
        assertEquals(
                List.of(new Try("a", 1, 200, Try.OVERTAKEN, "another was quicker", 0), new Try("b", 2, 200, "", "", 0)),
                exchange.tries());
        assertEquals(Optional.empty(), exchange.error());
        assertEquals(0, health("a").failed(), "slow is not ill");
        assertEquals(0, health("a").succeeded());
        assertEquals(1, health("b").succeeded());
        nobodyIsInFlight();
    }

    @Test
    void theFirstMayStillWin() throws LlmException {
        Wire a = begin(FakeRequest.chat(), "a", "b");
        a.head(200, JSON);
        Wire b = a.slow();
        b.head(200, JSON);
        b.content("{text:b");
        a.content("{text:a end}");
        a.end();
        b.content(" end}");
        b.end();

        assertTrue(b.stopped);
        assertFalse(exchange.next());
        assertEquals("{text:a end}", client.content());
        assertEquals("a", client.field("x-camelid-provider"));
        assertEquals("2", client.field("x-camelid-attempts"));
        assertEquals("a", exchange.target().orElseThrow().config().name());
        assertEquals(
                List.of("b", "a"), exchange.tries().stream().map(Try::target).toList());
        assertEquals(1, health("a").succeeded());
        assertEquals(0, health("b").succeeded() + health("b").failed());
        nobodyIsInFlight();
    }

    @Test
    void whenOneFailsTheOtherGoesOn() throws LlmException {
        Wire a = begin(FakeRequest.chat(), "a", "b");
        Wire b = a.slow();
        a.head(500, JSON);
        a.content("{no}");
        a.end();
        assertFalse(client.isCommitted(), "not the client's business yet");
        assertFalse(b.stopped);
        b.head(200, JSON);
        b.content("{text:b end}");
        b.end();

        assertEquals("{text:b end}", client.content());
        assertEquals(1, health("a").failed());
        assertEquals(
                List.of(Try.REFUSED, ""),
                exchange.tries().stream().map(Try::code).toList());
        nobodyIsInFlight();
    }

    @ParameterizedTest
    @ValueSource(ints = {302, 400, 401, 404, 500, 503})
    void whatTheSecondRefusesDoesNotSpoilTheFirst(int status) throws LlmException {
        Wire a = begin(FakeRequest.chat(), "a", "b");
        Wire b = a.slow();
        b.head(status, JSON);
        b.content("{no}");
        b.end();
        assertFalse(client.isCommitted());
        assertFalse(a.stopped);
        a.head(200, JSON);
        a.content("{text:a end}");
        a.end();

        assertEquals("{text:a end}", client.content());
        assertEquals("a", client.field("x-camelid-provider"));
        assertEquals(status >= 500 ? 1 : 0, health("b").failed());
        nobodyIsInFlight();
    }

    @Test
    void whatTheFirstSaysIsTheCallersFaultIsSaidAtOnce() throws LlmException {
        Wire a = begin(FakeRequest.chat(), "a", "b");
        Wire b = a.slow();
        a.head(400, JSON);
        a.content("{no}");
        a.end();

        assertEquals(400, client.status());
        assertEquals("{no}", client.content());
        assertTrue(b.stopped);
        assertFalse(exchange.next());
        nobodyIsInFlight();
    }

    @Test
    void whenBothFailTheNextIsTriedAlone() throws LlmException {
        Wire a = begin(FakeRequest.streamedChat(), "a", "b", "c");
        Wire b = a.slow();
        b.fail();
        a.fail();
        assertTrue(exchange.next());
        Wire c = wire();
        assertEquals("c", Scene.name(exchange));
        assertEquals(Optional.empty(), c.attempt.hedgeAfter(), "once a request");
        c.head(200, EVENTS);
        c.content("text:c end");
        c.end();

        assertFalse(exchange.next());
        assertEquals("text:c end", client.content());
        assertEquals("3", client.field("x-camelid-attempts"));
        assertEquals(
                List.of("b", "a", "c"),
                exchange.tries().stream().map(Try::target).toList());
        assertEquals(1, health("a").failed());
        assertEquals(1, health("b").failed());
        nobodyIsInFlight();
    }

    @Test
    void whenNobodyCouldHelpAllTriesAreNamed() throws LlmException {
        Wire a = begin(FakeRequest.chat(), "a", "b");
        Wire b = a.slow();
        a.head(500, JSON);
        a.content("{no}");
        a.end();
        b.head(503, JSON);
        b.content("{never}");
        b.end();

        assertFalse(exchange.next());
        client.receive(exchange.settle());
        assertEquals(503, client.status());
        assertEquals(
                "Completions error: Backend ai/chat could not be served by anybody. Tried in this order:"
                        + " a (group 1): answered 500: Completions said {no};"
                        + " b (group 2): answered 503: Completions said {never}",
                client.content());
        nobodyIsInFlight();
    }

    @Test
    void anOvertakenRefusalIsStillAFailure() throws LlmException {
        Wire a = begin(FakeRequest.chat(), "a", "b");
        Wire b = a.slow();
        a.head(500, JSON);
        b.head(200, JSON);
        b.content("{text:b end}");
        b.end();

        assertTrue(a.stopped);
        assertEquals(1, health("a").failed());
        nobodyIsInFlight();
    }

    @Test
    void aClientThatLeavesLeavesBoth() throws LlmException {
        Wire a = begin(FakeRequest.streamedChat(), "a", "b");
        Wire b = a.slow();
        b.head(200, EVENTS);
        exchange.clientLeft();
        b.content("text:b end");
        a.head(200, EVENTS);
        a.content("text:a end");

        assertFalse(exchange.next());
        assertFalse(client.isCommitted());
        assertEquals(
                List.of("a", "b"), exchange.tries().stream().map(Try::target).toList());
        assertEquals(0, health("a").failed() + health("b").failed());
        nobodyIsInFlight();
    }

    @Test
    void whatHasBegunToAnswerIsNotSlow() throws LlmException {
        Wire a = begin(FakeRequest.streamedChat(), "a", "b");
        a.head(200, EVENTS);
        a.content("text:a ");
        a.isNotSlow();
    }

    @Test
    void aRefusalIsNotSlow() throws LlmException {
        Wire a = begin(FakeRequest.streamedChat(), "a", "b");
        a.head(500, JSON);
        a.isNotSlow();
    }

    @Test
    void nobodyIsAskedBesidesWhoIsEvicted() throws LlmException {
        begin(FakeRequest.chat(), "a", "b").fail();
        assertTrue(exchange.next());
        assertEquals(Optional.empty(), exchange.attempt().hedgeAfter(), "nobody is left");

        exchange = scene.planned(FakeRequest.chat(), client);
        assertTrue(exchange.next());
        assertEquals("b", Scene.name(exchange));
        wire().isNotSlow();
        assertEquals(1, exchange.attempts());
    }

    @Test
    void oneAloneIsWaitedForAsIsWhoeverIsNotToBeHedged() throws LlmException {
        assertEquals(Optional.empty(), begin(FakeRequest.chat(), "a").attempt.hedgeAfter());
        exchange = Scene.of(Scene.chain(target("a"), target("b"))).planned(FakeRequest.chat(), client);
        assertTrue(exchange.next());
        assertEquals(Optional.empty(), exchange.attempt().hedgeAfter());
        assertFalse(exchange.attempts() > 1);
    }

    private static LlmTarget target(String name) {
        return ToyTarget.simple().named(name);
    }

    private Wire begin(FakeRequest request, String... names) throws LlmException {
        Timeouts timeouts = new Timeouts(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(PATIENCE));
        LlmTarget[] targets = Arrays.stream(names).map(HedgingTest::target).toArray(LlmTarget[]::new);
        scene = Scene.of(Scene.rule(List.of(new BackendRef(1, Scene.chain(targets), List.of())), timeouts), () -> 1);
        exchange = scene.planned(request, client);
        assertTrue(exchange.next());
        return wire();
    }

    private Wire wire() {
        return new Wire(exchange.attempt());
    }

    private TargetState health(String name) {
        return scene.health.targets().stream()
                .filter(state -> state.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private void nobodyIsInFlight() {
        assertEquals(
                0,
                scene.health.targets().stream().mapToLong(TargetState::inFlight).sum());
    }

    /** A try that is being carried out. */
    private final class Wire {
        final Attempt attempt;
        private final ClientSink sink = client.sink();
        private boolean stopped;

        Wire(Attempt attempt) {
            this.attempt = attempt;
            attempt.whenOvertaken(() -> {
                assertFalse(stopped);
                stopped = true;
            });
        }

        /** Time goes by, and another try is made. */
        Wire slow() {
            assertEquals(Optional.of(PATIENCE), attempt.hedgeAfter());
            attempt.whenSlow(() -> assertTrue(exchange.hedge()));
            attempt.slow();
            assertTrue(exchange.attempt() != attempt);
            assertFalse(exchange.hedge(), "two are enough");
            return new Wire(exchange.attempt());
        }

        void isNotSlow() {
            attempt.whenSlow(() -> assertFalse(exchange.hedge()));
            attempt.slow();
            assertEquals(attempt, exchange.attempt());
        }

        void head(int status, String type) {
            attempt.response().head(status, Headers.of(Upstream.fields("Content-Type", type)), sink);
        }

        void content(String text) {
            attempt.response().content(ToyFormat.bytes(text), sink);
        }

        void end() {
            attempt.response().end(sink);
        }

        void fail() {
            attempt.response().fail(WireErrors.connectFailed("provider.test", "refused"), sink);
        }
    }
}
