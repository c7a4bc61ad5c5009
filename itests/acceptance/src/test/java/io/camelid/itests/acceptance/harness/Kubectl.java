package io.camelid.itests.acceptance.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The real kubectl against a gateway's admin listener, with no configuration of the user's. It is the one on the path, or
 * the one that the tests against a Kubernetes control plane have built into their cache.
 */
public final class Kubectl {
    private final Path program;
    private final Path home;
    private final String server;

    private Kubectl(Path program, Path home, String server) {
        this.program = program;
        this.home = home;
        this.server = server;
    }

    /** Empty where there is none. */
    public static Optional<Path> find() {
        if (Command.exists("kubectl")) {
            return Optional.of(Path.of(Command.of("sh", "-c", "command -v kubectl")
                    .run()
                    .orThrow()
                    .out()
                    .strip()));
        }
        String cache = Optional.ofNullable(System.getenv("XDG_CACHE_HOME")).orElse(System.getenv("HOME") + "/.cache");
        Path built = Path.of(cache, "camelid-itests");
        if (!Files.isDirectory(built)) {
            return Optional.empty();
        }
        try (Stream<Path> versions = Files.list(built)) {
            return versions.map(version -> version.resolve("bin/kubectl"))
                    .filter(Files::isExecutable)
                    .max(Comparator.naturalOrder());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Empty where there is no kubectl. */
    public static Optional<Kubectl> of(Gateway gateway) {
        return find().map(program ->
                new Kubectl(program, gateway.folder(), gateway.admin().uri("").toString()));
    }

    /** Runs it with arguments that have no blanks in them. */
    public Command.Result run(String arguments) {
        return Command.of(line(arguments).toArray(String[]::new))
                .with(environment())
                .run();
    }

    /** Starts it and leaves it running; the caller ends it. */
    public Process start(String arguments) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(line(arguments));
        builder.environment().putAll(environment());
        return builder.start();
    }

    private List<String> line(String arguments) {
        List<String> line = new ArrayList<>(List.of(program.toString(), "--server", server));
        line.addAll(List.of(arguments.split(" ")));
        return line;
    }

    private Map<String, String> environment() {
        return Map.of(
                "HOME",
                home.toString(),
                "KUBECONFIG",
                home.resolve("no-kubeconfig").toString());
    }
}
