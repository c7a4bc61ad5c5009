package io.camelid.bench;

import io.camelid.bench.proxy.Chat;
import io.camelid.bench.proxy.Gateway;
import io.camelid.bench.proxy.Probe;
import io.camelid.bench.proxy.Wrk;
import io.camelid.bench.report.Goal;
import io.camelid.bench.report.Samples;
import io.camelid.bench.report.Section;
import io.camelid.bench.report.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What it costs, while nothing fails, that somebody else could take over. */
final class Failover {
    private static final double LIMIT = 1.05;

    private final Bed bed;

    Failover(Bed bed) {
        this.bed = bed;
    }

    Section run() {
        List<Contest.Contender> contenders = new ArrayList<>();
        add(contenders, "1 KB", Bed.REQUEST, false);
        add(contenders, "stream", Chat.request(1024, true), true);
        Contest contest = new Contest(bed, contenders);
        contenders.forEach(contender -> contest.warmUp(contender, bed.options().warmUp() / 4));
        contest.run(() -> {});
        return report(contest);
    }

    private void add(List<Contest.Contender> contenders, String load, String request, boolean stream) {
        Wrk wrk = new Wrk(bed.site(), "failover-" + load.replace(' ', '-'), request);
        String one = load + ", one provider";
        String path = Gateway.translation("openai", stream);
        contenders.add(contender(one, path, request, stream, wrk, ""));
        // An equal, measured like the others, shows how far equals differ in this run.
        contenders.add(contender(load + ", the same again", path, request, stream, wrk, one));
        contenders.add(contender(load + ", three groups", Gateway.several(true, stream), request, stream, wrk, one));
        contenders.add(
                contender(load + ", a group of three", Gateway.several(false, stream), request, stream, wrk, one));
    }

    private Contest.Contender contender(
            String name, String path, String request, boolean stream, Wrk wrk, String rival) {
        Contest.Contender contender = new Contest.Contender(bed.gateway(true).target(name, path), wrk, rival);
        Probe probe = Probe.post(contender.target().url(), request);
        String expected = stream ? "data: [DONE]" : "\"finish_reason\":\"stop\"";
        if (probe.status() != 200 || !probe.body().contains(expected)) {
            throw new IllegalStateException(name + " " + contender.target().url() + " answered " + probe);
        }
        return contender;
    }

    private Section report(Contest contest) {
        Table table = new Table("", "req/s", "CPU µs/req", "× one provider", "min", "max", "core", "others", "errors");
        Map<String, Object> figures = new LinkedHashMap<>();
        List<Goal> goals = new ArrayList<>();
        long errors = 0;
        for (Contest.Contender contender : contest.contenders()) {
            Samples rate = contest.samples(contender, m -> m.load().perSecond());
            Samples cpu = contest.samples(contender, Measurement::cpuMicros);
            Samples ratio = contest.ratios(contender, Measurement::cpuMicros);
            long failed = contest.errors(contender);
            errors += failed;
            table.add(
                    contender.name(),
                    rate.median(),
                    cpu.median(),
                    ratio.median(),
                    ratio.min(),
                    ratio.max(),
                    Table.percent(contest.samples(contender, Measurement::busy).median()),
                    Table.percent(
                            contest.samples(contender, Measurement::others).median()),
                    failed);
            figures.put(
                    contender.name(),
                    Map.of(
                            "requestsPerSecond", rate.spread(),
                            "cpuMicrosPerRequest", cpu.spread(),
                            "cpuToOneProvider", ratio.spread(),
                            "errors", failed));
            if (contender.name().contains("three")) {
                goals.add(new Goal("CPU per request, " + contender.name(), LIMIT, "× one provider", ratio.median()));
            }
        }
        String title = "Failover, while nothing fails: chat completions of 1 KB and of " + Chat.EVENTS + " events, "
                + bed.options().connections() + " connections";
        return new Section(title, table.toString(), figures, goals, errors);
    }
}
