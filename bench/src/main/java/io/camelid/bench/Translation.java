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

/** What it costs that the provider speaks another language: chat completions to three providers, by size and streamed. */
final class Translation {
    /** One sort of request, which is sent to each provider. */
    private record Load(String name, String request, boolean stream) {}

    private static final double LIMIT = 1.5;

    private final Bed bed;

    Translation(Bed bed) {
        this.bed = bed;
    }

    Section run() {
        List<Load> loads = List.of(
                new Load("1 KB", Bed.REQUEST, false),
                new Load("100 KB", Chat.request(100 * 1024, false), false),
                new Load("stream", Chat.request(1024, true), true));
        List<Contest.Contender> contenders = new ArrayList<>();
        for (Load load : loads) {
            Wrk wrk = new Wrk(bed.site(), load.name().replace(' ', '-'), load.request());
            String same = load.name() + ", pass-through";
            contenders.add(contender(same, load, Gateway.translation("openai", load.stream()), wrk, ""));
            contenders.add(contender(
                    load.name() + ", to Anthropic", load, Gateway.translation("anthropic", load.stream()), wrk, same));
            contenders.add(contender(
                    load.name() + ", to Gemini", load, Gateway.translation("gemini", load.stream()), wrk, same));
        }
        Contest contest = new Contest(bed, contenders);
        contenders.forEach(contender -> contest.warmUp(contender, bed.options().warmUp() / 4));
        contest.run(() -> {});
        return report(contest);
    }

    private Contest.Contender contender(String name, Load load, String path, Wrk wrk, String rival) {
        Contest.Contender contender = new Contest.Contender(bed.gateway(true).target(name, path), wrk, rival);
        Probe probe = Probe.post(contender.target().url(), load.request());
        String expected = load.stream() ? "data: [DONE]" : "\"finish_reason\":\"stop\"";
        if (probe.status() != 200 || !probe.body().contains(expected)) {
            throw new IllegalStateException(name + " " + contender.target().url() + " answered " + probe);
        }
        return contender;
    }

    private Section report(Contest contest) {
        Table table = new Table("", "req/s", "CPU µs/req", "× pass-through", "min", "max", "core", "others", "errors");
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
                            "cpuToPassThrough", ratio.spread(),
                            "errors", failed));
            if (contender.name().startsWith("1 KB") && !contender.rival().isEmpty()) {
                goals.add(new Goal("CPU per request, " + contender.name(), LIMIT, "× pass-through", ratio.median()));
            }
        }
        String title = "Translation: chat completions to providers of other formats, answers of 1 KB or " + Chat.EVENTS
                + " events, " + bed.options().connections() + " connections";
        return new Section(title, table.toString(), figures, goals, errors);
    }
}
