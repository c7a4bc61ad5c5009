package io.camelid.shell.internal.command;

import io.camelid.config.ObjectKey;
import io.camelid.shell.internal.Column;
import io.camelid.shell.internal.Json;
import io.camelid.shell.internal.ReportCommand;
import io.camelid.shell.internal.statistics.ExchangeStatistics;
import io.camelid.shell.internal.statistics.Traffic;
import io.camelid.shell.internal.statistics.TrafficKey;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Map.Entry;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code llm:stats}. */
@Service
@Command(
        scope = "llm",
        name = "stats",
        description = "Shows requests, errors, tokens and latencies by backend, provider and model since the start.",
        detailedDescription = "Latencies are in milliseconds, within a quarter. An answer that a client gave up is no"
                + " error. For dashboards there is /metrics on the admin listener.")
public class StatsCommand extends ReportCommand {
    private static final double HALF = 0.5;
    private static final double MOST = 0.95;

    @Reference
    ExchangeStatistics statistics;

    @Override
    protected void run() {
        List<Entry<TrafficKey, Traffic>> rows = List.copyOf(statistics.traffic().entrySet());
        report(
                rows,
                List.of(
                        Column.text("BACKEND", row -> row.getKey().backend().map(ObjectKey::qualifiedName)),
                        Column.text("PROVIDER", row -> row.getKey().target()),
                        Column.text("MODEL", row -> row.getKey().model()),
                        Column.number("REQUESTS", row -> row.getValue().requests()),
                        Column.number("ERRORS", row -> row.getValue().errors()),
                        Column.number("GIVEN UP", row -> row.getValue().abandoned()),
                        Column.number("RETRIES", row -> row.getValue().retries()),
                        Column.number("TOKENS IN", row -> row.getValue().inputTokens()),
                        Column.number("TOKENS OUT", row -> row.getValue().outputTokens()),
                        Column.number("FIRST p50", row -> millis(row.getValue().firstToken(HALF))),
                        Column.number("ALL p50", row -> millis(row.getValue().latency(HALF))),
                        Column.number("ALL p95", row -> millis(row.getValue().latency(MOST)))),
                StatsCommand::object);
        if (!json && !noFormat) {
            out.println(faint("since " + statistics.since().truncatedTo(ChronoUnit.SECONDS)));
        }
    }

    private static Map<String, Object> object(Entry<TrafficKey, Traffic> row) {
        Traffic traffic = row.getValue();
        return Json.object(
                "namespace", row.getKey().backend().map(ObjectKey::namespace),
                "name", row.getKey().backend().map(ObjectKey::name),
                "provider", row.getKey().target(),
                "model", row.getKey().model(),
                "requests", traffic.requests(),
                "errors", traffic.errors(),
                "abandoned", traffic.abandoned(),
                "streams", traffic.streams(),
                "retries", traffic.retries(),
                "inputTokens", traffic.inputTokens(),
                "outputTokens", traffic.outputTokens(),
                "cachedTokens", traffic.cachedTokens(),
                "firstTokenMillis",
                        Json.object("p50", number(traffic.firstToken(HALF)), "p95", number(traffic.firstToken(MOST))),
                "latencyMillis",
                        Json.object("p50", number(traffic.latency(HALF)), "p95", number(traffic.latency(MOST))));
    }

    private static double number(Duration time) {
        return time.toNanos() / 1000 / 1000.0;
    }

    private static String millis(Duration time) {
        double millis = number(time);
        return time.isZero() ? "" : String.format(Locale.ROOT, millis < 10 ? "%.1f" : "%.0f", millis);
    }
}
