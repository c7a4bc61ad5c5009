package io.camelid.routes.internal;

import io.camelid.config.snapshot.Backend;
import io.camelid.config.snapshot.LlmTarget;
import io.camelid.config.snapshot.RouteRule;
import io.camelid.config.snapshot.RoutingSnapshot;
import io.camelid.spi.provider.Address;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.LoadBalanceDefinition;

/**
 * The routes of one snapshot, by their content-addressed ids: a route a rule, a mirror, a backend and a target.
 * Equal ids are equal routes, so that only what is new has to be built.
 */
final class SnapshotRoutes {
    private final Map<String, RouteTemplate> templates = new LinkedHashMap<>();

    /** Builds one route. */
    @FunctionalInterface
    private interface RouteTemplate {
        void build(RouteBuilder builder, Dispatcher dispatcher);
    }

    SnapshotRoutes(RoutingSnapshot snapshot) {
        for (Backend backend : snapshot.backends().values()) {
            addBackend(backend);
        }
        for (RouteRule rule : snapshot.rules().values()) {
            addRule(rule);
            rule.mirrors().forEach(this::addRule);
        }
    }

    private void addRule(RouteRule rule) {
        templates.put(rule.id(), (builder, dispatcher) -> builder.from(uri(rule.id()))
                .routeId(rule.id())
                .routeDescription(rule.route() + " rule " + rule.index())
                .process(new Steps.Direct(dispatcher)));
        // A Service has no backend object of its own: only rules know it.
        rule.backends().forEach(ref -> addBackend(ref.backend()));
    }

    Set<String> ids() {
        return templates.keySet();
    }

    /** A builder of the routes with the given ids. */
    RouteBuilder builder(Set<String> wanted, Dispatcher dispatcher) {
        return new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                templates.forEach((id, template) -> {
                    if (wanted.contains(id)) {
                        template.build(this, dispatcher);
                    }
                });
            }
        };
    }

    private void addBackend(Backend backend) {
        if (templates.containsKey(backend.id())) {
            return;
        }
        if (backend instanceof Backend.Llm llm) {
            llm.targets().forEach(this::addTarget);
            List<String> targets = llm.targets().stream().map(LlmTarget::id).toList();
            templates.put(
                    backend.id(),
                    (builder, dispatcher) -> balanced(
                            builder.from(uri(backend.id()))
                                    .routeId(backend.id())
                                    .routeDescription(backend.key().toString())
                                    .to("gateway:body")
                                    .process(new Steps.Plan())
                                    .loadBalance(new TargetLoadBalancer(targets)),
                            targets.stream().map(SnapshotRoutes::uri).toList()));
        } else if (backend instanceof Backend.Static server) {
            List<String> addresses = server.addresses().stream()
                    .map(Address::authority)
                    .distinct()
                    .toList();
            templates.put(
                    backend.id(),
                    (builder, dispatcher) -> balanced(
                            builder.from(uri(backend.id()))
                                    .routeId(backend.id())
                                    .routeDescription(backend.key().toString())
                                    .to("gateway:body")
                                    .process(new Steps.Plan())
                                    .loadBalance(new TargetLoadBalancer(addresses)),
                            addresses.stream()
                                    .map(address -> "upstream:" + address)
                                    .toList()));
        }
    }

    private void addTarget(LlmTarget target) {
        templates.put(target.id(), (builder, dispatcher) -> builder.from(uri(target.id()))
                .routeId(target.id())
                .routeDescription(
                        target.provider().displayName() + " " + target.config().name())
                .to("upstream:" + target.config().name()));
    }

    private static void balanced(LoadBalanceDefinition balancer, List<String> outputs) {
        new ArrayList<>(outputs).forEach(balancer::to);
        balancer.end();
    }

    static String uri(String id) {
        return "direct:" + id;
    }
}
