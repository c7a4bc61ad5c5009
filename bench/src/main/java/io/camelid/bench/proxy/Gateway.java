package io.camelid.bench.proxy;

import io.camelid.bench.machine.Child;
import io.camelid.bench.machine.Commands;
import io.camelid.bench.machine.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The assembled gateway, started as a user starts it, with routes to the site's upstreams. */
public final class Gateway implements AutoCloseable {
    /** A backend of the openai provider; bytes pass as they are. */
    public static final String LLM = "/llm/v1/chat/completions";

    /** The same with a model of its own and a key from a Secret, as most are configured. */
    public static final String KEYED = "/keyed/v1/chat/completions";

    /** A Static backend: plain HTTP routing. */
    public static final String STATIC = "/static/v1/chat/completions";

    /** As {@link #LLM}, to the upstream that sends events. */
    public static final String STREAM = "/stream/v1/chat/completions";

    /** Where chat completions go to a provider of the bench, which answers with a document or with a stream. */
    public static String translation(String provider, boolean stream) {
        return "/" + (stream ? "streamed-" : "") + provider + "/v1/chat/completions";
    }

    /** Where chat completions go to a backend of three groups of one provider each, or of one group of three. */
    public static String several(boolean groups, boolean stream) {
        return "/" + (stream ? "streamed-" : "") + (groups ? "groups" : "group") + "/v1/chat/completions";
    }

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Pattern USED = Pattern.compile("\\bused (\\d+)K");

    private final Path manifests;
    private final Child child;
    private final int port;
    private final long started;

    private Gateway(Path manifests, Child child, int port, long started) {
        this.manifests = manifests;
        this.child = child;
        this.port = port;
        this.started = started;
    }

    /**
     * Starts it and returns at once.
     *
     * @param name of its directory; the same name again finds the data of the last time
     * @param cores what {@code taskset -c} takes
     */
    public static Gateway start(Path assembly, Site site, String name, String cores, boolean accessLog) {
        Path directory = site.directory().resolve(name);
        Template.write(
                "manifests.yaml",
                Map.of("REQUESTS", site.requests(), "STREAMS", site.streams()),
                directory.resolve("manifests"));
        List<Integer> ports = Ports.free(3);
        Map<String, String> environment = Map.of(
                "CAMELID_MANIFESTS", directory.resolve("manifests").toString(),
                "CAMELID_KUBERNETES", "off",
                "CAMELID_BIND", "127.0.0.1",
                "CAMELID_HTTP_PORT", ports.get(0).toString(),
                "CAMELID_ADMIN_PORT", ports.get(1).toString(),
                "CAMELID_SSH_PORT", ports.get(2).toString(),
                "CAMELID_ACCESS_LOG", accessLog ? "on" : "off",
                "KARAF_DATA", directory.resolve("data").toString());
        List<String> command = List.of(assembly.resolve("bin/karaf").toString(), "server");
        long started = System.nanoTime();
        Child child = Child.start(cores, directory.resolve("output.log"), environment, command);
        return new Gateway(directory.resolve("manifests"), child, ports.get(0), started);
    }

    /** Seconds from the start to the first answer of an LLM backend. */
    public double awaitFirstAnswer() {
        return (Probe.awaitAnswer(url(LLM), child, PATIENCE) - started) / 1e9;
    }

    public Target target(String name, String path) {
        return new Target(name, url(path), OptionalLong.of(child.pid()));
    }

    /** Writes a manifest beside the bench's own: the old one is there until the new one is whole. */
    public void manifest(String name, String text) {
        try {
            Path whole = Files.writeString(manifests.resolveSibling("new-manifest"), text);
            Files.move(
                    whole,
                    manifests.resolve(name),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public long pid() {
        return child.pid();
    }

    /** Bytes of Java objects that are reachable; it takes a full collection to know, which stops the gateway. */
    public static long liveHeap(long pid) {
        Commands.jcmd(pid, "GC.run");
        // One line for each generation or for the whole heap, then Metaspace, which is not heap.
        String heap = Commands.jcmd(pid, "GC.heap_info").split("Metaspace")[0];
        Matcher used = USED.matcher(heap);
        long bytes = 0;
        while (used.find()) {
            bytes += Long.parseLong(used.group(1)) * 1024;
        }
        return bytes;
    }

    /** Where a path of the gateway is. */
    public URI url(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    @Override
    public void close() {
        child.close();
    }
}
