package io.camelid.telemetry.internal;

import io.camelid.config.ObjectKey;
import io.camelid.config.snapshot.Backend;
import io.camelid.gateway.ExchangeView;
import io.camelid.gateway.Try;
import io.camelid.gateway.WireErrors;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/** What is counted of every exchange. */
final class RequestSeries {
    private static final int MAX_ROWS = 5_000;
    private static final Set<String> METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT");
    private static final String[] LABELS = {
        "bind", "gateway", "listener", "route", "route_rule", "backend", "protocol", "method", "status", "reason"
    };
    private static final String ANSWERED = "answered";
    private static final Set<String> OUTCOMES = Set.of(
            Try.REFUSED,
            Try.OVERTAKEN,
            WireErrors.TIMEOUT,
            WireErrors.CONNECT_FAILED,
            WireErrors.BROKEN,
            WireErrors.CREDENTIALS,
            "upstream_unusable_answer");
    private static final String[] TRY_LABELS = {
        "bind", "gateway", "listener", "route", "route_rule", "backend", "outcome"
    };
    private static final String[] ROUTE_LABELS = {"bind", "gateway", "listener", "route", "route_rule", "backend"};

    private final Counter requests;
    private final Counter retries;
    private final Counter attempts;
    private final Counter tries;
    private final Counter responseBytes;
    private final Histogram duration;
    private final SeriesTable<Key, Row> table = new SeriesTable<>(MAX_ROWS, Key.OVERFLOW, Row::new);

    RequestSeries(PrometheusRegistry registry) {
        requests = Counter.builder()
                .name("agentgateway_requests_total")
                .help("Requests by where they went and how they ended.")
                .labelNames(LABELS)
                .withoutExemplars()
                .register(registry);
        retries = Counter.builder()
                .name("agentgateway_retries_total")
                .help("Tries beyond the first.")
                .labelNames(ROUTE_LABELS)
                .withoutExemplars()
                .register(registry);
        attempts = Counter.builder()
                .name("camelid_attempts_total")
                .help("Tries at upstreams, the first ones included.")
                .labelNames(ROUTE_LABELS)
                .withoutExemplars()
                .register(registry);
        tries = Counter.builder()
                .name("camelid_tries_total")
                .help("Tries at upstreams by what came of them; targets that could not be asked included.")
                .labelNames(TRY_LABELS)
                .withoutExemplars()
                .register(registry);
        responseBytes = Counter.builder()
                .name("agentgateway_response_bytes_total")
                .help("Bytes of content sent to clients.")
                .labelNames(ROUTE_LABELS)
                .withoutExemplars()
                .register(registry);
        duration = Histogram.builder()
                .name("agentgateway_request_duration_seconds")
                .help("Time from a request's head to the end of its answer.")
                .labelNames(ROUTE_LABELS)
                .classicOnly()
                .classicUpperBounds(.001, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 80)
                .withoutExemplars()
                .register(registry);
    }

    void record(Place place, ExchangeView exchange) {
        Row row = table.row(Key.of(place, exchange));
        row.requests.inc();
        row.duration.observe((exchange.endedAt() - exchange.startedAt()) / 1e9);
        if (exchange.responseBytes() > 0) {
            row.responseBytes.inc(exchange.responseBytes());
        }
        if (exchange.attempts() > 0) {
            row.attempts.inc(exchange.attempts());
            row.retries.inc(exchange.attempts() - 1);
            row.count(exchange);
        }
    }

    void unregister(PrometheusRegistry registry) {
        List.of(requests, retries, attempts, tries, responseBytes, duration).forEach(registry::unregister);
    }

    void removeIf(Predicate<Place> obsolete) {
        table.removeIf(key -> obsolete.test(key.place));
    }

    private record Key(Place place, ObjectKey backend, boolean llm, String method, int status, Reason reason) {
        static final Key OVERFLOW =
                new Key(Place.UNKNOWN, Place.NOTHING, false, BoundedLabel.OTHER, -1, Reason.INTERNAL);

        static Key of(Place place, ExchangeView exchange) {
            Backend backend = exchange.backend().orElse(null);
            String method = exchange.request().method();
            return new Key(
                    place,
                    backend == null ? Place.NOTHING : backend.key(),
                    backend instanceof Backend.Llm,
                    METHODS.contains(method) ? method : BoundedLabel.OTHER,
                    exchange.status(),
                    Reason.of(exchange));
        }

        String[] routeLabels() {
            return this == OVERFLOW
                    ? BoundedLabel.others(ROUTE_LABELS.length)
                    : BoundedLabel.orUnknown(
                            place.bind(),
                            place.gateway().qualifiedName(),
                            place.listener(),
                            place.route().qualifiedName(),
                            place.ruleName(),
                            backend.qualifiedName());
        }

        String[] labels() {
            if (this == OVERFLOW) {
                return BoundedLabel.others(LABELS.length);
            }
            String[] labels = Arrays.copyOf(routeLabels(), LABELS.length);
            int next = ROUTE_LABELS.length;
            labels[next++] = llm ? "llm" : "http";
            labels[next++] = method;
            labels[next++] = status > 0 ? Integer.toString(status) : BoundedLabel.UNKNOWN;
            labels[next] = reason.label();
            return labels;
        }
    }

    private final class Row implements SeriesTable.Row {
        private final Key key;
        private final CounterDataPoint requests;
        private final CounterDataPoint retries;
        private final CounterDataPoint attempts;
        private final CounterDataPoint responseBytes;
        private final DistributionDataPoint duration;
        private final CounterDataPoint answered;
        private final Map<String, CounterDataPoint> failed = new ConcurrentHashMap<>();

        Row(Key key) {
            this.key = key;
            String[] route = key.routeLabels();
            requests = RequestSeries.this.requests.labelValues(key.labels());
            retries = RequestSeries.this.retries.labelValues(route);
            attempts = RequestSeries.this.attempts.labelValues(route);
            responseBytes = RequestSeries.this.responseBytes.labelValues(route);
            duration = RequestSeries.this.duration.labelValues(route);
            answered = RequestSeries.this.tries.labelValues(tryLabels(ANSWERED));
        }

        /** One try that went well is the common case, and is not looked into. */
        void count(ExchangeView exchange) {
            if (exchange.attempts() == 1 && exchange.error().isEmpty()) {
                answered.inc();
                return;
            }
            for (Try made : exchange.tries()) {
                if (made.code().isEmpty()) {
                    answered.inc();
                } else {
                    failed.computeIfAbsent(
                                    OUTCOMES.contains(made.code()) ? made.code() : BoundedLabel.OTHER,
                                    outcome -> RequestSeries.this.tries.labelValues(tryLabels(outcome)))
                            .inc();
                }
            }
        }

        private String[] tryLabels(String outcome) {
            String[] labels = Arrays.copyOf(key.routeLabels(), TRY_LABELS.length);
            labels[ROUTE_LABELS.length] = outcome;
            return labels;
        }

        @Override
        public void remove() {
            String[] route = key.routeLabels();
            RequestSeries.this.requests.remove(key.labels());
            RequestSeries.this.retries.remove(route);
            RequestSeries.this.attempts.remove(route);
            RequestSeries.this.responseBytes.remove(route);
            RequestSeries.this.duration.remove(route);
            RequestSeries.this.tries.remove(tryLabels(ANSWERED));
            failed.keySet().forEach(outcome -> RequestSeries.this.tries.remove(tryLabels(outcome)));
        }
    }
}
