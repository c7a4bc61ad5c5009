package io.camelid.config.directory.internal;

import io.camelid.config.KubernetesObject;
import io.camelid.config.ManifestParser;
import io.camelid.config.Origin;
import io.camelid.config.Problem;
import io.camelid.config.Problem.Severity;
import io.camelid.config.SourceContent;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A directory of manifests, looked at from time to time. A file that cannot be read, or not to its
 * end, keeps the objects that it had when it last could. Not thread-safe.
 */
final class ManifestDirectory {
    static final String SOURCE = "directory";

    private static final Logger LOG = LoggerFactory.getLogger(ManifestDirectory.class);
    /** One byte more than the parser takes is enough for it to say so. */
    private static final int LARGEST_FILE = (10 << 20) + 1;

    private static final long LARGEST_SUM = 64L << 20;

    /**
     * What a file had when it was last read, and what is wrong with it now.
     *
     * @param fingerprint empty when it has to be read again whatever its fingerprint
     */
    private record ReadFile(Optional<Fingerprint> fingerprint, SourceContent content) {}

    private final Path root;
    private final ManifestParser parser;
    private final EnvironmentReferences environment;
    private final SecretStore store;
    private final ExternalSecrets externalSecrets;
    private final Generations generations = new Generations();
    private final SettledFiles manifests = new SettledFiles();
    private final SettledFiles secrets = new SettledFiles();
    private final SortedMap<Path, ReadFile> read = new TreeMap<>();
    private List<Problem> treeProblems = List.of();
    private boolean looked;

    ManifestDirectory(Path root, ManifestParser parser, Map<String, String> environment, Path secrets) {
        this.root = root.toAbsolutePath().normalize();
        this.parser = parser;
        this.environment = new EnvironmentReferences(environment);
        this.store = new SecretStore(secrets, environment);
        this.externalSecrets = new ExternalSecrets(store);
    }

    Path root() {
        return root;
    }

    /** Looks at the directory; what it has now, unless that is what it had at the last look. */
    Optional<SourceContent> look() {
        boolean changed = !looked;
        looked = true;
        changed |= secrets.look(FileTree.of(store.root(), name -> true));
        changed |= lookAtManifests();
        return changed ? Optional.of(content()) : Optional.empty();
    }

    private boolean lookAtManifests() {
        FileTree tree = FileTree.of(root, ManifestDirectory::isManifest);
        List<Problem> problems = new ArrayList<>();
        if (!Files.isDirectory(root)) {
            problems.add(problem(Severity.WARNING, root, "is no directory, or not yet"));
        }
        tree.unreadable().forEach((path, why) -> problems.add(problem(Severity.ERROR, path, why)));
        boolean changed = !problems.equals(treeProblems);
        treeProblems = problems;
        manifests.look(tree);
        changed |= read.keySet().retainAll(manifests.files().keySet());
        long sum = 0;
        for (Map.Entry<Path, Fingerprint> file : manifests.files().entrySet()) {
            sum += file.getValue().size();
            changed |= lookAt(file.getKey(), file.getValue(), sum > LARGEST_SUM);
        }
        return changed;
    }

    private boolean lookAt(Path file, Fingerprint fingerprint, boolean tooMuch) {
        ReadFile before = read.get(file);
        if (!tooMuch && before != null && before.fingerprint().equals(Optional.of(fingerprint))) {
            return false;
        }
        ReadFile now = tooMuch
                ? kept(before, problem(Severity.ERROR, file, "not read: there are more than 64 MiB of manifests"))
                : read(file, fingerprint, before);
        read.put(file, now);
        return before == null || !before.content().equals(now.content());
    }

    private ReadFile read(Path file, Fingerprint fingerprint, ReadFile before) {
        try (InputStream stream = Files.newInputStream(file)) {
            SourceContent now = parser.parse(SOURCE, location(file), stream.readNBytes(LARGEST_FILE));
            boolean broken = now.problems().stream().anyMatch(problem -> problem.severity() == Severity.ERROR);
            return new ReadFile(
                    Optional.of(fingerprint),
                    broken && before != null
                            ? new SourceContent(before.content().objects(), now.problems())
                            : now);
        } catch (IOException unreadable) {
            return kept(before, problem(Severity.ERROR, file, "cannot be read: " + nameOf(unreadable)));
        } catch (RuntimeException | StackOverflowError bug) {
            LOG.error("Cannot parse {}", file, bug);
            SourceContent content = kept(before, problem(Severity.ERROR, file, "internal error: " + nameOf(bug)))
                    .content();
            return new ReadFile(Optional.of(fingerprint), content);
        }
    }

    /** The objects that a file had, and a problem; the file will be tried again. */
    private static ReadFile kept(ReadFile before, Problem problem) {
        List<KubernetesObject> objects =
                before == null ? List.of() : before.content().objects();
        return new ReadFile(Optional.empty(), new SourceContent(objects, List.of(problem)));
    }

    /** Objects in the order of their files, and after them what is rendered: what is written down wins. */
    private SourceContent content() {
        List<KubernetesObject> objects = new ArrayList<>();
        List<KubernetesObject> rendered = new ArrayList<>();
        List<Problem> problems = new ArrayList<>(treeProblems);
        for (ReadFile file : read.values()) {
            problems.addAll(file.content().problems());
            for (KubernetesObject object : file.content().objects()) {
                if (ExternalSecrets.isOne(object)) {
                    ExternalSecrets.Rendering rendering = externalSecrets.render(object);
                    objects.add(rendering.externalSecret());
                    rendered.add(rendering.secret());
                } else {
                    objects.add(environment.resolve(object, problems));
                }
            }
        }
        objects.addAll(rendered);
        return new SourceContent(generations.count(objects), problems);
    }

    private Problem problem(Severity severity, Path path, String message) {
        String shown = path.equals(root) ? root + " " + message : message;
        return new Problem(severity, Optional.empty(), new Origin(SOURCE, location(path), 0), shown);
    }

    private String location(Path path) {
        return root.relativize(path).toString().replace('\\', '/');
    }

    private static String nameOf(Throwable failure) {
        return failure.getClass().getSimpleName();
    }

    private static boolean isManifest(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(".yaml") || lower.endsWith(".yml") || lower.endsWith(".json");
    }
}
