package io.camelid.bench;

import io.camelid.bench.proxy.Gateway;
import io.camelid.bench.proxy.Nginx;
import io.camelid.bench.proxy.Target;
import io.camelid.bench.report.Goal;
import io.camelid.bench.report.Samples;
import io.camelid.bench.report.Section;
import io.camelid.bench.report.Table;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Requests in closed loop over many connections. In each round every contender is measured once, in turning order, and
 * compared with its rival of the same round; what is reported is the median of those ratios.
 */
final class Throughput {
    /** @param rival the name of whom it is compared with; empty for none */
    private record Contender(Target target, String rival) {
        String name() {
            return target.name();
        }
    }

    private static final String NGINX = "nginx";
    private static final String NGINX_SILENT = "nginx, no access log";
    private static final String LLM = "LLM pass-through";

    private final Bed bed;
    private final Map<String, List<Measurement>> measured = new LinkedHashMap<>();

    Throughput(Bed bed) {
        this.bed = bed;
    }

    Section run() {
        Options options = bed.options();
        // A second nginx, measured like anything else, shows how far equals differ in this run.
        try (Nginx twin = Nginx.proxy(bed.site(), "nginx-twin")) {
            List<Contender> contenders = contenders(twin);
            for (Contender contender : contenders) {
                Bed.checked(contender.target);
                measured.put(contender.name(), new ArrayList<>());
                boolean jvm = !contender.name().startsWith(NGINX);
                Measurement.warmUp(bed, contender.target, options.connections(), jvm ? options.warmUp() : 1);
            }
            for (int round = 0; round < options.rounds(); round++) {
                List<Contender> order = new ArrayList<>(contenders);
                Collections.rotate(order, round / 2);
                if (round % 2 == 1) {
                    Collections.reverse(order);
                }
                for (Contender contender : order) {
                    measured.get(contender.name())
                            .add(Measurement.of(bed, contender.target, options.connections(), options.seconds()));
                }
                bed.nginx().truncateLog();
                twin.truncateLog();
            }
            return report(contenders);
        }
    }

    private List<Contender> contenders(Nginx twin) {
        List<Contender> contenders = new ArrayList<>();
        contenders.add(new Contender(bed.nginx().target(NGINX, "/", true), ""));
        contenders.add(new Contender(twin.target("nginx twin", "/", true), NGINX));
        if (bed.options().gateway()) {
            Gateway gateway = bed.gateway(true);
            contenders.add(new Contender(gateway.target(LLM, Gateway.LLM), NGINX));
            contenders.add(new Contender(gateway.target("LLM, key and model set", Gateway.KEYED), NGINX));
            contenders.add(new Contender(gateway.target("Static", Gateway.STATIC), NGINX));
        }
        contenders.add(new Contender(bed.nginx().target(NGINX_SILENT, "/", false), ""));
        if (bed.options().gateway()) {
            Gateway gateway = bed.gateway(false);
            contenders.add(new Contender(gateway.target(LLM + ", no log", Gateway.LLM), NGINX_SILENT));
            contenders.add(new Contender(gateway.target("Static, no log", Gateway.STATIC), NGINX_SILENT));
        }
        return contenders;
    }

    private Section report(List<Contender> contenders) {
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
        for (Contender contender : contenders) {
            Samples rate = samples(contender.name(), m -> m.load().perSecond());
            Samples cpu = samples(contender.name(), Measurement::cpuMicros);
            Samples rateRatio = ratios(contender, m -> m.load().perSecond());
            Samples cpuRatio = ratios(contender, Measurement::cpuMicros);
            double switches = samples(contender.name(), Measurement::switches).median();
            double busy = samples(contender.name(), Measurement::busy).median();
            double others = samples(contender.name(), Measurement::others).median();
            long failed = measured.get(contender.name()).stream()
                    .mapToLong(m -> m.load().errors())
                    .sum();
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
                    percent(busy),
                    percent(others),
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

    private Samples samples(String name, ToDoubleFunction<Measurement> figure) {
        return Samples.of(measured.get(name).stream().map(figure::applyAsDouble).toList());
    }

    private Samples ratios(Contender contender, ToDoubleFunction<Measurement> figure) {
        Samples ratios = new Samples();
        if (!contender.rival.isEmpty()) {
            for (int round = 0; round < bed.options().rounds(); round++) {
                ratios.add(figure.applyAsDouble(measured.get(contender.name()).get(round))
                        / figure.applyAsDouble(measured.get(contender.rival).get(round)));
            }
        }
        return ratios;
    }

    private static String percent(double share) {
        return Math.round(share * 100) + "%";
    }
}
