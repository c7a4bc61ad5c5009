package io.camelid.itests.translation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A folder of golden files that all say the same, each in its format, written from the vendors' references.
 *
 * <ul>
 *   <li>{@code <kind>.<format>.json} is what a client or a provider of the format says, and, unless there is a file for
 *       it below, what it is told when others say it.
 *   <li>{@code <kind>.to-<format>.json} is what it is told where that differs, and {@code <kind>.<format>-to-<format>.json}
 *       where it differs for one pair.
 *   <li>{@code case.json} says what the case is about ({@code group}, {@code title}) and, by the names of these files, what is
 *       {@code lost}, what is {@code refused} with which code, and how a file differs ({@code notes}).
 * </ul>
 *
 * <p>Streams are {@code .sse}, and {@code .events} for AWS's event streams: a JSON object for each message.
 */
record GoldenCase(Path folder, JsonNode description) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** All cases, in the order of their groups and names. */
    static List<GoldenCase> all() throws IOException {
        Path golden = Path.of("src", "test", "resources", "golden");
        List<GoldenCase> cases = new ArrayList<>();
        try (Stream<Path> folders = Files.list(golden)) {
            for (Path folder : folders.toList()) {
                JsonNode description = JSON.readTree(folder.resolve("case.json").toFile());
                cases.add(new GoldenCase(folder, description));
            }
        }
        cases.sort(Comparator.comparing(GoldenCase::group).thenComparing(GoldenCase::name));
        return cases;
    }

    String name() {
        return folder.getFileName().toString();
    }

    Group group() {
        return Group.valueOf(description.path("group").asText());
    }

    String title() {
        return description.path("title").asText();
    }

    /** Whether requests ask for a stream. */
    boolean isStreamed() {
        return description.path("stream").asBoolean();
    }

    /** The model that a provider of a dialect has. */
    String model(Dialect dialect) {
        return description.path("models").path(dialect.fileName()).asText(dialect.model());
    }

    /** The status of an error answer. */
    int status(Dialect dialect) {
        return description
                .path("status")
                .path(dialect.fileName())
                .asInt(description.path("status").path("others").asInt());
    }

    /** Whether this case has something of a kind that goes in a direction: who could not ask for it is not answered. */
    boolean has(Kind kind, Pair pair) throws IOException {
        boolean asked = kind == Kind.REQUEST
                || !isAsked()
                || said(Kind.REQUEST, pair.to()).isPresent();
        return asked && said(kind, pair.from()).isPresent();
    }

    private boolean isAsked() throws IOException {
        for (Dialect dialect : Dialect.values()) {
            if (said(Kind.REQUEST, dialect).isPresent()) {
                return true;
            }
        }
        return false;
    }

    /** What somebody who speaks a dialect says. */
    Optional<ByteBuffer> said(Kind kind, Dialect dialect) throws IOException {
        return read(file(kind, dialect.fileName(), dialect));
    }

    /** What somebody is told. */
    Optional<ByteBuffer> told(Kind kind, Pair pair) throws IOException {
        Optional<String> other = other(kind, pair);
        return other.isPresent() ? read(file(kind, other.get(), pair.to())) : said(kind, pair.to());
    }

    /** The part of a file's name that says which pair it is for, if there is one that is not for all. */
    Optional<String> other(Kind kind, Pair pair) {
        return pair.names().stream()
                .filter(name -> Files.exists(file(kind, name, pair.to())))
                .findFirst();
    }

    private Path file(Kind kind, String of, Dialect dialect) {
        return folder.resolve(kind.fileName() + "." + of + kind.fileEnding(dialect));
    }

    private static Optional<ByteBuffer> read(Path file) throws IOException {
        return Files.exists(file) ? Optional.of(ByteBuffer.wrap(Files.readAllBytes(file))) : Optional.empty();
    }

    /** What is left out of a request. */
    TreeSet<String> lost(Pair pair) {
        TreeSet<String> names = new TreeSet<>();
        of("lost", "", pair).ifPresent(list -> list.forEach(name -> names.add(name.asText())));
        return names;
    }

    /** With which code a request is refused, if it is. */
    Optional<String> refused(Pair pair) {
        return of("refused", "", pair).map(JsonNode::asText);
    }

    /** How what is told differs from what would be said. */
    Optional<String> note(Kind kind, Pair pair) {
        return of("notes", kind.fileName() + ".", pair).map(JsonNode::asText);
    }

    private Optional<JsonNode> of(String member, String prefix, Pair pair) {
        JsonNode all = description.path(member);
        return pair.names().stream()
                .map(name -> all.path(prefix + name))
                .filter(node -> !node.isMissingNode())
                .findFirst();
    }
}
