package io.camelid.gateway.internal;

import static io.camelid.gateway.internal.Upstream.EVENTS;
import static io.camelid.gateway.internal.Upstream.JSON;
import static io.camelid.gateway.internal.Upstream.answers;
import static io.camelid.gateway.internal.Upstream.breaks;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.camelid.gateway.ClientSink;
import io.camelid.gateway.ResponseStage;
import io.camelid.gateway.TargetState;
import io.camelid.spi.Headers;
import io.camelid.spi.LlmException;
import io.camelid.spi.Usage;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A backend with one provider: everything goes on as it comes. */
class RelayTest {
    private final Scene scene = Scene.of(Scene.group(ToyTarget.simple().named("a")), () -> 1);

    @Test
    void anAnswerGoesOnByteForByte() {
        Scene.Result result = run(FakeRequest.chat(), answers(200, JSON, "{text:hi ", "usage:3,4 model:gpt-1 end}"));

        assertEquals(200, result.client().status());
        assertEquals("{text:hi usage:3,4 model:gpt-1 end}", result.client().content());
        assertTrue(result.client().head().sameBody());
        assertEquals(Usage.of(3, 4), result.exchange().usage());
        assertEquals("gpt-1", result.exchange().responseModel());
        assertEquals(200, result.exchange().status());
        assertEquals(35, result.exchange().responseBytes());
        assertEquals(Optional.empty(), result.exchange().error());
        assertEquals(1, health().succeeded());
    }

    @Test
    void aStreamGoesOnAsItComes() throws LlmException {
        FakeClient client = new FakeClient();
        LiveExchange exchange = scene.planned(FakeRequest.streamedChat(), client);
        assertTrue(exchange.next());
        ResponseStage stage = exchange.attempt().response();
        ClientSink sink = client.sink();

        stage.head(200, Headers.of(Upstream.fields("Content-Type", EVENTS + "; charset=utf-8")), sink);
        assertTrue(client.isCommitted(), "with one provider the head is sent at once");
        stage.content(ToyFormat.bytes("role "), sink);
        assertEquals("role ", client.content());
        assertEquals(0, exchange.firstTokenAt());

        stage.content(ToyFormat.bytes("text:hi "), sink);
        assertEquals("role text:hi ", client.content());
        long first = exchange.firstTokenAt();
        assertNotEquals(0, first);

        stage.content(ToyFormat.bytes("text:there end"), sink);
        stage.end(sink);
        assertEquals(first, exchange.firstTokenAt());
        assertFalse(exchange.next());
        assertEquals(Optional.empty(), exchange.settle());
    }

