package io.camelid.bench;

import io.camelid.bench.proxy.Gateway;
import io.camelid.bench.proxy.Target;
import io.camelid.bench.report.Goal;
import io.camelid.bench.report.Section;
import io.camelid.bench.report.Table;
import io.camelid.bench.stream.Stuck;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A client that asks for a stream of 200 MB and never reads it. */
final class SlowReader {
    private static final double MEGABYTE = 1024 * 1024;
    private static final long BYTES = 200L * 1024 * 1024;

    private final Bed bed;

    SlowReader(Bed bed) {
        this.bed = bed;
    }

    Section run() throws IOException {
        Map<String, Stuck> outcomes = new LinkedHashMap<>();
        outcomes.put("direct", run(bed.directStream(), bed.direct()));
        outcomes.put(
                "nginx",
                run(
                        bed.nginx().target("nginx", Gateway.STREAM, true),
                        bed.nginx().target("nginx", "/", true)));
        if (bed.options().gateway()) {
            Gateway gateway = bed.gateway(true);
            outcomes.put("gateway", run(gateway.target("stream", Gateway.STREAM), gateway.target("llm", Gateway.LLM)));
        }
        return report(outcomes);
    }

    private Stuck run(Target stream, Target requests) throws IOException {
        return Stuck.run(bed.site().streams(), stream, requests, bed.wrk(), BYTES);
    }

    private static Section report(Map<String, Stuck> outcomes) {
        Table table = new Table(
                "", "taken from upstream MB", "+RSS MB", "neighbour p50 µs", "neighbour p99 µs", "abort seen after ms");
        Map<String, Object> figures = new LinkedHashMap<>();
        List<Goal> goals = new ArrayList<>();
        long failures = 0;
        for (Map.Entry<String, Stuck> entry : outcomes.entrySet()) {
            Stuck outcome = entry.getValue();
            table.add(
                    entry.getKey(),
                    outcome.acceptedBytes() / MEGABYTE,
                    outcome.residentGrowth() / MEGABYTE,
                    outcome.neighbour().medianMicros(),
                    outcome.neighbour().p99Micros(),
                    outcome.abortMillis());
            Map<String, Object> figure = new LinkedHashMap<>();
            figure.put("acceptedBytes", outcome.acceptedBytes());
            figure.put("residentGrowthBytes", outcome.residentGrowth());
            figure.put("neighbourP50Micros", outcome.neighbour().medianMicros());
            figure.put("neighbourP99Micros", outcome.neighbour().p99Micros());
            figure.put("neighbourErrors", outcome.neighbour().errors());
            figure.put("abortMillis", outcome.abortMillis());
            figures.put(entry.getKey(), figure);
            failures += outcome.neighbour().errors();
            if (entry.getKey().equals("gateway")) {
                goals.add(new Goal(
                        "memory taken by a client that does not read", 8, "MB", outcome.residentGrowth() / MEGABYTE));
                goals.add(new Goal("an abort reaches the upstream", 1000, "ms", outcome.abortMillis()));
            }
        }
        return new Section(
                "Slow reader: a client that reads nothing of " + BYTES / 1024 / 1024 + " MB",
                table.toString(),
                figures,
                goals,
                failures);
    }
}
