package io.camelid.format.openai.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import io.camelid.format.sse.SseEventBuffer;
import io.camelid.format.sse.SseReader;
import io.camelid.format.tree.JsonTree;
import io.camelid.spi.chat.ChatCodec;
import io.camelid.spi.chat.ChatRequest;
import io.camelid.spi.chat.ChatResponse;
import io.camelid.spi.chat.Losses;
import io.camelid.spi.chat.Part;
import io.camelid.spi.chat.Reply;
import io.camelid.spi.chat.Turn;
import io.camelid.testkit.GoldenFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * What OpenAI's reference shows in one of its chat APIs, in the words of the other. Both sides are written by hand from the
 * reference: {@code <case>.<format>.json} or {@code .sse}, and beside it the same with the other format's name at its end.
 */
class TranslationTest {
    private static final String COMPLETIONS = "openai.completions";
    private static final String RESPONSES = "openai.responses";
    private static final Map<String, ChatCodec> CODECS =
            Map.of(COMPLETIONS, new CompletionsCodec(), RESPONSES, new ResponsesCodec());

    private record Pair(GoldenFile from, ChatCodec reader, GoldenFile to, ChatCodec writer) {
        static Pair of(GoldenFile from) {
            String format = from.name().contains(COMPLETIONS) ? COMPLETIONS : RESPONSES;
            String other = format.equals(COMPLETIONS) ? RESPONSES : COMPLETIONS;
            return new Pair(from, CODECS.get(format), from.sibling(from.name() + "." + other), CODECS.get(other));
        }

        ByteBuffer bytes() {
            return ByteBuffer.wrap(from.bytes());
        }

        JsonNode wanted() {
            return JsonTree.find(ByteBuffer.wrap(to.bytes())).orElseThrow();
        }
    }

    private interface Check {
        void of(Pair pair) throws Exception;
    }

    private static Stream<DynamicTest> each(String folder, String ending, Check check) {
        List<GoldenFile> files = GoldenFile.in(folder, ending);
        assertFalse(files.isEmpty());
        return files.stream().map(file -> DynamicTest.dynamicTest(file.name(), () -> check.of(Pair.of(file))));
    }

    @TestFactory
    Stream<DynamicTest> requests() {
        return each("requests", ".json", pair -> {
            Losses losses = new Losses();
            ChatRequest request = pair.reader().readRequest("", pair.bytes(), losses);
            JsonNode written =
                    JsonTree.find(pair.writer().writeRequest(request, losses)).orElseThrow();
            assertEquals(pair.wanted().toPrettyString(), sortedAs(pair.wanted(), written));
            String lost = new String(
                    pair.from().sibling(pair.from().name() + ".losses").bytes(), StandardCharsets.UTF_8);
            assertEquals(lost.strip(), losses.toString());
        });
    }

    @TestFactory
    Stream<DynamicTest> responses() {
        return each("responses", ".json", pair -> {
            ChatResponse response = pair.reader().readResponse(pair.bytes(), request());
            JsonNode written = JsonTree.find(pair.writer().writeResponse(response, reply()))
                    .orElseThrow();
            assertEquals(pair.wanted().toPrettyString(), sortedAs(pair.wanted(), written));
        });
    }

    @TestFactory
    Stream<DynamicTest> streams() {
        return each("streams", ".sse", pair -> {
            List<ByteBuffer> written = new ArrayList<>();
            ChatCodec.StreamWriter writer = pair.writer().writer(reply());
            ChatCodec.StreamReader reader = pair.reader().reader(request(), event -> written.add(writer.write(event)));
            reader.read(pair.bytes());
            reader.end();
            assertEquals(events(List.of(ByteBuffer.wrap(pair.to().bytes()))), events(written));
        });
    }

    /** Events without their order of members and white space. */
    private static String events(List<ByteBuffer> stream) {
        StringBuilder all = new StringBuilder();
        SseReader reader = new SseReader(new SseEventBuffer(1 << 20, event -> {
            String data =
                    StandardCharsets.UTF_8.decode(event.data().duplicate()).toString();
            all.append(event.type())
                    .append(' ')
                    .append(JsonTree.find(event.data())
                            .map(node -> sorted(node).toString())
                            .orElse(data))
                    .append('\n');
        }));
        stream.forEach(reader::read);
        return all.toString();
    }

    private static JsonNode sorted(JsonNode node) {
        if (node.isObject()) {
            var sorted = JsonTree.object();
            node.properties().stream()
                    .sorted(Map.Entry.comparingByKey())
                    .forEach(member -> sorted.set(member.getKey(), sorted(member.getValue())));
            return sorted;
        }
        if (node.isArray()) {
            var sorted = JsonTree.object().arrayNode();
            node.forEach(element -> sorted.add(sorted(element)));
            return sorted;
        }
        return node;
    }

    /** The same text for the same value, whatever the order of members. */
    private static String sortedAs(JsonNode wanted, JsonNode written) {
        return sorted(wanted).equals(sorted(written)) ? wanted.toPrettyString() : written.toPrettyString();
    }

    private static ChatRequest request() {
        return ChatRequest.builder()
                .model("m")
                .turns(List.of(Turn.user(new Part.Text("hi"))))
                .build();
    }

    private static Reply reply() {
        AtomicInteger count = new AtomicInteger();
        return new Reply(
                request(), Instant.ofEpochSecond(1_760_000_000), () -> String.format("%024d", count.incrementAndGet()));
    }
}
