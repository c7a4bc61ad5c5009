package io.camelid.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.camelid.spi.ErrorKind;
import io.camelid.spi.LlmError;
import io.camelid.spi.LlmException;
import io.camelid.spi.Operation;
import io.camelid.spi.format.Document;
import io.camelid.spi.format.Format;
import io.camelid.spi.format.FormatDescription;
import io.camelid.spi.format.RequestEdit;
import io.camelid.spi.format.RequestView;
import io.camelid.spi.format.ResponseObserver;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What holds for every {@link Format}. Answers to observe are the files {@code
 * golden/answers/<case>.<format id>.json} (one document) and {@code .sse} (events); what an observer makes
 * of each is recorded beside it as {@code .observed}.
 */
public abstract class FormatConformance {
    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private static final String NASTY = "a \"quoted\" \\ line\nwith é😀 and </script>";

    /** The format under test. */
    protected abstract Format format();

    /** Requests of this format, with all that its reading looks at. */
    protected abstract List<SampleRequest> requests();

    /** Whether the model stands in the body and an edit can change it there. */
    protected boolean modelIsInBody() {
        return true;
    }

    /** Whether clients may speak it; some formats are spoken to providers only, and no path leads to them. */
    protected boolean isRecognisedByPath() {
        return true;
    }

    private FormatDescription description() {
        return format().describe();
    }

    @Test
    void describesItself() {
        FormatDescription description = description();
        assertEquals(description, description(), "the same every time");
        assertTrue(
                description.id().value().matches("[a-z0-9]+\\.[a-z0-9_]+"),
                description.id().value());
        assertFalse(description.routeType().isBlank());
        assertEquals(
                isRecognisedByPath(),
                !description.pathSuffixes().isEmpty()
                        || !description.bodyMarker().isEmpty());
        description.pathSuffixes().forEach(suffix -> assertTrue(suffix.matches("[/:].*[^/]"), suffix));
        assertFalse(description.methods().isEmpty());
        description.methods().forEach(method -> assertTrue(method.matches("[A-Z]+"), method));
    }

    @Test
    void recognisesAndReadsItsRequests() throws LlmException {
        assertFalse(requests().isEmpty());
        for (SampleRequest request : requests()) {
            assertEquals(
                    isRecognisedByPath(),
                    description().pathSuffixes().stream()
                            .anyMatch(suffix -> FormatDescription.fits(suffix, request.path())),
                    request.path());
            RequestView view = read(request);
            RequestView again = read(request);
            assertEquals(view.model(), again.model());
            assertEquals(view.stream(), again.stream());
            assertEquals(view.parameters(), again.parameters());
        }
    }

    @Test
    void withNothingToChangeTheBodyIsTheClients() throws LlmException {
        for (SampleRequest request : requests()) {
            assertArrayEquals(request.bytes(), bytes(read(request).body(List.of())));
        }
    }

    @Test
    void anEditChangesItsMemberAndNoOther() throws Exception {
        for (SampleRequest request : requests()) {
            if (request.body().isEmpty()) {
                continue;
            }
            ObjectNode tree = (ObjectNode) JSON.readTree(request.body());
            RequestView view = read(request);
            ObjectNode added = tree.deepCopy().set("x_conformance", JSON.readTree("{\"a\":[1]}"));
            assertEquals(added, tree(view.body(List.of(new RequestEdit.Set("x_conformance", "{\"a\":[1]}")))));
            for (String member : (Iterable<String>) tree::fieldNames) {
                ObjectNode without = tree.deepCopy();
                JsonNode value = without.remove(member);
                assertEquals(without, tree(view.body(List.of(new RequestEdit.Remove(member)))), member);
                assertArrayEquals(
                        request.bytes(), bytes(view.body(List.of(new RequestEdit.Default(member, "0")))), member);
                ObjectNode renamed = without.deepCopy().set("x_conformance", value);
                assertEquals(
                        renamed, tree(view.body(List.of(new RequestEdit.Rename(member, "x_conformance")))), member);
                changesOnly(request, member, bytes(view.body(List.of(new RequestEdit.Set(member, "\"é\"")))));
            }
        }
    }

