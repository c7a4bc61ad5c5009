package io.camelid.bench;

import io.camelid.bench.profile.ProfileTables;
import io.camelid.bench.profile.Profiler;
import io.camelid.bench.profile.Stacks;
import io.camelid.bench.proxy.Gateway;
import io.camelid.bench.proxy.Target;
import io.camelid.bench.stream.Paced;
import java.io.IOException;
import java.nio.file.Path;

/** What the pinned gateway does under the load of the throughput or of the streams measurement, from samples. */
final class Profile {
    private final Bed bed;
    private final Options options;

    Profile(Bed bed) {
        this.bed = bed;
        this.options = bed.options();
    }

    /** @param stacksFile where to keep the samples, in the form flame graph tools read */
    String run(Path stacksFile) throws IOException {
        Gateway gateway = bed.gateway(true);
        Profiler profiler = new Profiler(gateway.pid(), bed.site().directory(), stacksFile);
        return options.path().equals(Gateway.STREAM) ? streams(gateway, profiler) : requests(gateway, profiler);
    }

    private String requests(Gateway gateway, Profiler profiler) throws IOException {
        Target target = Bed.serving(gateway.target(options.path(), options.path()));
        Measurement.warmUp(bed, target, options.connections(), options.warmUp());
        Measurement plain = Measurement.of(bed, target, options.connections(), options.seconds());
        profiler.start(options.event());
        Measurement profiled = Measurement.of(bed, target, options.connections(), options.seconds() * 4);
        Stacks stacks = profiler.stop();
        String head = String.format(
                "%s, %d connections: %.1f µs CPU and %.2f context switches a request, %.1f µs while profiled,"
                        + " %d requests, %d errors%n%n",
                options.path(),
                options.connections(),
                plain.cpuMicros(),
                plain.switches(),
                profiled.cpuMicros(),
                profiled.load().requests(),
                profiled.load().errors());
        return head
                + tables(stacks, "a request", plain.cpuMicros(), profiled.load().requests());
    }

    private String streams(Gateway gateway, Profiler profiler) throws IOException {
        Target target = gateway.target("gateway", options.path());
        int port = bed.site().streams();
        Streams.warmUp(bed, target, Streams.GATEWAY_WARM_UPS);
        Paced.Shape shape = new Paced.Shape(options.streams(), 1000, options.seconds() * 4, Streams.INTERVAL_MILLIS, 0);
        Paced plain = Paced.run(port, target, true, shape);
        profiler.start(options.event());
        Paced profiled = Paced.run(port, target, true, shape);
        Stacks stacks = profiler.stop();
        String head = String.format(
                "%s, %d streams: %.1f µs CPU an event, %.1f µs while profiled, %d events, %d lost%n%n",
                options.path(),
                options.streams(),
                plain.cpuMicros(),
                profiled.cpuMicros(),
                profiled.received(),
                profiled.lost(shape));
        return head + tables(stacks, "an event", plain.cpuMicros(), profiled.received());
    }

    private String tables(Stacks stacks, String unit, double cpuMicros, long count) {
        return options.event().equals("alloc")
                ? ProfileTables.allocation(stacks, unit, count)
                : ProfileTables.cpu(stacks, unit, cpuMicros);
    }
}
