package io.camelid.telemetry.internal;

import io.camelid.config.snapshot.LlmTarget;
import io.camelid.gateway.ExchangeView;
import io.camelid.spi.Operation;
import io.camelid.spi.Usage;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/**
 * What is measured of exchanges with language models, after OpenTelemetry's GenAI semantic conventions. Tokens count
 * whenever the provider stated them; times only for answers that ended well, those to the first token and per token
 * only for streams, for without a stream no token can be seen to come.
 */
final class GenAiSeries {
    private static final int MAX_ROWS = 2_000;
    private static final int MAX_MODELS = 200;
    private static final int MAX_MODEL_LENGTH = 128;
    private static final String[] LABELS = {
        "gen_ai_operation_name",
        "gen_ai_system",
        "gen_ai_request_model",
        "gen_ai_response_model",
        "bind",
        "gateway",
        "listener",
        "route",
        "route_rule"
    };

    private final Histogram tokens;
    private final Histogram duration;
    private final Histogram firstToken;
    private final Histogram perToken;
    private final BoundedLabel requestModels = new BoundedLabel(MAX_MODELS, MAX_MODEL_LENGTH);
    private final BoundedLabel responseModels = new BoundedLabel(MAX_MODELS, MAX_MODEL_LENGTH);
    private final SeriesTable<Key, Row> table = new SeriesTable<>(MAX_ROWS, Key.OVERFLOW, Row::new);

    GenAiSeries(PrometheusRegistry registry) {
        List<String> tokenLabels = new ArrayList<>(List.of("gen_ai_token_type"));
        tokenLabels.addAll(Arrays.asList(LABELS));
        tokens = histogram(
                registry,
                "gen_ai_client_token_usage",
                "Tokens of a request or its answer.",
                powers(1, 4, 14),
                tokenLabels.toArray(String[]::new));
        duration = histogram(
                registry,
                "gen_ai_server_request_duration",
                "Seconds to the end of an answer.",
                powers(.01, 2, 14),
                LABELS);
        firstToken = histogram(
                registry,
                "gen_ai_server_time_to_first_token",
                "Seconds to a stream's first content.",
                new double[] {.001, .005, .01, .02, .04, .06, .08, .1, .25, .5, .75, 1, 2.5, 5, 7.5, 10},
                LABELS);
        perToken = histogram(
                registry,
                "gen_ai_server_time_per_output_token",
                "Seconds per token after a stream's first content.",
                new double[] {.001, .01, .025, .05, .075, .1, .15, .2, .3, .4, .5, .75, 1, 2.5},
                LABELS);
    }

    /** Records an exchange for which a target was tried. */
    void record(Place place, LlmTarget target, ExchangeView exchange) {
        Operation operation = exchange.operation();
        if (operation == Operation.OTHER || operation == Operation.MODELS) {
            return;
        }
        Row row = table.row(new Key(
                place,
                operation,
                target.provider().system(),
                requestModels.of(exchange.requestModel()),
                responseModels.of(exchange.responseModel())));
        Usage usage = exchange.usage();
        if (usage.isKnown()) {
            row.tokens(usage);
        }
        if (exchange.status() / 100 == 2 && exchange.error().isEmpty() && !exchange.isAbandoned()) {
            row.times(exchange);
        }
    }

    void unregister(PrometheusRegistry registry) {
        List.of(tokens, duration, firstToken, perToken).forEach(registry::unregister);
    }

    void removeIf(Predicate<Place> obsolete) {
        table.removeIf(key -> obsolete.test(key.place));
    }

    private static Histogram histogram(
            PrometheusRegistry registry, String name, String help, double[] bounds, String... labels) {
        return Histogram.builder()
                .name("agentgateway_" + name)
                .help(help)
                .labelNames(labels)
                .classicOnly()
                .classicUpperBounds(bounds)
                .withoutExemplars()
                .register(registry);
    }

    private static double[] powers(double first, int factor, int count) {
        double[] bounds = new double[count];
        double bound = first;
        for (int i = 0; i < count; i++, bound *= factor) {
            bounds[i] = bound;
        }
        return bounds;
    }

    private record Key(Place place, Operation operation, String system, String requestModel, String responseModel) {
        static final Key OVERFLOW =
                new Key(Place.UNKNOWN, Operation.OTHER, BoundedLabel.OTHER, BoundedLabel.OTHER, BoundedLabel.OTHER);

        String[] labels() {
            return this == OVERFLOW
                    ? BoundedLabel.others(LABELS.length)
                    : BoundedLabel.orUnknown(
                            operation.conventionName(),
                            system,
                            requestModel,
                            responseModel,
                            place.bind(),
                            place.gateway().qualifiedName(),
                            place.listener(),
                            place.route().qualifiedName(),
                            place.ruleName());
        }
    }

    /** Series that come into being with their first value, so that an empty one is never shown. */
    private final class Row implements SeriesTable.Row {
        private final List<Series> all = new ArrayList<>();
        private final Series input;
        private final Series output;
        private final Series cacheRead;
        private final Series cacheWrite;
        private final Series duration;
        private final Series firstToken;
        private final Series perToken;

        Row(Key key) {
            String[] labels = key.labels();
            input = tokenSeries("input", labels);
            output = tokenSeries("output", labels);
            cacheRead = tokenSeries("input_cache_read", labels);
            cacheWrite = tokenSeries("input_cache_write", labels);
            duration = series(GenAiSeries.this.duration, labels);
            firstToken = series(GenAiSeries.this.firstToken, labels);
            perToken = series(GenAiSeries.this.perToken, labels);
        }

        void tokens(Usage usage) {
            observe(input, usage.input());
            observe(output, usage.output());
            observe(cacheRead, usage.cacheRead());
            observe(cacheWrite, usage.cacheWrite());
        }

        void times(ExchangeView exchange) {
            long end = exchange.endedAt();
            duration.observe((end - exchange.startedAt()) / 1e9);
            long first = exchange.firstTokenAt();
            if (!exchange.isStream() || first == 0) {
                return;
            }
            firstToken.observe((first - exchange.startedAt()) / 1e9);
            long tokens = exchange.usage().output();
            if (tokens > 0) {
                perToken.observe((end - first) / 1e9 / tokens);
            }
        }

        @Override
        public void remove() {
            all.forEach(Series::remove);
        }

        private void observe(Series series, long tokens) {
            if (tokens >= 0) {
                series.observe(tokens);
            }
        }

        private Series tokenSeries(String type, String[] labels) {
            String[] typed = new String[labels.length + 1];
            typed[0] = type;
            System.arraycopy(labels, 0, typed, 1, labels.length);
            return series(GenAiSeries.this.tokens, typed);
        }

        private Series series(Histogram histogram, String[] labels) {
            Series series = new Series(histogram, labels);
            all.add(series);
            return series;
        }
    }

    private static final class Series {
        private final Histogram histogram;
        private final String[] labels;
        private volatile DistributionDataPoint point;

        Series(Histogram histogram, String[] labels) {
            this.histogram = histogram;
            this.labels = labels;
        }

        void observe(double value) {
            DistributionDataPoint known = point;
            if (known == null) {
                known = histogram.labelValues(labels);
                point = known;
            }
            known.observe(value);
        }

        void remove() {
            histogram.remove(labels);
        }
    }
}