    /** The bytes before and after one stretch, in which the member stands, are as they were. */
    private static void changesOnly(SampleRequest request, String member, byte[] edited) {
        byte[] original = request.bytes();
        int prefix = Math.max(0, Arrays.mismatch(original, edited));
        int suffix = 0;
        while (suffix < Math.min(original.length, edited.length) - prefix
                && original[original.length - 1 - suffix] == edited[edited.length - 1 - suffix]) {
            suffix++;
        }
        String stretch = new String(original, prefix, original.length - suffix - prefix, StandardCharsets.UTF_8);
        String before = new String(original, 0, prefix, StandardCharsets.UTF_8);
        assertTrue(before.contains('"' + member + '"'), () -> member + " was to be changed, not " + stretch);
    }

    @Test
    void theModelCanBeReplaced() throws LlmException {
        for (SampleRequest request : requests()) {
            if (!modelIsInBody()) {
                continue;
            }
            ByteBuffer edited = read(request).body(List.of(new RequestEdit.Model(NASTY)));
            assertEquals(NASTY, format().read(request.path(), edited).model());
        }
    }

    @Test
    void takesBuffersOfEveryKindAndLeavesThemAlone() throws LlmException {
        for (SampleRequest request : requests()) {
            RequestView expected = read(request);
            byte[] bytes = request.bytes();
            byte[] padded = new byte[bytes.length + 20];
            System.arraycopy(bytes, 0, padded, 13, bytes.length);
            ByteBuffer slice = ByteBuffer.wrap(padded, 10, bytes.length + 5)
                    .slice()
                    .position(3)
                    .limit(bytes.length + 3);
            ByteBuffer direct =
                    ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
            for (ByteBuffer buffer : List.of(slice, slice.asReadOnlyBuffer(), direct)) {
                int position = buffer.position();
                RequestView view = format().read(request.path(), buffer);
                assertEquals(expected.model(), view.model());
                assertEquals(expected.parameters(), view.parameters());
                assertArrayEquals(bytes, bytes(view.body(List.of())));
                assertArrayEquals(bytes, bytes(view.body(List.of())), "again, for the next try");
                assertEquals(position, buffer.position());
            }
        }
    }

    @Test
    void whateverComesIsReadOrRefused() {
        Random random = new Random(42);
        for (SampleRequest request : requests()) {
            for (int i = 0; i < 500; i++) {
                readsOrRefuses(request.path(), damaged(request.bytes(), random));
            }
        }
        for (int i = 0; i < 500; i++) {
            byte[] noise = new byte[random.nextInt(100)];
            random.nextBytes(noise);
            readsOrRefuses("/" + new String(noise, StandardCharsets.ISO_8859_1), noise);
        }
    }

    private void readsOrRefuses(String path, byte[] body) {
        try {
            RequestView view = format().read(path, ByteBuffer.wrap(body));
            view.parameters();
            view.body(List.of(new RequestEdit.Model("m")));
        } catch (LlmException refused) {
            assertEquals(400, refused.error().status());
            assertTrue(
                    refused.error().code().matches("[a-z0-9_]+"),
                    refused.error().code());
        }
    }

    @Test
    void errorsAreDocumentsThatSayWhatHappened() throws IOException {
        StringBuilder all = new StringBuilder();
        for (ErrorKind kind : ErrorKind.values()) {
            Document document = format().error(LlmError.of(kind, "some_code", "Something happened."));
            assertTrue(document.contentType().startsWith("application/json"), document.contentType());
            JsonNode tree = JSON.readTree(bytes(document.bytes()));
            assertTrue(tree.findValuesAsText("message").contains("Something happened."), tree.toString());
            all.append(kind).append(' ').append(tree).append('\n');
        }
        GoldenFile.named("errors." + description().id() + ".txt").verify(all.toString());
    }

    @Test
    void errorsCarryAnyText() throws IOException {
        LlmError nasty = new LlmError(ErrorKind.INVALID_REQUEST, 400, "code", NASTY, Optional.of(NASTY));
        JsonNode tree = JSON.readTree(bytes(format().error(nasty).bytes()));
        assertTrue(tree.findValuesAsText("message").contains(NASTY), tree.toString());
    }

    @Test
    void aStreamErrorIsSeenByAnObserverOfTheStream() {
        LlmError error = LlmError.of(ErrorKind.UPSTREAM, "upstream_broke", "It broke: " + NASTY);
        Optional<ByteBuffer> event = format().streamError(error);
        if (event.isEmpty()) {
            return;
        }
        ResponseObserver observer = format().observe(true);
        observer.observe(event.get());
        assertEquals(Optional.of(error.message()), observer.error());
        assertTrue(observer.contentSeen());
        GoldenFile.named("stream-error." + description().id() + ".sse")
                .verify(StandardCharsets.UTF_8.decode(event.get().duplicate()).toString());
    }

