package io.camelid.bench;

import io.camelid.bench.proxy.Gateway;
import io.camelid.bench.proxy.Nginx;
import io.camelid.bench.proxy.Target;
import io.camelid.bench.report.Goal;
import io.camelid.bench.report.Samples;
import io.camelid.bench.report.Section;
import io.camelid.bench.report.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Requests in closed loop over many connections, beside nginx; what is reported is the median of the rounds' ratios. */
final class Throughput {
    private static final String NGINX = "nginx";
    private static final String NGINX_SILENT = "nginx, no access log";
    private static final String LLM = "LLM pass-through";

    private final Bed bed;

    Throughput(Bed bed) {
        this.bed = bed;
    }

    Section run() {
        Options options = bed.options();
        // A second nginx, measured like anything else, shows how far equals differ in this run.
        try (Nginx twin = Nginx.proxy(bed.site(), "nginx-twin")) {
            Contest contest = new Contest(bed, contenders(twin));
            for (Contest.Contender contender : contest.contenders()) {
                Bed.checked(contender.target());
                boolean jvm = !contender.name().startsWith(NGINX);
                contest.warmUp(contender, jvm ? options.warmUp() : 1);
            }
            contest.run(() -> {
                bed.nginx().truncateLog();
                twin.truncateLog();
            });
            return report(contest);
        }
    }

    private List<Contest.Contender> contenders(Nginx twin) {
        List<Contest.Contender> contenders = new ArrayList<>();
        contenders.add(contender(bed.nginx().target(NGINX, "/", true), ""));
        contenders.add(contender(twin.target("nginx twin", "/", true), NGINX));
        if (bed.options().gateway()) {
            Gateway gateway = bed.gateway(true);
            contenders.add(contender(gateway.target(LLM, Gateway.LLM), NGINX));
            contenders.add(contender(gateway.target("LLM, key and model set", Gateway.KEYED), NGINX));
            contenders.add(contender(gateway.target("Static", Gateway.STATIC), NGINX));
        }
        contenders.add(contender(bed.nginx().target(NGINX_SILENT, "/", false), ""));
        if (bed.options().gateway()) {
            Gateway gateway = bed.gateway(false);
            contenders.add(contender(gateway.target(LLM + ", no log", Gateway.LLM), NGINX_SILENT));
            contenders.add(contender(gateway.target("Static, no log", Gateway.STATIC), NGINX_SILENT));
        }
        return contenders;
    }

    private Contest.Contender contender(Target target, String rival) {
        return new Contest.Contender(target, bed.wrk(), rival);
    }

    private Section report(Contest contest) {
        Table table = new Table(
                "",
                "req/s",
                "× nginx",
                "CPU µs/req",
                "× nginx",
                "min",
                "max",
                "switches/req",
                "core",
                "others",
                "errors");
        Map<String, Object> figures = new LinkedHashMap<>();
        List<Goal> goals = new ArrayList<>();
        long errors = 0;
        for (Contest.Contender contender : contest.contenders()) {
            Samples rate = contest.samples(contender, m -> m.load().perSecond());
            Samples cpu = contest.samples(contender, Measurement::cpuMicros);
            Samples rateRatio = contest.ratios(contender, m -> m.load().perSecond());
            Samples cpuRatio = contest.ratios(contender, Measurement::cpuMicros);
            double switches = contest.samples(contender, Measurement::switches).median();
            double busy = contest.samples(contender, Measurement::busy).median();
            double others = contest.samples(contender, Measurement::others).median();
            long failed = contest.errors(contender);
            errors += failed;
            table.add(
                    contender.name(),
                    rate.median(),
                    rateRatio.median(),
                    cpu.median(),
                    cpuRatio.median(),
                    cpuRatio.min(),
                    cpuRatio.max(),
                    switches,
                    Table.percent(busy),
                    Table.percent(others),
                    failed);
            Map<String, Object> figure = new LinkedHashMap<>();
            figure.put("requestsPerSecond", rate.spread());
            figure.put("requestsPerSecondToNginx", rateRatio.spread());
            figure.put("cpuMicrosPerRequest", cpu.spread());
            figure.put("cpuToNginx", cpuRatio.spread());
            figure.put("switchesPerRequest", switches);
            figure.put("coreBusy", busy);
            figure.put("coreOthers", others);
            figure.put("errors", failed);
            figures.put(contender.name(), figure);
            if (contender.name().equals(LLM)) {
                goals.add(new Goal("CPU per pass-through request", 2.3, "× nginx", cpuRatio.median()));
            }
        }
        String title =
                "Throughput: POST of 1 KB, answer of 1 KB, " + bed.options().connections() + " connections, "
                        + bed.options().rounds() + " rounds of " + bed.options().seconds() + " s, proxy on one core";
        return new Section(title, table.toString(), figures, goals, errors);
    }
}
