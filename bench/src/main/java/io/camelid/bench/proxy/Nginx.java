package io.camelid.bench.proxy;

import io.camelid.bench.machine.Child;
import io.camelid.bench.machine.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** An nginx of the run's own: one worker, configuration, logs and temporary files in the run's directory. */
public final class Nginx implements AutoCloseable {
    private final Path directory;
    private final Child child;
    private final int logged;
    private final int silent;

    private Nginx(Path directory, Child child, int logged, int silent) {
        this.directory = directory;
        this.child = child;
        this.logged = logged;
        this.silent = silent;
    }

    /** One that answers each request at once with the same chat completion. */
    public static Nginx upstream(Site site, String answer) {
        Path directory = site.directory().resolve("upstream");
        streamed(directory, "completions", Chat.completionsStream());
        streamed(directory, "messages", Chat.messagesStream());
        streamed(directory, "generateContent", Chat.generateContentStream());
        return start(
                directory,
                "upstream.conf",
                site.loadCores(),
                Map.of(
                        "PORT", site.requests(),
                        "ANSWER", answer,
                        "MESSAGES", Chat.messagesAnswer(answer.length()),
                        "GENERATE_CONTENT", Chat.generateContentAnswer(answer.length())),
                site.requests(),
                site.requests());
    }

    private static void streamed(Path directory, String name, String events) {
        try {
            Files.writeString(
                    Files.createDirectories(directory.resolve("streamed")).resolve(name), events);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One that passes on to the site's upstreams, on one port with an access log and on one without. */
    public static Nginx proxy(Site site, String name) {
        List<Integer> ports = Ports.free(2);
        return start(
                site.directory().resolve(name),
                "proxy.conf",
                Integer.toString(site.proxyCore()),
                Map.of(
                        "REQUESTS", site.requests(),
                        "STREAMS", site.streams(),
                        "LOGGED", ports.get(0),
                        "SILENT", ports.get(1)),
                ports.get(0),
                ports.get(1));
    }

    private static Nginx start(
            Path directory, String template, String cores, Map<String, ?> values, int logged, int silent) {
        Map<String, Object> all = new HashMap<>(values);
        all.put("USER", System.getProperty("user.name"));
        Path configuration = Template.write(template, all, directory);
        List<String> command = List.of("nginx", "-p", directory.toString(), "-c", configuration.toString());
        Child child = Child.start(cores, directory.resolve("output.log"), Map.of(), command);
        Nginx nginx = new Nginx(directory, child, logged, silent);
        Probe.awaitAnswer(nginx.target("nginx", "/", true).url(), child, Duration.ofSeconds(10));
        return nginx;
    }

    /** @param path of the request; what is under {@code /stream/} goes to the upstream that sends events */
    public Target target(String name, String path, boolean accessLog) {
        return new Target(
                name,
                URI.create("http://127.0.0.1:" + (accessLog ? logged : silent) + path),
                OptionalLong.of(child.pid()));
    }

    /** Empties the access log, which a long run would otherwise fill a disk with. */
    public void truncateLog() {
        Path log = directory.resolve("access.log");
        if (Files.exists(log)) {
            try {
                Files.newByteChannel(log, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)
                        .close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public void close() {
        child.close();
    }
}
