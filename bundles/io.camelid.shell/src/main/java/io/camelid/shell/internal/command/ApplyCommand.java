package io.camelid.shell.internal.command;

import io.camelid.config.Configuration;
import io.camelid.config.ManifestParser;
import io.camelid.config.ObjectKey;
import io.camelid.config.Problem;
import io.camelid.config.Problem.Severity;
import io.camelid.shell.internal.BundleSettings;
import io.camelid.shell.internal.Column;
import io.camelid.shell.internal.Json;
import io.camelid.shell.internal.ReportCommand;
import io.camelid.shell.internal.Verdict;
import io.camelid.shell.internal.manifest.AppliedManifests;
import io.camelid.shell.internal.manifest.AppliedManifests.Applied;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;
import org.apache.karaf.shell.support.completers.FileCompleter;
import org.apache.karaf.shell.support.completers.StringsCompleter;
import org.osgi.service.cm.ConfigurationAdmin;

/** {@code llm:apply FILE}. */
@Service
@Command(
        scope = "llm",
        name = "apply",
        description = "Takes a file of manifests into use: checks it, copies it into the folder applied/ of the watched"
                + " directory, and says what has become of its objects. A file that cannot be read whole changes"
                + " nothing.",
        detailedDescription =
                "Applying a file of the same name again replaces what it brought before; deleting its copy"
                        + " takes it back.")
public class ApplyCommand extends ReportCommand {
    static final String DIRECTORY_PID = "io.camelid.config.directory";

    private static final int MOST_BYTES = 16 << 20;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,199}");
    private static final Pattern MANIFEST = Pattern.compile(".*\\.(ya?ml|json)");

    @Option(name = "-", description = "Reads from standard input, instead of FILE; needs --name")
    boolean standardInput;

    @Option(name = "--name", description = "The copy's name, instead of the file's own")
    String name;

    @Option(name = "--check", description = "Fails when an object is not good, for scripts")
    boolean check;

    @Argument(index = 0, name = "FILE", description = "A YAML or JSON file on the gateway's machine")
    @Completion(FileCompleter.class)
    String file;

    @Argument(
            index = 1,
            name = "options",
            multiValued = true,
            valueToShowInHelp = "",
            description = "Options may also come last")
    @Completion(
            value = StringsCompleter.class,
            values = {"--check", "--json", "--name", "--no-format"})
    List<String> words = List.of();

    @Reference
    Configuration configuration;

    @Reference
    ManifestParser parser;

    @Reference
    ConfigurationAdmin configurationAdmin;

    /** How long the watcher of the directory may take. */
    Duration deadline = Duration.ofSeconds(10);

    InputStream in = System.in;

    @Override
    protected List<String> words() {
        return words;
    }

    @Override
    protected void run() throws Exception {
        if (standardInput == (file != null)) {
            throw new CommandException("say what to apply: a file, or - and --name");
        }
        String copy = copyName();
        byte[] bytes = standardInput ? bounded(in) : read(session.currentDir().resolve(file));
        AppliedManifests manifests = new AppliedManifests(configuration, parser, directory(), deadline);
        Applied applied = manifests.apply(standardInput ? "standard input" : file, copy, bytes);
        report(
                applied.objects(),
                List.of(
                        Column.text("KIND", ObjectKey::kind),
                        Column.text("NAME", ObjectKey::qualifiedName),
                        Column.text("GOOD", key -> verdict(applied, key).good() ? "yes" : "no"),
                        Column.text("STATUS", key -> verdict(applied, key).text())),
                key -> object(applied, key));
        if (!json) {
            for (Problem problem : remarks(applied)) {
                out.println(problem.severity() + " " + problem.origin() + ": " + problem.message());
            }
            out.println("applied as " + applied.location());
        }
        if (check
                && applied.objects().stream()
                        .anyMatch(key -> !verdict(applied, key).good())) {
            throw new CommandException("not every object is good");
        }
    }

    private Path directory() throws CommandException {
        return new BundleSettings(configurationAdmin)
                .text(DIRECTORY_PID, "directory")
                .map(Path::of)
                .filter(Files::isDirectory)
                .orElseThrow(() -> new CommandException(
                        "there is no watched directory: set 'directory' in etc/" + DIRECTORY_PID + ".cfg"));
    }

    private String copyName() throws CommandException {
        if (name == null && standardInput) {
            throw new CommandException("standard input has no name: give one with --name");
        }
        String base = name != null ? name : Path.of(file).getFileName().toString();
        if (!NAME.matcher(base).matches()) {
            throw new CommandException("not a file name: " + base + "; give one with --name");
        }
        return MANIFEST.matcher(base).matches() ? base : base + ".yaml";
    }

    private static byte[] read(Path path) throws CommandException, IOException {
        try (InputStream stream = Files.newInputStream(path)) {
            return bounded(stream);
        } catch (NoSuchFileException e) {
            throw new CommandException("there is no file " + path);
        }
    }

    private static byte[] bounded(InputStream stream) throws CommandException, IOException {
        byte[] bytes = stream.readNBytes(MOST_BYTES + 1);
        if (bytes.length > MOST_BYTES) {
            throw new CommandException("more than " + (MOST_BYTES >> 20) + " MiB of manifests");
        }
        return bytes;
    }

    /** The problems that no object's status tells. */
    private static List<Problem> remarks(Applied applied) {
        return applied.problems().stream()
                .filter(problem -> problem.severity() == Severity.WARNING
                        || problem.object().stream()
                                .allMatch(key -> verdict(applied, key).good()))
                .toList();
    }

    private static Verdict verdict(Applied applied, ObjectKey key) {
        return Verdict.of(applied.compilation(), key);
    }

    private static Map<String, Object> object(Applied applied, ObjectKey key) {
        Verdict verdict = verdict(applied, key);
        return Json.object(
                "kind", key.kind(),
                "namespace", key.namespace(),
                "name", key.name(),
                "good", verdict.good(),
                "status", verdict.text());
    }
}
