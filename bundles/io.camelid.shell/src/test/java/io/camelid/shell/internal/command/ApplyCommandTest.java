package io.camelid.shell.internal.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.camelid.shell.internal.FakeConfiguration;
import io.camelid.shell.internal.FakeSession;
import io.camelid.shell.internal.FakeSettings;
import io.camelid.shell.internal.Run;
import io.camelid.shell.internal.Sample;
import io.camelid.shell.internal.manifest.LineParser;
import io.camelid.shell.internal.manifest.WatchedDirectory;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApplyCommandTest {
    @TempDir
    Path root;

    private Path watched;
    private Path home;
    private WatchedDirectory configuration;

    @BeforeEach
    void directories() throws IOException {
        watched = Files.createDirectory(root.resolve("manifests"));
        home = Files.createDirectory(root.resolve("home"));
        configuration = new WatchedDirectory(watched);
    }

    @Test
    void putsTheFileInPlaceAndSaysWhatBecameOfItsObjects() throws Exception {
        write("openai.yaml", "Backend openai x\nBackend gemini bad\n? odd");

        Run run = run("openai.yaml", "--no-format");

        assertEquals("", run.failure());
        List<String> lines = run.out()
                .lines()
                .map(line -> line.replaceAll("\\s*\t\\s*", "|").strip())
                .toList();
        assertEquals(
                List.of(
                        "Backend|ai/openai|yes|Accepted",
                        "Backend|ai/gemini|no|Accepted=False (Invalid): judged",
                        "WARNING applied/openai.yaml:3: line 3 is odd",
                        "applied as applied/openai.yaml"),
                lines);
        assertEquals(List.of("applied/openai.yaml"), configuration.files());
        assertEquals(
                "rw-------",
                PosixFilePermissions.toString(Files.getPosixFilePermissions(watched.resolve("applied/openai.yaml"))));
    }

    @Test
    void replacesWhatTheFileBroughtBefore() throws Exception {
        write("a.yaml", "Backend one x\nBackend two x\nSecret key raw");
        assertEquals("", run("a.yaml").failure());
        write("a.yaml", "Backend one y\nSecret key raw");

        assertEquals("", run("a.yaml").failure());

        assertEquals(
                List.of("Backend ai/one", "Secret ai/key"),
                configuration.current().objects().keySet().stream()
                        .map(Object::toString)
                        .toList());
        assertEquals("", run("a.yaml").failure(), "once more, with nothing changed");
    }

    @Test
    void refusesWhatItCannotReadWholeWithFileAndLine() throws Exception {
        write("bad.yaml", "Backend one x\n! cut\n! again");

        assertEquals(
                "bad.yaml:2: line 2 is odd\nbad.yaml:3: line 3 is odd",
                run("bad.yaml").failure());
        assertEquals(List.of(), configuration.files());
    }

    @Test
    void refusesWhatAnotherFileDefines() throws Exception {
        Files.writeString(watched.resolve("mine.yaml"), "\nBackend one x");
        configuration.current();
        write("one.yaml", "Backend one y");

        assertEquals(
                "Backend ai/one is defined in mine.yaml:2 already: change it there",
                run("one.yaml").failure());
        assertEquals(List.of("mine.yaml"), configuration.files());
    }

    @Test
    void refusesNothingAndTwice() throws Exception {
        write("empty.yaml", "");
        assertEquals("empty.yaml holds no objects", run("empty.yaml").failure());
        write("twice.yaml", "Backend one x\nBackend one y");
        assertEquals("twice.yaml defines an object twice", run("twice.yaml").failure());
        assertEquals(
                "there is no file " + home.resolve("none.yaml"),
                run("none.yaml").failure());
        assertEquals("say what to apply: a file, or - and --name", run().failure());
    }

    @Test
    void readsStandardInputUnderAGivenName() throws Exception {
        ApplyCommand command = command();
        command.in = new ByteArrayInputStream("Backend one x".getBytes(StandardCharsets.UTF_8));

        assertEquals("", run(command, "-", "--name", "team-a").failure());
        assertEquals(List.of("applied/team-a.yaml"), configuration.files());

        assertEquals(
                "standard input has no name: give one with --name",
                run(command(), "-").failure());
        assertEquals(
                "not a file name: ../evil.yaml; give one with --name",
                run(command(), "--name", "../evil.yaml", "-").failure());
    }

    @Test
    void checkFailsWhenAnObjectIsNotGood() throws Exception {
        write("a.yaml", "Backend one bad");

        JsonNode status = new ObjectMapper().readTree(run("a.yaml", "--json").out());
        assertEquals("one", status.at("/0/name").asText());
        assertTrue(status.at("/0/status").asText().startsWith("Accepted=False"));
        assertEquals("not every object is good", run("a.yaml", "--check").failure());
    }

    @Test
    void saysWhenNothingHappens() throws Exception {
        write("a.yaml", "Backend one x");
        ApplyCommand command = command();
        command.configuration = new FakeConfiguration(new Sample().build());
        command.deadline = Duration.ZERO;

        assertEquals(
                "applied/a.yaml is in place but not live after 0 s; llm:config-status may say why",
                run(command, "a.yaml").failure());
    }

    @Test
    void saysThatNoDirectoryIsWatched() throws Exception {
        write("a.yaml", "Backend one x");
        ApplyCommand command = command();
        command.configurationAdmin = FakeSettings.none();

        assertEquals(
                "there is no watched directory: set 'directory' in etc/io.camelid.config.directory.cfg",
                run(command, "a.yaml").failure());
    }

    private void write(String name, String content) throws IOException {
        Files.writeString(home.resolve(name), content);
    }

    private ApplyCommand command() {
        ApplyCommand command = new ApplyCommand();
        command.configuration = configuration;
        command.parser = new LineParser();
        command.configurationAdmin =
                new FakeSettings(Map.of("io.camelid.config.directory", Map.of("directory", watched.toString())));
        return command;
    }

    private Run run(String... words) throws Exception {
        return run(command(), words);
    }

    private Run run(ApplyCommand command, String... words) throws Exception {
        FakeSession session = FakeSession.headless();
        session.currentDir(home);
        return Run.in(session, command, words);
    }
}
