package io.camelid.shell.internal.manifest;

import io.camelid.config.Compilation;
import io.camelid.config.Configuration;
import io.camelid.config.KubernetesObject;
import io.camelid.config.ObjectKey;
import io.camelid.config.SnapshotLease;
import io.camelid.config.SourceContent;
import io.camelid.shell.internal.Sample;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A configuration that is whatever a directory holds, a moment after it was changed. */
public final class WatchedDirectory implements Configuration {
    private final Path directory;
    private final LineParser parser = new LineParser();
    private Compilation next;

    public WatchedDirectory(Path directory) {
        this.directory = directory;
        this.next = read();
    }

    /** Answers with what the directory held when it was asked last. */
    @Override
    public synchronized Compilation current() {
        Compilation current = next;
        next = read();
        return current;
    }

    private Compilation read() {
        Sample sample = new Sample();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".yaml"))
                    .sorted()
                    .toList()) {
                String location = directory.relativize(file).toString().replace('\\', '/');
                SourceContent content = parser.parse("directory", location, Files.readAllBytes(file));
                content.objects().forEach(object -> add(sample, object));
                content.problems().forEach(sample::problem);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return sample.build();
    }

    private static void add(Sample sample, KubernetesObject object) {
        boolean good = !object.content().containsValue("bad");
        sample.object(withEnvironment(object))
                .status(
                        object.key(),
                        Map.of(),
                        Sample.condition("Accepted", good, good ? "Accepted" : "Invalid", "judged"));
    }

    // As the directory source does with ${NAME} in a Secret's values.
    private static KubernetesObject withEnvironment(KubernetesObject object) {
        return object.key().kind().equals("Secret")
                ? new KubernetesObject(
                        object.key(),
                        object.apiVersion(),
                        Map.of("spec", "from the environment"),
                        1,
                        Optional.empty(),
                        object.origin())
                : object;
    }

    @Override
    public boolean isReady() {
        return true;
    }

    @Override
    public SnapshotLease lease() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void recompile() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void reportListener(ObjectKey gateway, String listener, String failure) {
        throw new UnsupportedOperationException();
    }

    /** The names of all files below, hidden ones included. */
    public List<String> files() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> directory.relativize(file).toString().replace('\\', '/'))
                    .sorted()
                    .toList();
        }
    }
}
