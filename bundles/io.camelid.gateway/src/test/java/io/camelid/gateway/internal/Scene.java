package io.camelid.gateway.internal;

import io.camelid.config.ObjectKey;
import io.camelid.config.snapshot.Backend;
import io.camelid.config.snapshot.BackendRef;
import io.camelid.config.snapshot.Filter;
import io.camelid.config.snapshot.Listener;
import io.camelid.config.snapshot.LlmTarget;
import io.camelid.config.snapshot.RouteRule;
import io.camelid.config.snapshot.RoutingSnapshot;
import io.camelid.config.snapshot.RuleMatch;
import io.camelid.config.snapshot.TargetGroup;
import io.camelid.config.snapshot.Timeouts;
import io.camelid.gateway.ExchangeObserver;
import io.camelid.gateway.GatewayExchange;
import io.camelid.gateway.internal.balance.TargetHealthBook;
import io.camelid.spi.LlmException;
import io.camelid.spi.provider.Address;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/** A gateway with one rule, a client, and the steps between them. */
final class Scene {
    static final ObjectKey ROUTE = new ObjectKey("gateway.networking.k8s.io", "HTTPRoute", "ai", "chat");
    static final ObjectKey BACKEND = new ObjectKey("gateway.kgateway.dev", "Backend", "ai", "chat");
    static final Listener LISTENER = new Listener(
            new ObjectKey("gateway.networking.k8s.io", "Gateway", "ai", "edge"),
            "http",
            8080,
            Optional.empty(),
            List.of());

    final FakeConfiguration configuration;
    final TargetHealthBook health;
    final GatewayService gateway;
    final List<GatewayExchange> ended = new ArrayList<>();

    private Scene(RouteRule rule, String prefix, LongSupplier nanoTime) {
        configuration = new FakeConfiguration(snapshot(rule, prefix));
        health = new TargetHealthBook(nanoTime);
        health.activated(configuration.current().snapshot());
        gateway = new GatewayService(configuration, health, nanoTime, InstantSource.system());
        ToyFormat.ALL.forEach(gateway::addFormat);
        gateway.addObserver(new ExchangeObserver() {
            @Override
            public void closed(GatewayExchange exchange) {
                ended.add(exchange);
            }
        });
    }

    /** Time stands still: nothing that is to hold for a while is over by itself. */
    static Scene of(RouteRule rule, String prefix) {
        return new Scene(rule, prefix, () -> 1);
    }

    static Scene of(RouteRule rule) {
        return of(rule, "");
    }

    static Scene of(Backend backend) {
        return of(rule(backend));
    }

    static Scene of(Backend backend, LongSupplier nanoTime) {
        return of(rule(backend), nanoTime);
    }

    static Scene of(RouteRule rule, LongSupplier nanoTime) {
        return new Scene(rule, "", nanoTime);
    }

    /** Every request fits the rule, by a prefix. */
    static RoutingSnapshot snapshot(RouteRule rule, String prefix) {
        Map<ObjectKey, Backend> backends = rule.backends().isEmpty()
                ? Map.of()
                : Map.of(BACKEND, rule.backends().get(0).backend());
        return new RoutingSnapshot(
                1,
                List.of(LISTENER),
                request -> request.path().startsWith("/nowhere")
                        ? Optional.empty()
                        : Optional.of(new RuleMatch(rule, LISTENER, prefix)),
                Map.of(rule.id(), rule),
                backends);
    }

    static RouteRule rule(Backend backend, Filter... filters) {
        return rule(List.of(new BackendRef(1, backend, List.of())), Timeouts.DEFAULT, filters);
    }

    static RouteRule rule(List<BackendRef> backends, Timeouts timeouts, Filter... filters) {
        return new RouteRule("rule/ai/chat/0@1", ROUTE, 0, List.of(filters), backends, timeouts);
    }

    /** A backend with all targets in one group. */
    static Backend.Llm group(LlmTarget... targets) {
        return groups(List.of(List.of(targets)));
    }

    /** A backend that prefers the first target to the second, and so on. */
    static Backend.Llm chain(LlmTarget... targets) {
        return groups(Arrays.stream(targets).map(List::of).toList());
    }

    static Backend.Llm groups(List<List<LlmTarget>> groups) {
        return llm(Map.of(), groups.stream().map(TargetGroup::new).toList());
    }

    static Backend.Llm llm(Map<String, String> routes, List<TargetGroup> groups) {
        return new Backend.Llm(BACKEND, "backend/ai/chat@1", groups, routes);
    }

    static Backend.Static servers(String... hosts) {
        return new Backend.Static(
                BACKEND,
                "backend/ai/chat@1",
                Arrays.stream(hosts).map(host -> Address.plaintext(host, 80)).toList());
    }

    LiveExchange open(FakeRequest request, FakeClient client) {
        return (LiveExchange) gateway.open(request, client);
    }

    /** Goes through the steps as far as the first try. */
    LiveExchange planned(FakeRequest request, FakeClient client) throws LlmException {
        LiveExchange exchange = open(request, client);
        exchange.route();
        if (exchange.direct().isPresent()) {
            read(exchange, request);
            exchange.plan();
        }
        return exchange;
    }

    private static void read(LiveExchange exchange, FakeRequest request) {
        if (exchange.readsBody()) {
            exchange.body(ToyFormat.bytes(request.body()));
        }
    }

    /** Goes the whole way, as the routes do, with an upstream for each target by its name, or address by its host. */
    Result run(FakeRequest request, Map<String, Upstream> upstreams) {
        FakeClient client = new FakeClient();
        LiveExchange exchange = open(request, client);
        List<String> tried = new ArrayList<>();
        try {
            exchange.route();
            if (exchange.direct().isPresent()) {
                read(exchange, request);
                exchange.plan();
                while (exchange.next()) {
                    String name = name(exchange);
                    tried.add(name);
                    upstreams.get(name).answer(exchange.attempt().response(), client.sink());
                }
            }
        } catch (LlmException e) {
            exchange.fail(e.error());
        }
        client.receive(exchange.settle());
        exchange.close();
        return new Result(exchange, client, tried);
    }

    /** Whom the present try goes to. */
    static String name(LiveExchange exchange) {
        return exchange.target().map(target -> target.config().name()).orElseGet(() -> exchange.attempt()
                .target());
    }

    /** What came of an exchange. */
    record Result(LiveExchange exchange, FakeClient client, List<String> tried) {}
}
