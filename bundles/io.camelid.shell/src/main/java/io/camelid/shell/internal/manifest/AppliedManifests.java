package io.camelid.shell.internal.manifest;

import io.camelid.config.Compilation;
import io.camelid.config.Configuration;
import io.camelid.config.KubernetesObject;
import io.camelid.config.ManifestParser;
import io.camelid.config.ObjectKey;
import io.camelid.config.Problem;
import io.camelid.config.Problem.Severity;
import io.camelid.config.SourceContent;
import io.camelid.shell.internal.Wait;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.karaf.shell.support.CommandException;

/**
 * The folder {@value #FOLDER} of the watched directory: manifests that were applied from the shell. What
 * is put there is live as soon as the directory's watcher has seen it, and lasts over restarts.
 */
public final class AppliedManifests {
    /** Where in the watched directory applied files go. */
    public static final String FOLDER = "applied";

    private final Configuration configuration;
    private final ManifestParser parser;
    private final Path directory;
    private final Duration deadline;

    /**
     * @param directory the watched directory
     * @param deadline how long the watcher may take
     */
    public AppliedManifests(Configuration configuration, ManifestParser parser, Path directory, Duration deadline) {
        this.configuration = configuration;
        this.parser = parser;
        this.directory = directory;
        this.deadline = deadline;
    }

    /**
     * What has become of a file.
     *
     * @param location its path below the watched directory
     * @param objects what it holds
     * @param compilation in which these objects count
     */
    public record Applied(String location, List<ObjectKey> objects, Compilation compilation) {
        /** What is to be mended in the file. */
        public List<Problem> problems() {
            return compilation.problems().stream()
                    .filter(problem -> problem.origin().location().equals(location))
                    .toList();
        }
    }

    /**
     * Puts a file in place, instead of the one that was applied under the same name before, and waits
     * until its objects count. A file that cannot be read whole, or that defines what another file
     * defines, changes nothing.
     *
     * @param typed the file as its author knows it, for messages
     * @param name its name in the folder
     * @throws CommandException when it is refused, or not live in time
     */
    public Applied apply(String typed, String name, byte[] bytes)
            throws CommandException, IOException, InterruptedException {
        Map<ObjectKey, KubernetesObject> wanted = read(typed, bytes);
        Path file = directory.resolve(FOLDER).resolve(name);
        String location = FOLDER + "/" + name;
        Compilation before = configuration.current();
        refuseTaken(before, wanted, location);
        Map<ObjectKey, KubernetesObject> replaced =
                Files.exists(file) ? byKey(parser.parse(typed, typed, Files.readAllBytes(file))) : Map.of();
        write(file, bytes);
        Transition transition = new Transition(location, before, replaced, wanted);
        if (!Wait.until(() -> transition.isOver(configuration.current()), deadline)) {
            throw new CommandException("%s is in place but not live after %d s; llm:config-status may say why"
                    .formatted(location, deadline.toSeconds()));
        }
        return new Applied(location, List.copyOf(wanted.keySet()), configuration.current());
    }

    private Map<ObjectKey, KubernetesObject> read(String typed, byte[] bytes) throws CommandException {
        SourceContent content = parser.parse(typed, typed, bytes);
        List<String> errors = content.problems().stream()
                .filter(problem -> problem.severity() == Severity.ERROR)
                .map(problem -> problem.origin() + ": " + problem.message())
                .toList();
        if (!errors.isEmpty()) {
            throw new CommandException(String.join("\n", errors));
        }
        Map<ObjectKey, KubernetesObject> objects = byKey(content);
        if (objects.isEmpty()) {
            throw new CommandException(typed + " holds no objects");
        }
        if (objects.size() < content.objects().size()) {
            throw new CommandException(typed + " defines an object twice");
        }
        return objects;
    }

    private static Map<ObjectKey, KubernetesObject> byKey(SourceContent content) {
        return content.objects().stream()
                .collect(Collectors.toMap(
                        KubernetesObject::key, object -> object, (first, second) -> first, LinkedHashMap::new));
    }

    // Of two files with one object the first path wins: the new one might have no effect, or the old one lose its.
    private static void refuseTaken(Compilation before, Map<ObjectKey, KubernetesObject> wanted, String location)
            throws CommandException {
        String taken = wanted.keySet().stream()
                .flatMap(key -> Optional.ofNullable(before.objects().get(key)).stream())
                .filter(object -> !object.origin().location().isEmpty()
                        && !object.origin().location().equals(location))
                .map(object -> object.key() + " is defined in " + object.origin() + " already: change it there")
                .collect(Collectors.joining("\n"));
        if (!taken.isEmpty()) {
            throw new CommandException(taken);
        }
    }

    /** Writes beside the file and moves, so that nobody ever reads half of it. */
    private static void write(Path file, byte[] bytes) throws IOException {
        Files.createDirectories(file.getParent());
        // Readable by the owner only: it may hold Secrets. The suffix keeps the watcher away.
        Path draft = Files.createTempFile(file.getParent(), "." + file.getFileName(), ".tmp");
        try {
            try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
                ByteBuffer rest = ByteBuffer.wrap(bytes);
                while (rest.hasRemaining()) {
                    channel.write(rest);
                }
                channel.force(true);
            }
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    /** From the configuration before a file was put in place to the one that it asks for. */
    private record Transition(
            String location,
            Compilation before,
            Map<ObjectKey, KubernetesObject> replaced,
            Map<ObjectKey, KubernetesObject> wanted) {
        boolean isOver(Compilation now) {
            return wanted.values().stream().allMatch(object -> isLive(object, now))
                    && replaced.keySet().stream().allMatch(key -> wanted.containsKey(key) || isGone(key, now));
        }

        private boolean isLive(KubernetesObject object, Compilation now) {
            KubernetesObject live = now.objects().get(object.key());
            return live != null
                    && live.origin().location().equals(location)
                    && (isUnchanged(object) || isNew(live) || live.content().equals(object.content()));
        }

        private boolean isUnchanged(KubernetesObject object) {
            return Optional.ofNullable(replaced.get(object.key()))
                    .filter(old -> old.content().equals(object.content()))
                    .isPresent();
        }

        // A Secret's values are replaced from the environment, so its content may never equal what was written.
        private boolean isNew(KubernetesObject live) {
            return Optional.ofNullable(before.objects().get(live.key()))
                    .filter(old -> old.content().equals(live.content()))
                    .isEmpty();
        }

        private boolean isGone(ObjectKey key, Compilation now) {
            return Optional.ofNullable(now.objects().get(key))
                    .filter(live -> live.origin().location().equals(location))
                    .isEmpty();
        }
    }
}
