package io.camelid.bench;

import io.camelid.bench.proxy.Gateway;
import io.camelid.bench.proxy.Target;
import io.camelid.bench.proxy.Wrk;
import io.camelid.bench.report.Samples;
import io.camelid.bench.report.Section;
import io.camelid.bench.report.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Requests one after another on one connection: what a proxy adds to the time of going direct, round by round. */
final class Latency {
    private final Bed bed;

    Latency(Bed bed) {
        this.bed = bed;
    }

    Section run() {
        Options options = bed.options();
        List<Target> targets = targets();
        Map<Target, List<Wrk.Load>> loads = new LinkedHashMap<>();
        for (Target target : targets) {
            loads.put(Bed.checked(target), new ArrayList<>());
            Measurement.warmUp(bed, target, 1, 1);
        }
        for (int round = 0; round < options.rounds(); round++) {
            for (Target target : targets) {
                loads.get(target).add(bed.wrk().run(target.url(), 1, Math.max(1, options.seconds() / 2)));
            }
        }
        bed.nginx().truncateLog();
        return report(loads);
    }

    private List<Target> targets() {
        List<Target> targets = new ArrayList<>();
        targets.add(bed.direct());
        targets.add(bed.nginx().target("nginx", "/", true));
        if (bed.options().gateway()) {
            targets.add(bed.gateway(true).target("LLM pass-through", Gateway.LLM));
            targets.add(bed.gateway(true).target("Static", Gateway.STATIC));
        }
        return targets;
    }

    private Section report(Map<Target, List<Wrk.Load>> loads) {
        Table table = new Table("", "p50 µs", "p99 µs", "added p50 µs", "× nginx", "added p99 µs", "errors");
        Map<String, Object> figures = new LinkedHashMap<>();
        List<List<Wrk.Load>> rows = List.copyOf(loads.values());
        List<Wrk.Load> direct = rows.get(0);
        double nginx = added(rows.get(1), direct, Wrk.Load::medianMicros);
        long errors = 0;
        for (Map.Entry<Target, List<Wrk.Load>> entry : loads.entrySet()) {
            List<Wrk.Load> own = entry.getValue();
            double p50 = samples(own, Wrk.Load::medianMicros).median();
            double p99 = samples(own, Wrk.Load::p99Micros).median();
            double added50 = added(own, direct, Wrk.Load::medianMicros);
            double added99 = added(own, direct, Wrk.Load::p99Micros);
            long failed = own.stream().mapToLong(Wrk.Load::errors).sum();
            errors += failed;
            boolean proxy = entry.getKey().pid().isPresent();
            double toNginx = proxy ? added50 / nginx : Double.NaN;
            String name = entry.getKey().name();
            table.add(name, p50, p99, proxy ? added50 : Double.NaN, toNginx, proxy ? added99 : Double.NaN, failed);
            Map<String, Object> figure = new LinkedHashMap<>();
            figure.put("p50Micros", p50);
            figure.put("p99Micros", p99);
            figure.put("addedP50Micros", added50);
            figure.put("addedP50ToNginx", toNginx);
            figure.put("addedP99Micros", added99);
            figure.put("errors", failed);
            figures.put(name, figure);
        }
        return new Section("Latency: one connection", table.toString(), figures, List.of(), errors);
    }

    private static Samples samples(List<Wrk.Load> loads, ToDoubleFunction<Wrk.Load> figure) {
        return Samples.of(loads.stream().map(figure::applyAsDouble).toList());
    }

    private static double added(List<Wrk.Load> own, List<Wrk.Load> direct, ToDoubleFunction<Wrk.Load> figure) {
        Samples added = new Samples();
        for (int round = 0; round < own.size(); round++) {
            added.add(figure.applyAsDouble(own.get(round)) - figure.applyAsDouble(direct.get(round)));
        }
        return added.median();
    }
}
