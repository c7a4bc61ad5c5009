package io.camelid.gateway.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.camelid.config.snapshot.Backend;
import io.camelid.config.snapshot.BackendRef;
import io.camelid.config.snapshot.Filter;
import io.camelid.config.snapshot.RouteRule;
import io.camelid.config.snapshot.Timeouts;
import io.camelid.gateway.ExchangeObserver;
import io.camelid.gateway.GatewayExchange;
import io.camelid.gateway.HeaderChanges;
import io.camelid.gateway.Mirror;
import io.camelid.gateway.MirrorOutcome;
import io.camelid.spi.ErrorKind;
import io.camelid.spi.FormatId;
import io.camelid.spi.HeaderField;
import io.camelid.spi.LlmError;
import io.camelid.spi.LlmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Copies of requests: who gets one, of what, and what becomes of it. */
class MirrorTest {
    private static final Backend.Llm BACKEND = Scene.group(ToyTarget.simple().named("a"));
    private static final Backend.Llm SHADOW = Scene.group(ToyTarget.simple().named("shadow"));

    private final List<MirrorOutcome> outcomes = new ArrayList<>();

    private static Filter.Mirror mirror(Backend to, int numerator, int denominator) {
        RouteRule rule = new RouteRule(
                "mirror/ai/chat/0/0@1",
                Scene.ROUTE,
                0,
                List.of(),
                List.of(new BackendRef(1, to, List.of())),
                Timeouts.DEFAULT);
        return new Filter.Mirror(rule, numerator, denominator);
    }

    private Scene scene(RouteRule rule) {
        Scene scene = Scene.of(rule, "/old");
        scene.gateway.addObserver(new ExchangeObserver() {
            @Override
            public void closed(GatewayExchange exchange) {}

            @Override
            public void mirrored(MirrorOutcome outcome) {
                outcomes.add(outcome);
            }
        });
        return scene;
    }

    private static LiveExchange directed(Scene scene, FakeRequest request) throws LlmException {
        LiveExchange exchange = scene.open(request, new FakeClient());
        exchange.route();
        exchange.direct();
        return exchange;
    }

    /** Sends a copy on its way. */
    private static LiveExchange opened(Mirror mirror, FakeRequest copy, FakeClient nowhere) throws LlmException {
        LiveExchange exchange = (LiveExchange) mirror.open(copy, nowhere);
        exchange.route();
        assertTrue(exchange.direct().isPresent());
        exchange.body(ToyFormat.bytes(copy.body()));
        exchange.plan();
        return exchange;
    }

    @Test
    void aCopyIsAnExchangeOfItsOwn() throws LlmException {
        Scene scene = scene(Scene.rule(BACKEND, mirror(SHADOW, 100, 100)));
        LiveExchange original = directed(scene, FakeRequest.chat());
        assertTrue(original.isMirrored());
        List<Mirror> mirrors = original.takeMirrors();
        assertEquals(1, mirrors.size());
        assertFalse(original.isMirrored(), "each is handed out once");
        original.close();
        assertEquals(0, scene.configuration.released(), "the snapshot is held for the copy");

        FakeClient nowhere = new FakeClient();
        LiveExchange copy = opened(mirrors.get(0), FakeRequest.chat(), nowhere);
        assertEquals("mirror/ai/chat/0/0@1", copy.match().orElseThrow().rule().id());
        assertEquals(Optional.of(FormatId.COMPLETIONS), copy.format());
        assertTrue(copy.next());
        assertEquals("shadow", Scene.name(copy));
        assertFalse(copy.attempt().forwardsCredentials());
        Upstream.answers(200, Upstream.JSON, "{text:hi end}")
                .answer(copy.attempt().response(), nowhere.sink());
        assertFalse(copy.next());
        copy.close();
        copy.close();

        assertEquals(List.of(MirrorOutcome.ANSWERED), outcomes);
        assertEquals(List.of(original), scene.ended, "observers see requests, not copies");
        assertEquals(1, scene.configuration.leased());
        assertEquals(1, scene.configuration.released());
    }