    @Test
    void onlyFormatsOfModelsListThem() throws IOException {
        Optional<Document> list = format().models(List.of("m1", NASTY));
        assertEquals(description().operation() == Operation.MODELS, list.isPresent());
        if (list.isPresent()) {
            byte[] bytes = bytes(list.get().bytes());
            JSON.readTree(bytes);
            GoldenFile.named("models." + description().id() + ".txt")
                    .verify(new String(bytes, StandardCharsets.UTF_8) + "\n");
        }
    }

    /** One test for every recorded answer. */
    @TestFactory
    Stream<DynamicTest> observesAnswers() {
        String id = description().id().value();
        return GoldenFile.in("answers", "." + id + ".json", "." + id + ".sse").stream()
                .map(answer -> DynamicTest.dynamicTest(answer.name(), () -> observes(answer)));
    }

    private void observes(GoldenFile answer) {
        boolean stream = answer.name().endsWith(".sse");
        byte[] bytes = answer.bytes();
        answer.sibling(answer.name() + ".observed").verify(observation(stream, bytes));
        ResponseObserver whole = format().observe(stream);
        whole.observe(ByteBuffer.wrap(bytes));
        Random random = new Random(42);
        for (int i = 0; i < 100; i++) {
            ResponseObserver pieces = format().observe(stream);
            feed(pieces, bytes, random);
            assertEquals(summary(whole), summary(pieces), "whatever the chunks");
            feed(format().observe(stream), damaged(bytes, random), random);
        }
    }

    @Test
    void anObserverTakesAnything() {
        Random random = new Random(42);
        for (int i = 0; i < 500; i++) {
            byte[] noise = new byte[random.nextInt(300)];
            random.nextBytes(noise);
            ResponseObserver observer = format().observe(i % 2 == 0);
            feed(observer, noise, random);
            summary(observer);
        }
    }

    /** When what becomes known, byte by byte. */
    private String observation(boolean stream, byte[] bytes) {
        ResponseObserver observer = format().observe(stream);
        int content = -1;
        int complete = -1;
        for (int i = 0; i < bytes.length; i++) {
            observer.observe(ByteBuffer.wrap(bytes, i, 1));
            content = content < 0 && observer.contentSeen() ? i : content;
            complete = complete < 0 && observer.complete() ? i : complete;
        }
        return "content after  " + shown(bytes, content) + "\ncomplete after " + shown(bytes, complete) + "\n"
                + summary(observer) + "\n";
    }

    /** The last bytes before an index, which tell a reader where it is. */
    private static String shown(byte[] bytes, int index) {
        if (index < 0) {
            return "nothing";
        }
        int from = Math.max(0, index - 59);
        String text = new String(bytes, from, index + 1 - from, StandardCharsets.UTF_8);
        return text.replace("\n", "⏎") + " (byte " + index + ")";
    }

    private static String summary(ResponseObserver observer) {
        return "content " + observer.contentSeen() + ", complete " + observer.complete() + ", error "
                + observer.error().orElse("none") + ", model "
                + observer.model().orElse("none") + "\n"
                + observer.usage();
    }

    private static void feed(ResponseObserver observer, byte[] bytes, Random random) {
        int at = 0;
        while (at < bytes.length) {
            int length = Math.min(bytes.length - at, random.nextBoolean() ? random.nextInt(4) : random.nextInt(500));
            ByteBuffer chunk = ByteBuffer.wrap(bytes, at, length);
            observer.observe(
                    random.nextBoolean()
                            ? chunk
                            : ByteBuffer.allocateDirect(length).put(chunk).flip());
            at += length;
        }
    }

    private static byte[] damaged(byte[] bytes, Random random) {
        byte[] damaged = Arrays.copyOf(bytes, bytes.length - random.nextInt(Math.max(1, bytes.length / 4)));
        for (int i = random.nextInt(4); i > 0 && damaged.length > 0; i--) {
            damaged[random.nextInt(damaged.length)] = (byte) "{}[]\",:\\\n 1t\0\u00ff".charAt(random.nextInt(14));
        }
        return damaged;
    }

    private RequestView read(SampleRequest request) throws LlmException {
        return format().read(request.path(), request.buffer());
    }

    private static JsonNode tree(ByteBuffer json) throws JsonProcessingException {
        return JSON.readTree(StandardCharsets.UTF_8.decode(json.duplicate()).toString());
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
