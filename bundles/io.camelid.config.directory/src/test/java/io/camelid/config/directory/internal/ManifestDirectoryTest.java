package io.camelid.config.directory.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.camelid.config.KubernetesObject;
import io.camelid.config.ManifestParser;
import io.camelid.config.Problem;
import io.camelid.config.SourceContent;
import io.camelid.config.internal.manifest.DocumentParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Looks at real directories, one look at a time. */
class ManifestDirectoryTest {
    @TempDir
    Path temporary;

    private Path root;
    private Path secrets;
    private final Map<String, String> environment = new HashMap<>();
    private ManifestDirectory directory;

    @BeforeEach
    void open() throws IOException {
        root = Files.createDirectory(temporary.resolve("manifests"));
        secrets = temporary.resolve("secrets");
        directory = directory(new DocumentParser());
    }

    private ManifestDirectory directory(ManifestParser parser) {
        return new ManifestDirectory(root, parser, environment, secrets);
    }

    private void write(String file, String text) throws IOException {
        Path path = temporary.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    private static String object(String name) {
        return "apiVersion: v1\nkind: Thing\nmetadata: {name: " + name + "}\n---\n";
    }

    /** What the next look, or the one after it, finds. */
    private SourceContent changed() {
        return directory.look().or(directory::look).orElseThrow(() -> new AssertionError("nothing has changed"));
    }

    private void assertUnchanged() {
        for (int look = 0; look < 3; look++) {
            assertEquals(Optional.empty(), directory.look());
        }
    }

    private static List<String> names(SourceContent content) {
        return content.objects().stream().map(object -> object.key().name()).toList();
    }

    private static List<String> problems(SourceContent content) {
        return content.problems().stream()
                .map(problem -> problem.origin() + ": " + problem.message())
                .toList();
    }

    private static KubernetesObject find(SourceContent content, String kind, String name) {
        return content.objects().stream()
                .filter(object ->
                        object.key().kind().equals(kind) && object.key().name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theFirstLookReadsEverythingInOrderOfPaths() throws IOException {
        write("manifests/b.yaml", object("b1") + object("b2"));
        write("manifests/a/deep/down/x.YML", object("x"));
        write("manifests/c.json", "{\"apiVersion\": \"v1\", \"kind\": \"Thing\", \"metadata\": {\"name\": \"c\"}}");
        write("manifests/README.md", "not one of them");
        write("manifests/.hidden.yaml", object("hidden"));
        write("manifests/.git/x.yaml", object("hidden"));
        write("manifests/b.yaml~", object("backup"));
        SourceContent content = directory.look().orElseThrow();
        assertEquals(List.of("x", "b1", "b2", "c"), names(content));
        assertEquals(List.of(), content.problems());
        assertEquals("a/deep/down/x.YML:1", content.objects().get(0).origin().toString());
        assertEquals("directory", content.objects().get(0).origin().source());
        assertUnchanged();
    }

    @Test
    void anEditCountsOnceTheFileRests() throws IOException {
        write("manifests/a.yaml", object("one"));
        directory.look();
        write("manifests/a.yaml", object("three"));
        assertEquals(Optional.empty(), directory.look());
        write("manifests/a.yaml", object("three") + object("four"));
        assertEquals(Optional.empty(), directory.look());
        assertEquals(List.of("three", "four"), names(directory.look().orElseThrow()));
        assertUnchanged();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'spec: ['                              | a.yaml:5",
                "'metadata: {name: again}'              | a.yaml:5",
                "'apiVersion: v1\nkind: Thing'          | a.yaml:5",
            })
    void aBrokenFileKeepsWhatItHad(String addition, String place) throws IOException {
        write("manifests/a.yaml", object("one"));
        write("manifests/b.yaml", object("two"));
        directory.look();
        write("manifests/a.yaml", object("new") + addition + "\n");
        SourceContent broken = changed();
        assertEquals(List.of("one", "two"), names(broken));
        assertEquals(1, broken.problems().size());
        assertEquals(Problem.Severity.ERROR, broken.problems().get(0).severity());
        assertTrue(problems(broken).get(0).startsWith(place), () -> problems(broken)
                .toString());
        write("manifests/a.yaml", object("new"));
        SourceContent mended = changed();
        assertEquals(List.of("new", "two"), names(mended));
        assertEquals(List.of(), mended.problems());
    }

    @Test
    void aFileThatIsBrokenFromTheStartGivesWhatCanBeRead() throws IOException {
        write("manifests/a.yaml", object("one") + "kind: Thing\n");
        write("manifests/b.yaml", "a: [\n");
        SourceContent content = directory.look().orElseThrow();
        assertEquals(List.of("one"), names(content));
        assertEquals(2, content.problems().size());
    }

    @Test
    void aDeletedFileIsGoneAtTheSecondLook() throws IOException {
        write("manifests/a.yaml", object("one"));
        write("manifests/b.yaml", object("two"));
        directory.look();
        Files.delete(root.resolve("a.yaml"));
        assertEquals(Optional.empty(), directory.look());
        assertEquals(List.of("two"), names(directory.look().orElseThrow()));
    }

    @Test
    void aFileThatAnEditorReplacesIsNeverGone() throws IOException {
        write("manifests/a.yaml", object("one"));
        directory.look();
        Files.move(root.resolve("a.yaml"), root.resolve("a.yaml~"));
        assertEquals(Optional.empty(), directory.look());
        write("manifests/a.yaml", object("two"));
        assertEquals(Optional.empty(), directory.look());
        assertEquals(List.of("two"), names(directory.look().orElseThrow()));
    }

    @Test
    void aRenameOverTheFileCounts() throws IOException {
        write("manifests/a.yaml", object("one"));
        directory.look();
        write("new", object("two"));
        Files.setLastModifiedTime(temporary.resolve("new"), Files.getLastModifiedTime(root.resolve("a.yaml")));
        Files.move(temporary.resolve("new"), root.resolve("a.yaml"), StandardCopyOption.ATOMIC_MOVE);
        assertEquals(List.of("two"), names(changed()));
    }

    /** The layout of a ConfigMap volume: {@code a.yaml -> ..data/a.yaml}, {@code ..data -> ..2026_1}. */
    @Test
    void aMountedConfigMapIsSwappedAsOne() throws IOException {
        write("manifests/..2026_1/a.yaml", object("one"));
        write("manifests/..2026_2/a.yaml", object("two"));
        Files.createSymbolicLink(root.resolve("..data"), Path.of("..2026_1"));
        Files.createSymbolicLink(root.resolve("a.yaml"), Path.of("..data/a.yaml"));
        SourceContent first = directory.look().orElseThrow();
        assertEquals(List.of("one"), names(first));
        assertEquals("a.yaml:1", first.objects().get(0).origin().toString());
        Files.createSymbolicLink(root.resolve("..data_tmp"), Path.of("..2026_2"));
        Files.move(root.resolve("..data_tmp"), root.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
        assertEquals(List.of("two"), names(changed()));
    }

    @Test
    void linksThatGoInCirclesAreReportedOnce() throws IOException {
        write("manifests/sub/a.yaml", object("one"));
        Files.createSymbolicLink(root.resolve("sub/loop"), root);
        Files.createSymbolicLink(root.resolve("dangling.yaml"), Path.of("nowhere"));
        SourceContent content = directory.look().orElseThrow();
        assertEquals(List.of("one"), names(content));
        assertEquals(List.of("sub/loop: cannot be read: FileSystemLoopException"), problems(content));
        assertUnchanged();
    }

    @Test
    void aMissingDirectoryIsEmptyUntilItAppears() throws IOException {
        Files.delete(root);
        SourceContent missing = directory.look().orElseThrow();
        assertEquals(List.of(), missing.objects());
        assertEquals(
                List.of(Problem.Severity.WARNING),
                missing.problems().stream().map(Problem::severity).toList());
        assertUnchanged();
        write("manifests/a.yaml", object("one"));
        assertEquals(List.of(), changed().problems());
        assertEquals(List.of("one"), names(directory.look().orElseThrow()));
    }

    /** {@code /proc/self/mem} is a regular file of which the first byte cannot be read, whoever asks. */
    @Test
    void anUnreadableFileKeepsWhatItHadAndIsTriedAgain() throws IOException {
        write("manifests/a.yaml", object("one"));
        directory.look();
        Files.delete(root.resolve("a.yaml"));
        Files.createSymbolicLink(root.resolve("a.yaml"), Path.of("/proc/self/mem"));
        SourceContent unreadable = changed();
        assertEquals(List.of("one"), names(unreadable));
        assertEquals(List.of("a.yaml: cannot be read: IOException"), problems(unreadable));
        assertUnchanged();
        Files.delete(root.resolve("a.yaml"));
        write("manifests/a.yaml", object("two"));
        assertEquals(List.of("two"), names(changed()));
    }

    @Test
    void whatCannotBeSeenIsNotGone() {
        SettledFiles files = new SettledFiles();
        Path below = root.resolve("sub/a.yaml");
        Path beside = root.resolve("b.yaml");
        Fingerprint fingerprint = new Fingerprint(1, null, "");
        var both = new java.util.TreeMap<>(Map.of(below, fingerprint, beside, fingerprint));
        assertTrue(files.look(new FileTree(both, new java.util.TreeMap<>())));
        FileTree hidden =
                new FileTree(new java.util.TreeMap<>(), new java.util.TreeMap<>(Map.of(root.resolve("sub"), "locked")));
        files.look(hidden);
        assertTrue(files.look(hidden));
        assertEquals(Map.of(below, fingerprint), files.files());
    }

    @Test
    void limitsAreReported() throws IOException {
        write("manifests/large.yaml", "# ".repeat(6 << 20));
        write("manifests/" + "d/".repeat(20) + "deep.yaml", object("deep"));
        SourceContent content = directory.look().orElseThrow();
        assertEquals(List.of(), content.objects());
        assertEquals(2, content.problems().size());
        assertTrue(problems(content).get(0).endsWith("nested deeper than 16 directories"));
        assertEquals("large.yaml: larger than 10 MiB", problems(content).get(1));
        String filler = ("# " + "x".repeat(1021) + "\n").repeat(8 << 10);
        for (int number = 0; number < 8; number++) {
            write("manifests/many-" + number + ".yaml", object("o" + number) + filler);
        }
        SourceContent many = changed();
        assertEquals(6, many.objects().size());
        assertTrue(
                problems(many).contains("many-7.yaml: not read: there are more than 64 MiB of manifests"),
                () -> problems(many).toString());
    }

    @Test
    void aBugInTheParserStaysWithTheFile() throws IOException {
        write("manifests/a.yaml", object("one"));
        write("manifests/b.yaml", object("two"));
        directory = directory((source, location, bytes) -> {
            if (location.equals("a.yaml")) {
                throw new IllegalStateException("a bug");
            }
            return new DocumentParser().parse(source, location, bytes);
        });
        SourceContent content = directory.look().orElseThrow();
        assertEquals(List.of("two"), names(content));
        assertEquals(List.of("a.yaml: internal error: IllegalStateException"), problems(content));
        assertUnchanged();
    }

    @Test
    void generationsCountChangesOfTheSpec() throws IOException {
        String text = object("one").replace("---\n", "spec: {a: 1}\n---\n");
        write("manifests/a.yaml", text + object("two"));
        assertEquals(1, find(directory.look().orElseThrow(), "Thing", "one").generation());
        write("manifests/a.yaml", text.replace("a: 1", "a: 22") + object("two"));
        SourceContent edited = changed();
        assertEquals(2, find(edited, "Thing", "one").generation());
        assertEquals(1, find(edited, "Thing", "two").generation());
        write(
                "manifests/a.yaml",
                "# a comment\n" + text.replace("a: 1", "a: 22").replace("name: one", "labels: {x: y}, name: one"));
        assertEquals(2, find(changed(), "Thing", "one").generation());
    }

    private static Map<?, ?> values(SourceContent content, String member) {
        return (Map<?, ?>) find(content, "Secret", "s").content().get(member);
    }

    @Test
    void secretsAreFilledFromTheEnvironment() throws IOException {
        environment.put("KEY", "k$1\\");
        environment.put("EMPTY", " ");
        write(
                "manifests/a.yaml",
                """
                apiVersion: v1
                kind: Secret
                metadata: {name: s}
                stringData:
                  good: "Bearer ${KEY}"
                  missing: "${UNSET_NAME}"
                  empty: "${EMPTY}"
                  other: "$KEY ${not-a-name} $${KEY}"
                data:
                  raw: ${KEY}
                ---
                apiVersion: v1
                kind: Thing
                metadata: {name: t}
                stringData: {untouched: "${KEY}"}
                """);
        SourceContent content = directory.look().orElseThrow();
        assertEquals(
                Map.of("good", "Bearer k$1\\", "other", "$KEY ${not-a-name} $k$1\\"), values(content, "stringData"));
        assertEquals(Map.of("raw", "k$1\\"), values(content, "data"));
        assertEquals(
                Map.of("untouched", "${KEY}"),
                find(content, "Thing", "t").content().get("stringData"));
        assertEquals(
                List.of(
                        "a.yaml:1: stringData.missing is left out: the environment variable UNSET_NAME is not set",
                        "a.yaml:1: stringData.empty is left out: the environment variable EMPTY is not set"),
                problems(content));
        assertEquals(
                "Secret default/s",
                content.problems().get(0).object().orElseThrow().toString());
    }

    private static final String EXTERNAL =
            """
            apiVersion: external-secrets.io/v1
            kind: ExternalSecret
            metadata: {name: es, namespace: ns}
            spec:
              target: {name: s%s}
            %s
            """;
    private static final String TEMPLATE =
            ", template: {type: Custom, data: {Authorization: 'Bearer {{ .API_KEY }}', other: '{{- .OTHER -}}'}}";
    private static final String EXTRACT = "  dataFrom: [{extract: {key: team/credentials}}]";

    private static Map<?, ?> ready(SourceContent content) {
        Map<?, ?> status =
                (Map<?, ?>) find(content, "ExternalSecret", "es").content().get("status");
        return (Map<?, ?>) ((List<?>) status.get("conditions")).get(0);
    }

    @Test
    void externalSecretsAreRenderedFromFilesAndTheEnvironment() throws IOException {
        environment.put("API_KEY", "from-environment");
        environment.put("OTHER", "o");
        write("manifests/a.yaml", EXTERNAL.formatted(TEMPLATE, EXTRACT));
        SourceContent content = directory.look().orElseThrow();
        assertEquals(Map.of("Authorization", "Bearer from-environment", "other", "o"), values(content, "stringData"));
        assertEquals("Custom", find(content, "Secret", "s").content().get("type"));
        assertEquals("Secret ns/s (a.yaml:1)", find(content, "Secret", "s").toString());
        assertEquals("True", ready(content).get("status"));
        write("secrets/team/credentials/API_KEY", "from-file\n");
        assertEquals("Bearer from-file", values(changed(), "stringData").get("Authorization"));
        write("secrets/team/credentials/API_KEY", "rotated");
        SourceContent rotated = changed();
        assertEquals("Bearer rotated", values(rotated, "stringData").get("Authorization"));
        assertEquals(1, find(rotated, "ExternalSecret", "es").generation());
        Files.delete(secrets.resolve("team/credentials/API_KEY"));
        assertEquals("Bearer from-environment", values(changed(), "stringData").get("Authorization"));
    }

    @Test
    void whatTheStoreLacksIsLeftOutAndSaid() throws IOException {
        environment.put("OTHER", "o");
        write("manifests/a.yaml", EXTERNAL.formatted(TEMPLATE, EXTRACT));
        SourceContent content = directory.look().orElseThrow();
        assertEquals(Map.of("other", "o"), values(content, "stringData"));
        assertEquals("False", ready(content).get("status"));
        assertEquals("SecretSyncedError", ready(content).get("reason"));
        assertEquals(
                "key Authorization is left out: there is neither a file API_KEY in the local secret store"
                        + " nor an environment variable of that name",
                ready(content).get("message"));
    }

    @Test
    void externalSecretsWithoutTemplateTakeWhatThereIs() throws IOException {
        environment.put("renamed", "e");
        write("secrets/team/credentials/one", "1");
        write("secrets/team/credentials/.hidden", "x");
        write("secrets/elsewhere/property", "2");
        write(
                "manifests/a.yaml",
                EXTERNAL.formatted(
                        "",
                        EXTRACT + "\n  data: [{secretKey: two, remoteRef: {key: elsewhere, property: property}},"
                                + " {secretKey: renamed, remoteRef: {key: x}}, {secretKey: none, remoteRef: {key: x}}]"));
        SourceContent content = directory.look().orElseThrow();
        assertEquals(Map.of("one", "1", "two", "2", "renamed", "e"), values(content, "stringData"));
        assertTrue(ready(content).get("message").toString().startsWith("key none is left out"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"../outside", "/etc", "team/../../outside", "team/credentials/../../../outside", ".."})
    void manifestsCannotNameFilesOutsideTheStore(String key) throws IOException {
        write("outside/API_KEY", "stolen");
        write("API_KEY", "stolen");
        write("secrets/team/x", "x");
        write("manifests/a.yaml", EXTERNAL.formatted(TEMPLATE, EXTRACT.replace("team/credentials", key)));
        SourceContent content = directory.look().orElseThrow();
        assertFalse(content.objects().toString().contains("stolen"));
        assertEquals(Map.of(), values(content, "stringData"));
    }

    @Test
    void templatesBeyondPlainReferencesAreRefused() throws IOException {
        environment.put("A", "a");
        write(
                "manifests/a.yaml",
                EXTERNAL.formatted(", template: {data: {x: '{{ .A | b64enc }}', y: plain}}", EXTRACT));
        SourceContent content = directory.look().orElseThrow();
        assertEquals(Map.of("y", "plain"), values(content, "stringData"));
        assertEquals(
                "key x is left out: only plain {{ .NAME }} references are supported",
                ready(content).get("message"));
    }

    @Test
    void aSecretThatIsWrittenDownComesBeforeARenderedOne() throws IOException {
        write("manifests/a.yaml", EXTERNAL.formatted(TEMPLATE, EXTRACT));
        write(
                "manifests/b.yaml",
                "apiVersion: v1\nkind: Secret\nmetadata: {name: s, namespace: ns}\nstringData: {a: b}\n");
        assertEquals(Map.of("a", "b"), values(directory.look().orElseThrow(), "stringData"));
    }

    @Test
    void whatAnEditLeavesAloneIsTheSameInstance() throws IOException {
        write("manifests/all.yaml", object("a") + object("b"));
        write("manifests/other.yaml", object("c"));
        List<KubernetesObject> before = changed().objects();
        write("manifests/all.yaml", object("a") + object("b").replace("---", "spec: {}\n---"));
        List<KubernetesObject> after = changed().objects();
        assertSame(before.get(0), after.get(0));
        assertNotSame(before.get(1), after.get(1));
        assertSame(before.get(2), after.get(2));
    }
}
