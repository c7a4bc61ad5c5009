package io.camelid.config.directory.internal;

import io.camelid.config.KubernetesObject;
import io.camelid.config.ManifestParser;
import io.camelid.config.Origin;
import io.camelid.config.Problem;
import io.camelid.config.Problem.Severity;
import io.camelid.config.SourceContent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A directory of manifests, looked at from time to time. A file that has changed is read when it has
 * stayed the same for one look, so that a file half written is left alone; one that cannot be read
 * keeps what it last had. Not thread-safe.
 */
final class ManifestDirectory {
    static final String SOURCE = "directory";

    /** What a file had when it was last read, and what is wrong with it. */
    private record ReadFile(Fingerprint fingerprint, SourceContent content) {}

    private final Path root;
    private final ManifestParser parser;
    private final EnvironmentReferences environment;
    private final SecretStore store;
    private final ExternalSecrets externalSecrets;
    private final SortedMap<Path, ReadFile> read = new TreeMap<>();
    private Map<Path, Fingerprint> lastLook = new HashMap<>();
    private SortedMap<Path, Fingerprint> secretFiles = new TreeMap<>();
    private List<String> unreadable = List.of();
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
        changed |= lookAtSecrets();
        changed |= lookAtManifests();
        looked = true;
        return changed ? Optional.of(content()) : Optional.empty();
    }

    private boolean lookAtSecrets() {
        SortedMap<Path, Fingerprint> now;
        try {
            now = Files.isDirectory(store.root())
                    ? FileTree.of(store.root(), name -> true).files()
                    : new TreeMap<>();
        } catch (IOException e) {
            now = new TreeMap<>();
        }
        boolean changed = !now.equals(secretFiles);
        secretFiles = now;
        return changed;
    }

    private boolean lookAtManifests() {
        FileTree tree;
        try {
            tree = Files.isDirectory(root)
                    ? FileTree.of(root, ManifestDirectory::isManifest)
                    : new FileTree(new TreeMap<>(), List.of("the directory " + root + " does not exist"));
        } catch (IOException e) {
            tree = new FileTree(
                    new TreeMap<>(), List.of(root + ": " + e.getClass().getSimpleName()));
        }
        boolean changed = !tree.unreadable().equals(unreadable);
        unreadable = tree.unreadable();
        changed |= read.keySet().retainAll(tree.files().keySet());
        for (Map.Entry<Path, Fingerprint> entry : tree.files().entrySet()) {
            changed |= lookAt(entry.getKey(), entry.getValue());
        }
        lastLook = tree.files();
        return changed;
    }

    private boolean lookAt(Path file, Fingerprint fingerprint) {
        ReadFile before = read.get(file);
        if (before != null && before.fingerprint().equals(fingerprint)) {
            return false;
        }
        boolean settled = fingerprint.equals(lastLook.get(file));
        if (looked && !settled) {
            return false;
        }
        read.put(file, new ReadFile(fingerprint, read(file, before)));
        return true;
    }

    private SourceContent read(Path file, ReadFile before) {
        String location = root.relativize(file).toString();
        SourceContent now;
        try {
            now = parser.parse(SOURCE, location, Files.readAllBytes(file));
        } catch (IOException e) {
            Problem problem = new Problem(
                    Severity.ERROR,
                    Optional.empty(),
                    new Origin(SOURCE, location, 0),
                    "cannot be read: " + e.getClass().getSimpleName());
            now = new SourceContent(List.of(), List.of(problem));
        }
        boolean broken = now.problems().stream().anyMatch(problem -> problem.severity() == Severity.ERROR);
        return broken && before != null ? new SourceContent(before.content().objects(), now.problems()) : now;
    }

    private SourceContent content() {
        List<KubernetesObject> objects = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        for (String what : unreadable) {
            problems.add(new Problem(Severity.WARNING, Optional.empty(), new Origin(SOURCE, "", 0), what));
        }
        for (ReadFile file : read.values()) {
            problems.addAll(file.content().problems());
            for (KubernetesObject object : file.content().objects()) {
                objects.add(environment.resolve(object, problems));
                externalSecrets.render(object, problems).ifPresent(objects::add);
            }
        }
        return new SourceContent(objects, problems);
    }

    private static boolean isManifest(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(".yaml") || lower.endsWith(".yml") || lower.endsWith(".json");
    }
}