    @Test
    void whatBecomesOfCopies() throws LlmException {
        Scene scene = scene(Scene.rule(BACKEND, mirror(SHADOW, 1, 1)));
        FakeClient nowhere = new FakeClient();
        LiveExchange refused =
                opened(directed(scene, FakeRequest.chat()).takeMirrors().get(0), FakeRequest.chat(), nowhere);
        assertTrue(refused.next());
        Upstream.answers(400, Upstream.JSON, "no").answer(refused.attempt().response(), nowhere.sink());
        assertFalse(refused.next());
        nowhere.receive(refused.settle());
        refused.close();

        LiveExchange failed =
                opened(directed(scene, FakeRequest.chat()).takeMirrors().get(0), FakeRequest.chat(), new FakeClient());
        failed.fail(LlmError.of(ErrorKind.UNAVAILABLE, "x", "x"));
        failed.settle();
        failed.close();

        directed(scene, FakeRequest.chat()).takeMirrors().get(0).drop(MirrorOutcome.BUSY);
        LiveExchange unread = directed(scene, FakeRequest.chat());
        unread.close();

        assertEquals(
                List.of(MirrorOutcome.REFUSED, MirrorOutcome.FAILED, MirrorOutcome.BUSY, MirrorOutcome.INCOMPLETE),
                outcomes);
    }

    @Test
    void aCopyIsOfWhatItsOwnListOfFiltersMakesOfTheRequest() throws LlmException {
        Filter ruleSets = new Filter.RequestHeaders(fields("a", "rule"), List.of(), List.of());
        Filter refSets = new Filter.RequestHeaders(fields("a", "ref"), List.of(), List.of());
        BackendRef ref = new BackendRef(
                1,
                Scene.servers("one"),
                List.of(mirror(Scene.servers("two"), 1, 1), refSets, new Filter.ReplaceFullPath("/ref")));
        RouteRule rule = Scene.rule(
                List.of(ref),
                Timeouts.DEFAULT,
                mirror(Scene.servers("three"), 1, 1),
                ruleSets,
                new Filter.ReplacePrefix("/rule"),
                new Filter.ResponseHeaders(fields("x", "y"), List.of(), List.of()));
        FakeRequest request = FakeRequest.get("/old/x").query("q=1");
        List<Mirror> mirrors = directed(scene(rule), request).takeMirrors();

        LiveExchange ofRule = opened(mirrors.get(0), request, new FakeClient());
        assertTrue(ofRule.next());
        assertEquals("/rule/x?q=1", ofRule.requestTarget());
        assertEquals(
                new HeaderChanges(fields("a", "rule"), List.of(), List.of()),
                ofRule.attempt().headers());
        assertEquals("three", ofRule.attempt().target());
        LiveExchange ofRef = opened(mirrors.get(1), request, new FakeClient());
        assertTrue(ofRef.next());
        assertEquals("/ref?q=1", ofRef.requestTarget());
        assertEquals(
                new HeaderChanges(fields("a", "ref"), List.of(), List.of()),
                ofRef.attempt().headers());
        assertEquals("two", ofRef.attempt().target());
    }

    private static List<HeaderField> fields(String name, String value) {
        return List.of(HeaderField.of(name, value));
    }

    @ParameterizedTest
    @CsvSource({"0, 100, 0, 0", "100, 100, 2000, 2000", "1, 4, 400, 600", "3, 2147483647, 0, 1"})
    void aShareOfRequestsIsCopied(int numerator, int denominator, int least, int most) throws LlmException {
        Scene scene = scene(Scene.rule(BACKEND, mirror(SHADOW, numerator, denominator)));
        int copies = 0;
        for (int i = 0; i < 2000; i++) {
            LiveExchange exchange = directed(scene, FakeRequest.chat());
            copies += exchange.takeMirrors().size();
        }
        assertTrue(copies >= least && copies <= most, "copies: " + copies);
    }

    @Test
    void whatGoesToNoBackendIsNotCopied() throws LlmException {
        Filter redirect =
                new Filter.Redirect(Optional.of("https"), Optional.empty(), Optional.empty(), Optional.empty(), 302);
        RouteRule redirected = Scene.rule(List.of(), Timeouts.DEFAULT, mirror(SHADOW, 1, 1), redirect);
        assertFalse(directed(scene(redirected), FakeRequest.chat()).isMirrored());
        RouteRule nowhere = Scene.rule(List.of(), Timeouts.DEFAULT, mirror(SHADOW, 1, 1));
        Scene.Result result = scene(nowhere).run(FakeRequest.chat(), Map.of());
        assertEquals(500, result.client().status());
        assertFalse(result.exchange().isMirrored());
    }
}
