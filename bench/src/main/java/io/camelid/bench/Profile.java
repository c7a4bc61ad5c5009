package io.camelid.bench;

import io.camelid.bench.profile.ProfileTables;
import io.camelid.bench.profile.Profiler;
import io.camelid.bench.profile.Stacks;
import io.camelid.bench.proxy.Gateway;
import io.camelid.bench.proxy.Target;
import java.io.IOException;
import java.nio.file.Files;

/** What a request goes through: samples of the pinned gateway under the throughput measurement's load. */
final class Profile {
    private static final int WARM_UP_BURSTS = 15;

    private final Bed bed;

    Profile(Bed bed) {
        this.bed = bed;
    }

    String run() throws IOException {
        Options options = bed.options();
        Gateway gateway = bed.gateway(true);
        Target target = Bed.checked(gateway.target(options.path(), options.path()));
        Measurement.warmUp(bed, target, options.connections(), options.quick() ? 6 : WARM_UP_BURSTS);
        int seconds = options.seconds() * 4;
        Measurement plain = Measurement.of(bed, target, options.connections(), options.seconds());
        Profiler profiler = new Profiler(
                gateway.pid(), Files.createDirectories(bed.site().directory().resolve("profiler")));
        profiler.start(options.event());
        Measurement profiled = Measurement.of(bed, target, options.connections(), seconds);
        Stacks stacks = profiler.stop();
        long requests = profiled.load().requests();
        String head = String.format(
                "%s, %d connections: %.1f µs CPU and %.2f context switches a request, %.1f µs while profiled,"
                        + " %d requests, %d errors%n%n",
                options.path(),
                options.connections(),
                plain.cpuMicros(),
                plain.switches(),
                profiled.cpuMicros(),
                requests,
                profiled.load().errors());
        return head
                + (options.event().equals("alloc")
                        ? ProfileTables.allocation(stacks, requests)
                        : ProfileTables.cpu(stacks, plain.cpuMicros()));
    }
}