    @Test
    void anErrorEventMayFollowAStream() {
        Scene.Result result = run(FakeRequest.streamedChat(), answers(200, EVENTS, "text:hi end"));

        assertFalse(result.client().head().sameBody(), "the upstream's Content-Length may not hold");
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 400, 401, 404, 422})
    void whatIsNotTheProvidersFaultGoesOnAndSaysNothingOfIt(int status) {
        Scene.Result result = run(FakeRequest.chat(), answers(status, JSON, "error:", "no"));

        assertEquals(status, result.client().status());
        assertEquals("error:no", result.client().content());
        assertTrue(result.client().head().sameBody());
        assertEquals(Optional.empty(), result.exchange().error());
        assertEquals(status < 400 ? 1 : 0, health().succeeded());
        assertEquals(0, health().failed());
        assertEquals(0, health().inFlight());
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 404, 502})
    void aRefusalInWordsThatAreNotTheFormatsIsPutIntoThem(int status) {
        Scene.Result result = run(FakeRequest.chat(), answers(status, "text/html", "<p>", "no</p>"));

        assertEquals(status, result.client().status());
        assertEquals(
                "Completions error: Completions said <p>no</p>", result.client().content());
        assertEquals("text/toy", result.client().field("Content-Type"));
        assertFalse(result.client().head().sameBody());
    }

    @Test
    void aRefusalThatBreaksOffKeepsItsStatus() {
        Scene.Result result = run(FakeRequest.chat(), breaks(401, JSON, "<half"));

        assertEquals(401, result.client().status());
        assertEquals(
                "Completions error: Completions said <half", result.client().content());
    }

    @Test
    void aRefusalThatIsTooLongToHoldGoesOnAsItIs() {
        String chunk = "x".repeat(200_000);
        Scene.Result result = run(FakeRequest.chat(), answers(400, JSON, chunk, chunk, "end"));

        assertEquals(400, result.client().status());
        assertEquals(chunk + chunk + "end", result.client().content());
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 429, 500, 503, 529})
    void theOnlyProvidersFailureGoesOnAndCounts(int status) {
        Scene.Result result = run(
                FakeRequest.chat(),
                answers(status, Upstream.fields("Content-Type", JSON, "Retry-After", "20"), "error:full"));

        assertEquals(status, result.client().status());
        assertEquals("error:full", result.client().content());
        assertEquals(1, health().failed());
        assertEquals(Optional.of("status " + status), health().lastFailure());
        assertEquals(Optional.of(Duration.ofSeconds(20)), health().evictedFor());
    }

    @Test
    void anUnreachableProviderIsNamed() {
        Scene.Result result = run(FakeRequest.chat(), Upstream.unreachable());

        assertEquals(503, result.client().status());
        assertEquals("upstream_connect_failed", result.client().field("x-camelid-error"));
        assertEquals(
                "Completions error: a of Backend ai/chat: cannot connect to provider.test: refused",
                result.client().content());
        assertEquals(503, result.exchange().status());
        assertEquals(
                "upstream_connect_failed",
                result.exchange().error().orElseThrow().code());
    }

    @Test
    void aSilentProviderIsATimeout() {
        assertEquals(504, run(FakeRequest.chat(), Upstream.silent()).client().status());
    }

    @Test
    void aBodyOfAnotherTypeIsNoAnswer() {
        Scene.Result result = run(FakeRequest.chat(), answers(200, "Text/HTML", "<p>"));

        assertEquals(502, result.client().status());
        assertEquals("upstream_unusable_answer", result.client().field("x-camelid-error"));
        assertEquals(
                "Completions error: a of Backend ai/chat: sent a body of type text/html",
                result.client().content());
        assertEquals(1, health().failed());
    }

    @Test
    void whatIsNotReadMayBeOfAnyType() {
        Scene.Result result = run(FakeRequest.get("/v1/files"), answers(200, "text/html", "<p>"));

        assertEquals(200, result.client().status());
        assertEquals("<p>", result.client().content());
        assertEquals(1, health().succeeded());
    }

    @Test
    void aCompressedAnswerIsNotReadButGoesOn() {
        Scene.Result result = run(
                FakeRequest.streamedChat(),
                answers(200, Upstream.fields("Content-Type", EVENTS, "Content-Encoding", "gzip"), "\u001f\u008b"));

        assertEquals("\u001f\u008b", result.client().content());
        assertTrue(result.client().head().sameBody());
        assertEquals(1, health().succeeded());
    }

    // ---- what breaks ----

    @Test
    void aStreamThatBreaksSaysSoInTheClientsWords() {
        Scene.Result result = run(FakeRequest.streamedChat(), breaks(200, EVENTS, "text:hi "));

        assertEquals(
                "text:hi " + ToyFormat.farewell("upstream_connection_broken"),
                result.client().content());
        assertEquals(Optional.empty(), result.client().broken());
        assertEquals(200, result.exchange().status());
        assertEquals(
                "upstream_connection_broken",
                result.exchange().error().orElseThrow().code());
        assertEquals(1, health().failed());
    }

    @Test
    void aStreamThatJustStopsSaysSoToo() {
        Scene.Result result = run(FakeRequest.streamedChat(), answers(200, EVENTS, "text:hi "));

        assertEquals(
                "text:hi " + ToyFormat.farewell("upstream_unusable_answer"),
                result.client().content());
        assertEquals(
                "a of Backend ai/chat: sent a stream without an end",
                result.exchange().error().orElseThrow().message());
        assertEquals(1, health().failed());
    }

    @Test
    void aStreamThatSaysItselfWhyItEndsIsNotTalkedOver() {
        Scene.Result stopped = run(FakeRequest.streamedChat(), answers(200, EVENTS, "text:hi ", "error:overloaded "));
        Scene.Result broken = run(FakeRequest.streamedChat(), breaks(200, EVENTS, "text:hi ", "error:overloaded "));

        assertEquals("text:hi error:overloaded ", stopped.client().content());
        assertEquals("text:hi error:overloaded ", broken.client().content());
        assertEquals(
                "a of Backend ai/chat: sent an error: overloaded",
                stopped.exchange().error().orElseThrow().message());
        assertEquals(2, health().failed());
    }

    @Test
    void aStreamThatBreaksAfterItsEndIsWhole() {
        Scene.Result result = run(FakeRequest.streamedChat(), breaks(200, EVENTS, "text:hi ", "end"));

        assertEquals("text:hi end", result.client().content());
        assertEquals(Optional.empty(), result.client().broken());
        assertEquals(Optional.empty(), result.exchange().error());
        assertEquals(1, health().succeeded());
    }

    @Test
    void anAnswerThatIsNoStreamBreaksForTheClientToo() {
        Scene.Result result = run(FakeRequest.chat(), breaks(200, JSON, "{text:hi "));

        assertEquals("{text:hi ", result.client().content());
        assertEquals(Optional.of("upstream_connection_broken"), result.client().broken());
        assertEquals(1, health().failed());
    }

    @Test
    void aDocumentInPlaceOfAStreamGetsNoEvent() {
        Scene.Result result = run(FakeRequest.streamedChat(), breaks(200, JSON, "{text:hi "));

        assertEquals("{text:hi ", result.client().content());
        assertEquals(Optional.of("upstream_connection_broken"), result.client().broken());
    }

    @Test
    void anIncompleteDocumentGoesOnButCountsAsAFailure() {
        Scene.Result result = run(FakeRequest.chat(), answers(200, JSON, "{text:hi "));

        assertEquals("{text:hi ", result.client().content());
        assertEquals(Optional.empty(), result.client().broken());
        assertEquals(
                "a of Backend ai/chat: sent an incomplete body",
                result.exchange().error().orElseThrow().message());
        assertEquals(1, health().failed());
    }

    // ---- the client leaves ----

    @Test
    void aClientThatLeavesIsNotTheProvidersFault() throws LlmException {
        FakeClient client = new FakeClient();
        LiveExchange exchange = scene.planned(FakeRequest.streamedChat(), client);
        exchange.next();
        ResponseStage stage = exchange.attempt().response();
        ClientSink sink = client.sink();
        stage.head(200, Headers.of(Upstream.fields("Content-Type", EVENTS)), sink);
        stage.content(ToyFormat.bytes("text:hi usage:3,1 "), sink);

        exchange.clientLeft();
        stage.content(ToyFormat.bytes("text:there "), sink);
        breaks(200, EVENTS).answer(stage, sink);

        assertEquals("text:hi usage:3,1 ", client.content());
        assertFalse(exchange.next());
        assertEquals(Optional.empty(), exchange.settle());
        exchange.close();
        assertTrue(exchange.isAbandoned());
        assertEquals(Optional.empty(), exchange.error());
        assertEquals(Usage.of(3, 1), exchange.usage(), "it has cost what it has cost");
        assertEquals(0, health().failed());
        assertEquals(0, health().succeeded());
        assertEquals(0, health().inFlight());
    }

    @Test
    void aClientMayLeaveBeforeAnything() throws LlmException {
        LiveExchange exchange = scene.planned(FakeRequest.chat(), new FakeClient());
        exchange.clientLeft();

        assertFalse(exchange.next());
        assertEquals(Optional.empty(), exchange.settle());
        assertEquals(0, exchange.status());
    }

    @Test
    void aTryThatNobodyEndedEndsWithTheExchange() throws LlmException {
        LiveExchange exchange = scene.planned(FakeRequest.chat(), new FakeClient());
        exchange.next();
        assertEquals(1, health().inFlight());

        exchange.close();
        assertEquals(0, health().inFlight());
        assertEquals(0, health().failed());
    }

    private Scene.Result run(FakeRequest request, Upstream upstream) {
        return scene.run(request, Map.of("a", upstream));
    }

    private TargetState health() {
        return scene.health.targets().get(0);
    }
}
