package io.camelid.routes.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.camelid.config.ObjectKey;
import io.camelid.config.snapshot.Backend;
import io.camelid.config.snapshot.BackendRef;
import io.camelid.config.snapshot.RouteRule;
import io.camelid.config.snapshot.RoutingSnapshot;
import io.camelid.config.snapshot.Timeouts;
import io.camelid.spi.ErrorKind;
import io.camelid.spi.LlmError;
import io.camelid.spi.provider.Address;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RoutesTest {
    private final List<String> tried = new ArrayList<>();
    private final ExecutorService elsewhere = Executors.newSingleThreadExecutor();
    private final Map<String, AsyncCallback> waiting = new HashMap<>();
    private final Map<String, Exchange> seen = new HashMap<>();
    private boolean asynchronous;
    private boolean patient;
    private FakeComponent gateway;
    private GatewayContext context;
    private Dispatcher dispatcher;
    private Reconciler reconciler;

    @BeforeEach
    void start() throws Exception {
        gateway = new FakeComponent((name, exchange, callback) -> {
            Steps.exchange(exchange).body(java.nio.ByteBuffer.allocate(0));
            callback.done(true);
            return true;
        });
        FakeComponent upstream = new FakeComponent((name, exchange, callback) -> {
            tried.add(name);
            seen.put(name, exchange);
            if (patient) {
                waiting.put(name, callback);
                return false;
            }
            if (asynchronous) {
                elsewhere.execute(() -> callback.done(false));
                return false;
            }
            callback.done(true);
            return true;
        });
        dispatcher = new Dispatcher();
        context = GatewayRoutes.context(gateway, upstream);
        reconciler = new Reconciler(context, dispatcher);
        context.addRoutes(new Spine(dispatcher));
        context.start();
    }

    @AfterEach
    void stop() {
        context.stop();
        elsewhere.shutdownNow();
    }

    /** What is left behind would be left behind by every edit of a manifest. */
    @Test
    void routesComeAndGoAndLeaveNothingBehind() throws Exception {
        int endpoints = context.getEndpoints().size();
        RouteRule kept = rule("kept", "1", server("kept", "1", "shared.test"));
        reconciler.add(snapshot(1, kept));
        int withOne = context.getEndpoints().size();
        for (int version = 2; version < 5; version++) {
            RouteRule[] rules = new RouteRule[100];
            for (int i = 0; i < rules.length; i++) {
                rules[i] = rule(
                        "r" + i,
                        "" + version,
                        server("b" + i % 20, "" + version, "shared.test", "own-" + i % 20 + ".test"));
            }
            rules[0] = kept;
            reconciler.add(snapshot(version, rules));
            reconciler.retire(snapshot(version - 1));
        }
        reconciler.add(snapshot(5, kept));
        reconciler.retire(snapshot(4));
        assertEquals(3, context.getRoutesSize(), "the spine, a rule and a backend");
        assertEquals(3, context.getRouteDefinitions().size());
        assertEquals(
                3, context.getCamelContextExtension().getRouteStartupOrder().size());
        assertEquals(withOne, context.getEndpoints().size());
        tried.clear();
        run(new FakeExchange(kept, List.of("shared.test"), Optional.empty()));
        assertEquals(List.of("shared.test"), tried, "what others used, too, still works");

        reconciler.add(snapshot(6));
        reconciler.retire(snapshot(5));
        assertEquals(1, context.getRoutesSize());
        assertEquals(endpoints, context.getEndpoints().size());
    }

    @Test
    void aRequestGoesFromTheSpineThroughRuleAndBackendToEachTargetInTurn() throws Exception {
        RouteRule rule = rule("a", "1", server("a", "1", "one.test", "two.test"));
        reconciler.add(snapshot(1, rule));

        FakeExchange exchange = run(new FakeExchange(rule, List.of("one.test", "two.test"), Optional.empty()));

        assertEquals(List.of("route", "direct", "body", "plan"), exchange.steps);
        assertEquals(List.of("one.test", "two.test"), tried);
    }

    @Test
    void targetsThatAnswerLaterAreTriedInTurnToo() throws Exception {
        asynchronous = true;
        RouteRule rule = rule("a", "1", server("a", "1", "one.test", "two.test"));
        reconciler.add(snapshot(1, rule));

        run(new FakeExchange(rule, List.of("one.test", "two.test", "one.test"), Optional.empty()));

        assertEquals(List.of("one.test", "two.test", "one.test"), tried);
    }

    /** A target that is done on return says so twice: by what it returns, and to its callback. */
    @Test
    void targetsThatAnswerAtOnceEndTheExchangeOnce() throws Exception {
        RouteRule rule = rule("a", "1", server("a", "1", "one.test", "two.test"));
        reconciler.add(snapshot(1, rule));
        Exchange camel = new DefaultExchange(context);
        camel.getMessage().setBody(new FakeExchange(rule, List.of("one.test", "two.test"), Optional.empty()));
        AtomicInteger ends = new AtomicInteger();

        gateway.route().process(camel, doneSync -> ends.incrementAndGet());

        assertEquals(List.of("one.test", "two.test"), tried);
        assertEquals(1, ends.get());
    }

    @Test
    void whoIsSlowGetsCompanyAndTheLoopGoesOnWhenBothAreBack() throws Exception {
        Hedging hedging = new Hedging(List.of("one.test", "three.test"));
        assertEquals(List.of("one.test"), tried);

        hedging.exchange.slow();
        assertEquals(List.of("one.test", "two.test"), tried);
        assertEquals(
                seen.get("one.test").getExchangeId(),
                seen.get("two.test").getProperty(ExchangePropertyKey.CORRELATION_ID));
        assertNull(seen.get("one.test").getProperty(ExchangePropertyKey.CORRELATION_ID));

        hedging.exchange.slow();
        hedging.back("one.test");
        assertEquals(List.of("one.test", "two.test"), tried, "the second may still help");
        hedging.back("two.test");
        assertEquals(List.of("one.test", "two.test", "three.test"), tried);
        assertEquals(seen.get("one.test"), seen.get("three.test"), "the request's own exchange");

        assertEquals(0, hedging.ends.get());
        hedging.back("three.test");
        assertEquals(1, hedging.ends.get());
    }

    @Test
    void whoeverOfTwoComesBackLastEndsTheExchangeOnce() throws Exception {
        Hedging hedging = new Hedging(List.of("one.test"));
        hedging.exchange.slow();

        hedging.back("two.test");
        assertEquals(0, hedging.ends.get());
        hedging.back("one.test");
        assertEquals(1, hedging.ends.get());

        hedging.exchange.slow();
        assertEquals(List.of("one.test", "two.test"), tried, "what is over is not slow");
        assertEquals(1, hedging.ends.get());
    }

    @Test
    void aCompanionThatFailsAtOnceEndsNothing() throws Exception {
        Hedging hedging = new Hedging(List.of("one.test"));
        patient = false;

        hedging.exchange.slow();
        assertEquals(List.of("one.test", "two.test"), tried);
        assertEquals(0, hedging.ends.get());
        hedging.back("one.test");
        assertEquals(1, hedging.ends.get());
    }

    /** A request whose first try is under way, and may get company from two.test. */
    private final class Hedging {
        final FakeExchange exchange;
        final AtomicInteger ends = new AtomicInteger();

        Hedging(List<String> targets) throws Exception {
            patient = true;
            RouteRule rule = rule("a", "1", server("a", "1", "one.test", "two.test", "three.test"));
            reconciler.add(snapshot(1, rule));
            exchange = new FakeExchange(rule, targets, Optional.empty()).hedgedBy("two.test");
            Exchange camel = new DefaultExchange(context);
            camel.getMessage().setBody(exchange);
            gateway.route().process(camel, doneSync -> ends.incrementAndGet());
        }

        void back(String target) {
            waiting.remove(target).done(false);
        }
    }

    @Test
    void anErrorEndsTheWay() throws Exception {
        RouteRule rule = rule("a", "1", server("a", "1", "one.test"));
        reconciler.add(snapshot(1, rule));
        LlmError error = LlmError.of(ErrorKind.NOT_FOUND, "no_route", "no");

        FakeExchange exchange = run(new FakeExchange(rule, List.of("one.test"), Optional.of(error)));

        assertEquals(Optional.of(error), exchange.error());
        assertTrue(tried.isEmpty());
    }

    @Test
    void aReloadAddsWhatIsNewKeepsWhatStaysAndRetiresWhatIsGone() throws Exception {
        RouteRule stays = rule("stays", "1", server("b", "1", "one.test"));
        RouteRule goes = rule("goes", "1", server("b", "1", "one.test"));
        RouteRule comes = rule("goes", "2", server("b", "1", "one.test"));
        RoutingSnapshot first = snapshot(1, stays, goes);
        reconciler.add(first);
        Object untouched = context.getRoute(stays.id());

        reconciler.add(snapshot(2, stays, comes));
        assertNotNull(context.getRoute(goes.id()), "a request of the first snapshot may still need it");

        reconciler.retire(first);
        assertNull(context.getRoute(goes.id()));
        assertFalse(dispatcher.contains(goes.id()));
        assertNotNull(context.getRoute(comes.id()));
        assertEquals(untouched, context.getRoute(stays.id()));
    }

    @Test
    void aRuleWhoseRouteIsGoneIsAnErrorAndNotAnException() throws Exception {
        RouteRule rule = rule("a", "1", server("a", "1", "one.test"));

        FakeExchange exchange = run(new FakeExchange(rule, List.of("one.test"), Optional.empty()));

        assertEquals("route_not_ready", exchange.error().orElseThrow().code());
    }

    private FakeExchange run(FakeExchange exchange) throws Exception {
        Exchange camel = new DefaultExchange(context);
        camel.getMessage().setBody(exchange);
        gateway.route().processAsync(camel).get(5, TimeUnit.SECONDS);
        assertNull(camel.getException());
        return exchange;
    }

    static Backend server(String name, String hash, String... hosts) {
        ObjectKey key = new ObjectKey("gateway.kgateway.dev", "Backend", "ns", name);
        List<Address> addresses = new ArrayList<>();
        for (String host : hosts) {
            addresses.add(Address.plaintext(host, 80));
        }
        return new Backend.Static(key, "backend/ns/" + name + "@" + hash, addresses);
    }

    static RouteRule rule(String name, String hash, Backend backend) {
        ObjectKey key = new ObjectKey("gateway.networking.k8s.io", "HTTPRoute", "ns", name);
        return new RouteRule(
                "rule/ns/" + name + "/0@" + hash,
                key,
                0,
                List.of(),
                List.of(new BackendRef(1, backend, List.of())),
                Timeouts.DEFAULT);
    }

    static RoutingSnapshot snapshot(long version, RouteRule... rules) {
        Map<String, RouteRule> byId = new HashMap<>();
        Map<ObjectKey, Backend> backends = new HashMap<>();
        for (RouteRule rule : rules) {
            byId.put(rule.id(), rule);
            rule.backends().forEach(ref -> backends.put(ref.backend().key(), ref.backend()));
        }
        return new RoutingSnapshot(version, List.of(), request -> Optional.empty(), byId, backends);
    }
}
