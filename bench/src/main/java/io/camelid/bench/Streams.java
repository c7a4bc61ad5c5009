package io.camelid.bench;

import io.camelid.bench.proxy.Gateway;
import io.camelid.bench.proxy.Target;
import io.camelid.bench.report.Goal;
import io.camelid.bench.report.Section;
import io.camelid.bench.report.Table;
import io.camelid.bench.stream.Paced;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Many concurrent event streams, 20 events a second each, every event accounted for. */
final class Streams {
    static final int GATEWAY_WARM_UPS = 8;
    static final long INTERVAL_MILLIS = 50;
    private static final long RAMP_MILLIS_PER_STREAM = 8;
    private static final long HOLD_MILLIS = 3000;
    private static final double MEGABYTE = 1024 * 1024;
    private static final double KILOBYTE = 1024;

    private final Bed bed;

    Streams(Bed bed) {
        this.bed = bed;
    }

    Section run() throws IOException {
        Options options = bed.options();
        List<Target> targets = new ArrayList<>();
        targets.add(bed.directStream());
        targets.add(bed.nginx().target("nginx", Gateway.STREAM, true));
        if (options.gateway()) {
            targets.add(bed.gateway(true).target("gateway", Gateway.STREAM));
        }
        Paced.Shape shape = new Paced.Shape(
                options.streams(),
                options.streams() * RAMP_MILLIS_PER_STREAM,
                options.streamSeconds(),
                INTERVAL_MILLIS,
                HOLD_MILLIS);
        Map<Target, Paced> outcomes = new LinkedHashMap<>();
        for (Target target : targets) {
            warmUp(bed, target, isGateway(target) ? GATEWAY_WARM_UPS : 1);
        }
        for (Target target : targets) {
            outcomes.put(target, Paced.run(bed.site().streams(), target, isGateway(target), shape));
        }
        return report(shape, outcomes);
    }

    /** Opens and ends streams by the hundred, for a JVM to compile what that takes. */
    static void warmUp(Bed bed, Target target, int passes) throws IOException {
        Paced.Shape brief = new Paced.Shape(bed.options().streams(), 1000, 1, INTERVAL_MILLIS, 0);
        for (int i = 0; i < passes; i++) {
            Paced.run(bed.site().streams(), target, isGateway(target), brief);
        }
    }

    private static boolean isGateway(Target target) {
        return target.name().equals("gateway");
    }

    private static Section report(Paced.Shape shape, Map<Target, Paced> outcomes) {
        Table times = new Table(
                "",
                "first p50 ms",
                "p99",
                "added p50",
                "event p50 ms",
                "p99",
                "max",
                "added p50",
                "added p99",
                "CPU µs/event");
        Table account = new Table(
                "",
                "sent",
                "received",
                "ended well",
                "failed",
                "threads",
                "RSS MB",
                "+RSS KB/stream",
                "heap MB",
                "+heap KB/stream");
        Map<String, Object> figures = new LinkedHashMap<>();
        List<Goal> goals = new ArrayList<>();
        Paced direct = outcomes.values().iterator().next();
        long lost = 0;
        for (Map.Entry<Target, Paced> entry : outcomes.entrySet()) {
            String name = entry.getKey().name();
            Paced outcome = entry.getValue();
            boolean proxy = entry.getKey().pid().isPresent();
            boolean jvm = isGateway(entry.getKey());
            double addedFirst =
                    proxy ? outcome.first().median() - direct.first().median() : Double.NaN;
            double addedEvent =
                    proxy ? outcome.latency().median() - direct.latency().median() : Double.NaN;
            double addedTail = proxy
                    ? outcome.latency().percentile(0.99) - direct.latency().percentile(0.99)
                    : Double.NaN;
            times.add(
                    name,
                    outcome.first().median(),
                    outcome.first().percentile(0.99),
                    addedFirst,
                    outcome.latency().median(),
                    outcome.latency().percentile(0.99),
                    outcome.latency().max(),
                    addedEvent,
                    addedTail,
                    proxy ? outcome.cpuMicros() : Double.NaN);
            double rss = outcome.during().residentBytes() / MEGABYTE;
            double rssEach =
                    (outcome.during().residentBytes() - outcome.before().residentBytes()) / KILOBYTE / shape.streams();
            double heapEach = (outcome.heapDuring() - outcome.heapBefore()) / KILOBYTE / shape.streams();
            account.add(
                    name,
                    outcome.sent(),
                    outcome.received(),
                    outcome.completed(),
                    shape.streams() - outcome.completed(),
                    proxy ? outcome.during().threads() : "-",
                    proxy ? rss : Double.NaN,
                    proxy ? rssEach : Double.NaN,
                    jvm ? outcome.heapDuring() / MEGABYTE : Double.NaN,
                    jvm ? heapEach : Double.NaN);
            lost += outcome.lost(shape);
            Map<String, Object> figure = new LinkedHashMap<>();
            figure.put("firstEventP50Millis", outcome.first().median());
            figure.put("firstEventP99Millis", outcome.first().percentile(0.99));
            figure.put("firstEventAddedP50Millis", addedFirst);
            figure.put("eventP50Millis", outcome.latency().median());
            figure.put("eventP99Millis", outcome.latency().percentile(0.99));
            figure.put("eventMaxMillis", outcome.latency().max());
            figure.put("eventAddedP50Millis", addedEvent);
            figure.put("eventAddedP99Millis", addedTail);
            figure.put("cpuMicrosPerEvent", proxy ? outcome.cpuMicros() : null);
            figure.put("sent", outcome.sent());
            figure.put("received", outcome.received());
            figure.put("completed", outcome.completed());
            figure.put("failures", outcome.failures());
            figure.put("stalls", outcome.stalls());
            figure.put("threadsBefore", outcome.before().threads());
            figure.put("threads", outcome.during().threads());
            figure.put("residentBytes", outcome.during().residentBytes());
            figure.put("residentGrowthPerStreamBytes", (long) (rssEach * KILOBYTE));
            figure.put("heapBytes", outcome.heapDuring());
            figure.put("heapGrowthPerStreamBytes", (long) (heapEach * KILOBYTE));
            figures.put(name, figure);
            if (jvm) {
                goals.add(new Goal("first event's added latency at the median", 1, "ms", addedFirst));
                goals.add(new Goal(
                        "threads added by streams",
                        8,
                        "",
                        outcome.during().threads() - outcome.before().threads()));
            }
        }
        String title = "Streams: " + shape.streams() + " at once, an event each " + shape.intervalMillis()
                + " ms, timed for " + shape.seconds() + " s, proxy on one core";
        return new Section(title, times + "\n" + account + failures(outcomes), figures, goals, lost);
    }

    private static String failures(Map<Target, Paced> outcomes) {
        StringBuilder text = new StringBuilder();
        outcomes.forEach((target, outcome) -> outcome.failures()
                .forEach((reason, count) ->
                        text.append(String.format("  %s: %d streams failed: %s%n", target.name(), count, reason))));
        return text.toString();
    }
}
