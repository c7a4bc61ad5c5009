package io.camelid.bench.proxy;

import io.camelid.bench.machine.Commands;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Closed-loop load by wrk: each connection sends its next request when the last one is answered. */
public final class Wrk {
    private static final String MARK = "BENCH ";

    private final Path script;
    private final Path body;

    /**
     * @param name of a directory of its own
     * @param request the body that every request carries
     */
    public Wrk(Site site, String name, String request) {
        Path directory = site.directory().resolve("wrk").resolve(name);
        script = Template.write("post.lua", Map.of(), directory);
        try {
            body = Files.writeString(directory.resolve("request.json"), request);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * What wrk counted.
     *
     * @param broken connections refused, cut or timed out
     * @param refused answers whose status was not 2xx or 3xx
     */
    public record Load(
            long requests, double seconds, long broken, long refused, double medianMicros, double p99Micros) {
        public long errors() {
            return broken + refused;
        }

        public double perSecond() {
            return requests / seconds;
        }
    }

    public Load run(URI url, int connections, int seconds) {
        String output = Commands.output(
                Map.of("BENCH_BODY", body.toString()),
                List.of(
                        "wrk",
                        "--threads=1",
                        "--connections=" + connections,
                        "--duration=" + seconds + "s",
                        "--timeout=10s",
                        "--script=" + script,
                        url.toString()));
        return parse(output);
    }

    /** @throws IllegalStateException with wrk's output if it holds no result */
    static Load parse(String output) {
        String line = output.lines()
                .filter(text -> text.startsWith(MARK))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("wrk: " + output));
        String[] fields = line.substring(MARK.length()).split(" ");
        return new Load(
                Long.parseLong(fields[0]),
                Long.parseLong(fields[1]) / 1e6,
                Long.parseLong(fields[2]),
                Long.parseLong(fields[3]),
                Double.parseDouble(fields[4]),
                Double.parseDouble(fields[5]));
    }
}
