package io.camelid.bench;

import io.camelid.bench.machine.Commands;
import io.camelid.bench.machine.Usage;
import io.camelid.bench.proxy.Gateway;
import io.camelid.bench.report.Goal;
import io.camelid.bench.report.Samples;
import io.camelid.bench.report.Section;
import io.camelid.bench.report.Table;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** From the start of {@code bin/karaf server} to the first answer, on all cores; beside a JVM that does nothing. */
final class Startup {
    private static final double MEGABYTE = 1024 * 1024;
    private static final long IDLE_SECONDS = 3;

    private final Bed bed;

    Startup(Bed bed) {
        this.bed = bed;
    }

    Section run() throws InterruptedException {
        Samples jvm = new Samples();
        Samples fresh = new Samples();
        Samples again = new Samples();
        Samples resident = new Samples();
        Samples heap = new Samples();
        Samples threads = new Samples();
        for (int round = 0; round < (bed.options().quick() ? 2 : 5); round++) {
            jvm.add(emptyJvm());
            try (Gateway gateway = start(round)) {
                fresh.add(gateway.awaitFirstAnswer());
            }
            try (Gateway gateway = start(round)) {
                again.add(gateway.awaitFirstAnswer());
                TimeUnit.SECONDS.sleep(IDLE_SECONDS);
                Usage idle = Usage.of(gateway.pid());
                resident.add(idle.residentBytes() / MEGABYTE);
                threads.add(idle.threads());
                heap.add(Gateway.liveHeap(gateway.pid()) / MEGABYTE);
            }
        }
        Table table = new Table("", "median", "min", "max", "× empty JVM");
        Map<String, Object> figures = new LinkedHashMap<>();
        row(table, figures, "first start, s", fresh, fresh.median() / jvm.median());
        row(table, figures, "second start, s", again, again.median() / jvm.median());
        row(table, figures, "empty JVM, s", jvm, Double.NaN);
        row(table, figures, "idle RSS, MB", resident, Double.NaN);
        row(table, figures, "idle heap in use, MB", heap, Double.NaN);
        row(table, figures, "idle threads", threads, Double.NaN);
        return new Section(
                "Start: from exec to the first answer, on all cores",
                table.toString(),
                figures,
                List.of(new Goal("first answer after a first start", 3.5, "s", fresh.median())),
                0);
    }

    private Gateway start(int round) {
        String cores = bed.site().proxyCore() + "," + bed.site().loadCores();
        return Gateway.start(bed.options().assembly(), bed.site(), "startup-" + round, cores, true);
    }

    private static double emptyJvm() {
        long start = System.nanoTime();
        Commands.output("java", "-XX:+UseSerialGC", "-version");
        return (System.nanoTime() - start) / 1e9;
    }

    private static void row(Table table, Map<String, Object> figures, String name, Samples samples, double toJvm) {
        table.add(name, samples.median(), samples.min(), samples.max(), toJvm);
        Map<String, Object> figure = samples.spread();
        figure.put("toEmptyJvm", toJvm);
        figures.put(name, figure);
    }
}
