package io.camelid.gateway.internal;

import static io.camelid.gateway.internal.Upstream.answers;
import static io.camelid.gateway.internal.Upstream.breaks;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.camelid.config.snapshot.Filter;
import io.camelid.gateway.Attempt;
import io.camelid.gateway.HeaderChanges;
import io.camelid.spi.FormatId;
import io.camelid.spi.HeaderField;
import io.camelid.spi.LlmException;
import io.camelid.spi.Operation;
import io.camelid.spi.provider.HttpCall;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Plain servers: everything travels as it is. */
class StaticAttemptTest {
    private static final Upstream GOOD = answers(200, "text/html", "<p>", "hello");

    @Test
    void sendsTheRequestAsItIs() throws LlmException {
        Filter host = new Filter.ReplaceHost("other.test");
        Scene scene = Scene.of(Scene.rule(Scene.servers("one"), new Filter.ReplacePrefix("/new"), host), "/old");
        LiveExchange exchange = scene.planned(
                FakeRequest.post("/old/v1/chat/completions", "!any").query("key=secret"), new FakeClient());

        assertFalse(exchange.readsBody());
        assertTrue(exchange.next());
        Attempt attempt = exchange.attempt();
        HttpCall call = (HttpCall) attempt.call();
        assertEquals("one", attempt.target());
        assertEquals("POST", call.method());
        assertEquals("/new/v1/chat/completions?key=secret", call.target());
        assertEquals(List.of(), call.headers());
        assertEquals(call, attempt.sign(call).toCompletableFuture().join());
        assertEquals(Optional.empty(), attempt.body());
        assertTrue(attempt.forwardsCredentials());
        assertEquals(HeaderChanges.setting(List.of(HeaderField.of("Host", "other.test"))), attempt.headers());
        assertEquals(0, attempt.deadlineNanos());
    }

    @Test
    void theAnswerGoesOnAsItComes() {
        Scene.Result result = run(Scene.of(Scene.servers("one")), Map.of("one", GOOD));

        assertEquals("<p>hello", result.client().content());
        assertTrue(result.client().head().sameBody());
        assertEquals("ai/chat", result.client().field("x-camelid-backend"));
        assertEquals("", result.client().field("x-camelid-provider"));
        assertEquals("1", result.client().field("x-camelid-attempts"));
        assertEquals(8, result.exchange().responseBytes());
        assertNotEquals(0, result.exchange().firstTokenAt());
        assertEquals(Operation.OTHER, result.exchange().operation());
        assertEquals(Optional.<FormatId>empty(), result.exchange().format());
        assertEquals("", result.exchange().requestModel());
    }

    @Test
    void anErrorOfTheServersGoesOnToo() {
        Scene.Result result = run(
                Scene.of(Scene.servers("one", "two")),
                Map.of("one", answers(503, "a/b", "busy"), "two", answers(503, "a/b", "busy")));

        assertEquals(1, result.tried().size());
        assertEquals(503, result.client().status());
        assertEquals("busy", result.client().content());
        assertEquals(Optional.empty(), result.exchange().error());
    }

    @Test
    void goesToTheNextAddressOnlyIfNothingWasSent() {
        Scene scene = Scene.of(Scene.servers("one", "two", "three"));
        Upstream gone = Upstream.unreachable();

        Scene.Result result = run(scene, Map.of("one", gone, "two", gone, "three", gone));
        assertEquals(3, result.tried().size());
        assertEquals(3, new HashSet<>(result.tried()).size(), "nobody twice");
        assertEquals(503, result.client().status());
        assertEquals("3", result.client().field("x-camelid-attempts"));
        assertEquals(
                "Completions error: Backend ai/chat could not be served by anybody. Tried in this order: "
                        + result.tried().stream()
                                .map(name -> name + ": cannot connect to provider.test: refused")
                                .collect(Collectors.joining("; ")),
                result.client().content());

        assertEquals(
                200,
                run(scene, Map.of("one", gone, "two", gone, "three", GOOD))
                        .client()
                        .status());

        Upstream silent = Upstream.silent();
        Scene.Result sent = run(scene, Map.of("one", silent, "two", silent, "three", silent));
        assertEquals(1, sent.tried().size());
        assertEquals(504, sent.client().status());
    }

    @Test
    void beginsAnywhere() {
        Scene scene = Scene.of(Scene.servers("one", "two", "three"));
        Map<String, Integer> first = new HashMap<>();
        for (int i = 0; i < 3000; i++) {
            first.merge(
                    run(scene, Map.of("one", GOOD, "two", GOOD, "three", GOOD))
                            .tried()
                            .get(0),
                    1,
                    Integer::sum);
        }

        assertEquals(3, first.size());
        first.values().forEach(count -> assertEquals(1000, count, 200));
    }

    @Test
    void anAnswerThatBreaksBreaksForTheClient() {
        Scene.Result result =
                run(Scene.of(Scene.servers("one")), Map.of("one", breaks(200, "text/event-stream", "hal")));

        assertEquals("hal", result.client().content());
        assertEquals(Optional.of("upstream_connection_broken"), result.client().broken());
        assertEquals(
                "Backend ai/chat: the connection to provider.test broke: reset",
                result.exchange().error().orElseThrow().message());
        assertEquals(200, result.exchange().status());
    }

    @Test
    void aClientThatLeavesIsNobodysError() throws LlmException {
        FakeClient client = new FakeClient();
        LiveExchange exchange = Scene.of(Scene.servers("one")).planned(FakeRequest.get("/"), client);
        exchange.next();
        exchange.clientLeft();
        breaks(200, "a/b").answer(exchange.attempt().response(), client.sink());

        assertEquals(Optional.empty(), exchange.error());
        assertFalse(exchange.next());
    }

    private static Scene.Result run(Scene scene, Map<String, Upstream> upstreams) {
        return scene.run(FakeRequest.get("/page"), upstreams);
    }
}
