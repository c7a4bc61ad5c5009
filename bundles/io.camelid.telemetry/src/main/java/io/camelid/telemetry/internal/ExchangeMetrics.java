package io.camelid.telemetry.internal;

import io.camelid.config.ObjectKey;
import io.camelid.config.SnapshotListener;
import io.camelid.config.snapshot.RouteRule;
import io.camelid.config.snapshot.RoutingSnapshot;
import io.camelid.gateway.ExchangeObserver;
import io.camelid.gateway.GatewayExchange;
import io.camelid.gateway.MirrorOutcome;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/**
 * Counts and times exchanges. What is kept of a route goes when the last exchange of a snapshot that still had the
 * route has ended, so that routes which come and go do not pile up.
 */
@Component(
        service = {ExchangeObserver.class, SnapshotListener.class},
        configurationPolicy = ConfigurationPolicy.IGNORE)
public final class ExchangeMetrics implements ExchangeObserver, SnapshotListener {
    private final PrometheusRegistry registry;
    private final RequestSeries requests;
    private final GenAiSeries genAi;
    private final Counter mirrored;
    private final GaugeWithCallback inFlight;
    private final LongAdder open = new LongAdder();
    private volatile boolean watching;
    private volatile long watchingSince;
    private volatile Set<ObjectKey> routes = Set.of();

    @Activate
    public ExchangeMetrics(@Reference PrometheusPage page) {
        registry = page.registry();
        requests = new RequestSeries(registry);
        genAi = new GenAiSeries(registry);
        mirrored = Counter.builder()
                .name("camelid_mirrored_total")
                .help("Copies of requests, for RequestMirror filters, by what became of them.")
                .labelNames("outcome")
                .withoutExemplars()
                .register(registry);
        inFlight = GaugeWithCallback.builder()
                .name("camelid_exchanges_in_flight")
                .help("Exchanges that have begun and not ended.")
                .callback(gauge -> gauge.call(open.sum()))
                .register(registry);
    }

    @Deactivate
    void close() {
        registry.unregister(inFlight);
        registry.unregister(mirrored);
        requests.unregister(registry);
        genAi.unregister(registry);
    }

    @Override
    public void opened(GatewayExchange exchange) {
        if (!watching) {
            watchFrom(exchange.startedAt());
        }
        if (isWatched(exchange)) {
            open.increment();
        }
    }

    @Override
    public void closed(GatewayExchange exchange) {
        if (isWatched(exchange)) {
            open.decrement();
        }
        Place place = exchange.match().map(Place::of).orElse(Place.UNKNOWN);
        requests.record(place, exchange);
        exchange.target().ifPresent(target -> genAi.record(place, target, exchange));
    }

    @Override
    public void mirrored(MirrorOutcome outcome) {
        mirrored.labelValues(outcome.label()).inc();
    }

    @Override
    public void activated(RoutingSnapshot current) {
        routes = current.rules().values().stream().map(RouteRule::route).collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public void retired(RoutingSnapshot previous) {
        Set<ObjectKey> served = routes;
        requests.removeIf(place -> place.isKnown() && !served.contains(place.route()));
        genAi.removeIf(place -> place.isKnown() && !served.contains(place.route()));
    }

    /** Exchanges whose beginning this observer has missed must not be counted at their end. */
    private boolean isWatched(GatewayExchange exchange) {
        return watching && exchange.startedAt() - watchingSince >= 0;
    }

    private synchronized void watchFrom(long first) {
        if (!watching) {
            watchingSince = first;
            watching = true;
        }
    }
}
