package io.camelid.telemetry.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.camelid.config.snapshot.RouteRule;
import io.camelid.config.snapshot.RoutingSnapshot;
import io.camelid.gateway.Try;
import io.camelid.spi.ErrorKind;
import io.camelid.spi.LlmError;
import io.camelid.spi.Operation;
import io.camelid.spi.Usage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ExchangeMetricsTest {
    private static final String ROUTE = "bind=\"8080/ai-system/agentgateway\",gateway=\"ai-system/agentgateway\","
            + "listener=\"http\",route=\"ai-system/openai\",route_rule=\"0\"";
    private static final String GEN_AI = "gen_ai_operation_name=\"chat\",gen_ai_system=\"openai\","
            + "gen_ai_request_model=\"gpt-4\",gen_ai_response_model=\"gpt-4-0613\"";

    private final PrometheusPage page = new PrometheusPage();
    private final ExchangeMetrics metrics = new ExchangeMetrics(page);

    @Test
    void countsARequest() throws IOException {
        metrics.closed(new FakeExchange());

        assertEquals(
                "1.0",
                value(
                        "agentgateway_requests_total",
                        ROUTE,
                        "backend=\"ai-system/openai\"",
                        "protocol=\"llm\"",
                        "method=\"POST\"",
                        "status=\"200\"",
                        "reason=\"Upstream\""));
        assertEquals("1.0", value("camelid_attempts_total", ROUTE));
        assertEquals("0.0", value("agentgateway_retries_total", ROUTE));
        assertEquals("512.0", value("agentgateway_response_bytes_total", ROUTE));
        assertEquals("0", value("agentgateway_request_duration_seconds_bucket", ROUTE, "le=\"1.0\""));
        assertEquals("1", value("agentgateway_request_duration_seconds_bucket", ROUTE, "le=\"2.5\""));
    }

    @Test
    void countsTriesByWhatCameOfThem() throws IOException {
        FakeExchange saved = new FakeExchange();
        saved.attempts = 2;
        saved.tries = List.of(
                new Try("first", 1, 503, Try.REFUSED, "answered 503", 1),
                new Try("second", 2, 0, "made_up_by_a_plugin", "", 0),
                new Try("third", 3, 200, "", "", 1));
        metrics.closed(saved);
        metrics.closed(new FakeExchange());

        assertEquals("2.0", value("camelid_tries_total", ROUTE, "outcome=\"answered\""));
        assertEquals("1.0", value("camelid_tries_total", ROUTE, "outcome=\"upstream_refused\""));
        assertEquals("1.0", value("camelid_tries_total", ROUTE, "outcome=\"other\""));
        assertEquals("1.0", value("agentgateway_retries_total", ROUTE));
    }

    @Test
    void measuresAStream() throws IOException {
        FakeExchange exchange = new FakeExchange();
        exchange.stream = true;
        exchange.firstTokenAt = exchange.startedAt + 30_000_000;
        exchange.usage = new Usage(300, 10, 100, 5, -1);
        metrics.closed(exchange);

        assertEquals("1", value("agentgateway_gen_ai_server_request_duration_count", GEN_AI, ROUTE));
        assertEquals("2.0", value("agentgateway_gen_ai_server_request_duration_sum", GEN_AI, ROUTE));
        assertEquals("0.03", value("agentgateway_gen_ai_server_time_to_first_token_sum", GEN_AI, ROUTE));
        assertEquals("0.197", value("agentgateway_gen_ai_server_time_per_output_token_sum", GEN_AI, ROUTE));
        assertEquals(
                Map.of("input", "300.0", "output", "10.0", "input_cache_read", "100.0", "input_cache_write", "5.0"),
                List.of("input", "output", "input_cache_read", "input_cache_write").stream()
                        .collect(Collectors.toMap(Function.identity(), this::tokens)));
    }

    @Test
    void hasTheBucketsThatDashboardsKnow() throws IOException {
        FakeExchange exchange = new FakeExchange();
        exchange.stream = true;
        exchange.firstTokenAt = exchange.startedAt + 1;
        metrics.closed(exchange);

        assertEquals(
                "1.0 4.0 16.0 64.0 256.0 1024.0 4096.0 16384.0 65536.0 262144.0 1048576.0 4194304.0 1.6777216E7"
                        + " 6.7108864E7 +Inf",
                buckets("agentgateway_gen_ai_client_token_usage_bucket", "\"output\""));
        assertEquals(
                "0.01 0.02 0.04 0.08 0.16 0.32 0.64 1.28 2.56 5.12 10.24 20.48 40.96 81.92 +Inf",
                buckets("agentgateway_gen_ai_server_request_duration_bucket", ""));
        assertEquals(
                "0.001 0.005 0.01 0.02 0.04 0.06 0.08 0.1 0.25 0.5 0.75 1.0 2.5 5.0 7.5 10.0 +Inf",
                buckets("agentgateway_gen_ai_server_time_to_first_token_bucket", ""));
        assertEquals(
                "0.001 0.01 0.025 0.05 0.075 0.1 0.15 0.2 0.3 0.4 0.5 0.75 1.0 2.5 +Inf",
                buckets("agentgateway_gen_ai_server_time_per_output_token_bucket", ""));
    }

    @Test
    void doesNotTimeWhatFailedButCountsItsTokens() throws IOException {
        FakeExchange exchange = new FakeExchange();
        exchange.error = Optional.of(LlmError.of(ErrorKind.UPSTREAM, "upstream_reset", "The stream broke."));
        metrics.closed(exchange);

        assertFalse(text().contains("agentgateway_gen_ai_server_request_duration_count{"));
        assertEquals("20.0", tokens("input"));
        assertTrue(text().contains("reason=\"UpstreamFailure\""));
    }

    @Test
    void saysUnknownForWhatIsMissing() throws IOException {
        FakeExchange exchange = new FakeExchange();
        exchange.match = Optional.empty();
        exchange.backend = Optional.empty();
        exchange.target = Optional.empty();
        exchange.attempts = 0;
        exchange.status = 404;
        exchange.operation = Operation.OTHER;
        exchange.method = "BREW";
        exchange.error = Optional.of(LlmError.of(ErrorKind.NOT_FOUND, "route_not_found", "No route."));
        metrics.closed(exchange);

        assertEquals(
                "1.0",
                value(
                        "agentgateway_requests_total",
                        "bind=\"unknown\",gateway=\"unknown\",listener=\"unknown\"",
                        "route=\"unknown\",route_rule=\"unknown\",backend=\"unknown\"",
                        "method=\"other\"",
                        "status=\"404\"",
                        "reason=\"NotFound\""));
        assertFalse(text().contains("gen_ai_system"));
    }

    @Test
    void boundsWhatClientsCanAdd() throws IOException {
        for (int i = 0; i < 20_000; i++) {
            FakeExchange exchange = new FakeExchange();
            exchange.requestModel = "model-" + i;
            exchange.responseModel = "";
            metrics.closed(exchange);
        }
        FakeExchange tooLong = new FakeExchange();
        tooLong.requestModel = "m".repeat(100_000);
        tooLong.responseModel = "line\nbreak";
        metrics.closed(tooLong);

        long models = text().lines()
                .filter(line -> line.startsWith("agentgateway_gen_ai_server_request_duration_count{"))
                .count();
        assertTrue(models <= 202, models + " series");
        assertEquals(
                "1",
                value(
                        "agentgateway_gen_ai_server_request_duration_count",
                        "gen_ai_request_model=\"other\"",
                        "gen_ai_response_model=\"other\""));
        assertEquals(
                "19800",
                value(
                        "agentgateway_gen_ai_server_request_duration_count",
                        "gen_ai_request_model=\"other\"",
                        "gen_ai_response_model=\"unknown\""));
    }

    @Test
    void boundsTheRowsOfAll() throws IOException {
        for (int i = 0; i < 6_000; i++) {
            FakeExchange exchange = new FakeExchange();
            exchange.match = Optional.of(FakeExchange.match("route-" + i, 0));
            exchange.target = Optional.empty();
            metrics.closed(exchange);
        }

        assertEquals("1000.0", value("agentgateway_requests_total", "route=\"other\"", "status=\"other\""));
    }

    @Test
    void forgetsARouteWithTheLastSnapshotThatHadIt() throws IOException {
        FakeExchange kept = new FakeExchange();
        FakeExchange gone = new FakeExchange();
        gone.match = Optional.of(FakeExchange.match("gone", 0));
        RoutingSnapshot first = snapshot(1, "openai", "gone");
        RoutingSnapshot second = snapshot(2, "openai");
        metrics.activated(first);
        metrics.closed(kept);
        metrics.closed(gone);

        metrics.activated(second);
        assertTrue(text().contains("ai-system/gone"));
        metrics.retired(first);

        assertFalse(text().contains("ai-system/gone"));
        assertEquals("1.0", value("agentgateway_requests_total", ROUTE));
    }

    @Test
    void knowsHowManyAreInFlight() throws IOException {
        FakeExchange missed = new FakeExchange();
        FakeExchange seen = new FakeExchange();
        seen.startedAt = missed.startedAt + 1;
        FakeExchange second = new FakeExchange();
        second.startedAt = missed.startedAt + 2;
        metrics.closed(missed);
        metrics.opened(seen);
        metrics.opened(second);
        metrics.closed(missed);
        assertEquals("2.0", value("camelid_exchanges_in_flight"));

        metrics.closed(seen);
        metrics.closed(second);
        assertEquals("0.0", value("camelid_exchanges_in_flight"));
    }

    @Test
    void leavesNothingBehind() throws IOException {
        metrics.closed(new FakeExchange());
        metrics.close();

        assertFalse(text().contains("agentgateway_"));
        new ExchangeMetrics(page).closed(new FakeExchange());
        assertEquals("1.0", value("agentgateway_requests_total", ROUTE));
    }

    private static RoutingSnapshot snapshot(long version, String... routes) {
        Map<String, RouteRule> rules = Arrays.stream(routes)
                .map(route -> FakeExchange.rule(route, 0))
                .collect(Collectors.toMap(RouteRule::id, Function.identity()));
        return new RoutingSnapshot(version, List.of(), head -> Optional.empty(), rules, Map.of());
    }

    private String tokens(String type) {
        try {
            return value("agentgateway_gen_ai_client_token_usage_sum", "gen_ai_token_type=\"" + type + "\"", GEN_AI);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private String buckets(String start, String with) throws IOException {
        return text().lines()
                .filter(line -> line.startsWith(start) && line.contains(with))
                .map(line -> line.replaceAll(".*le=\"([^\"]+)\".*", "$1"))
                .collect(Collectors.joining(" "));
    }

    /** The value of the only sample with that name and these labels, given as {@code a="b",c="d"}. */
    private String value(String name, String... labels) throws IOException {
        List<String> lines = text().lines()
                .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
                .filter(line -> Arrays.stream(labels)
                        .flatMap(some -> Arrays.stream(some.split("(?<=\"),")))
                        .allMatch(line::contains))
                .toList();
        assertEquals(1, lines.size(), () -> name + Arrays.toString(labels) + " in " + lines);
        return lines.get(0).substring(lines.get(0).lastIndexOf(' ') + 1);
    }

    private String text() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        page.write("text/plain", out);
        return out.toString(StandardCharsets.UTF_8);
    }
}
