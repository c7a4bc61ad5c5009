package io.camelid.format.bedrock.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.camelid.format.bedrock.internal.eventstream.AwsFrames;
import io.camelid.format.tree.JsonTree;
import io.camelid.spi.ErrorKind;
import io.camelid.spi.LlmError;
import io.camelid.spi.Usage;
import io.camelid.spi.chat.ChatCodec;
import io.camelid.spi.chat.ChatCollector;
import io.camelid.spi.chat.ChatEvent;
import io.camelid.spi.chat.ChatEventOrder;
import io.camelid.spi.chat.ChatRequest;
import io.camelid.spi.chat.ChatResponse;
import io.camelid.spi.chat.FinishReason;
import io.camelid.spi.chat.Json;
import io.camelid.spi.chat.OutputFormat;
import io.camelid.spi.chat.Part;
import io.camelid.spi.chat.Reply;
import io.camelid.spi.chat.Signature;
import io.camelid.spi.chat.Tool;
import io.camelid.testkit.GoldenFile;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.eventstream.Message;
import software.amazon.eventstream.MessageDecoder;

/** Streams as AWS's library frames them, and ours as it reads them. */
class ConverseStreamTest {
    private static final String CLAUDE = "us.anthropic.claude-sonnet-4-20250514-v1:0";
    private static final ChatRequest REQUEST =
            ChatRequest.builder().model(CLAUDE).stream(true).build();

    private final ConverseCodec codec = new ConverseCodec(() -> Instant.ofEpochMilli(1551));

    private List<ChatEvent> read(byte[] stream, ChatRequest request) {
        List<ChatEvent> events = new ArrayList<>();
        ChatCodec.StreamReader reader = codec.reader(request, events::add);
        Random random = new Random(stream.length);
        for (int at = 0; at < stream.length; ) {
            int length = Math.min(stream.length - at, 1 + random.nextInt(40));
            reader.read(ByteBuffer.wrap(stream, at, length));
            at += length;
        }
        reader.end();
        ChatEventOrder order = new ChatEventOrder();
        events.forEach(order::next);
        assertEquals(List.of(), order.breaches());
        assertTrue(order.isOver());
        return events;
    }

    private ChatResponse answer(String name, ChatRequest request) {
        ChatCollector collector = new ChatCollector();
        read(AwsFrames.of(name), request).forEach(collector);
        assertTrue(collector.isWhole());
        return collector.response();
    }

    private LlmError failure(byte[] stream) {
        List<ChatEvent> events = read(stream, REQUEST);
        return assertInstanceOf(ChatEvent.Failed.class, events.get(events.size() - 1))
                .error();
    }

    @Test
    void readsText() {
        ChatResponse answer = answer("text", REQUEST);
        assertEquals(CLAUDE, answer.model());
        ChatResponse.Candidate candidate = answer.candidates().get(0);
        assertEquals(List.of(new Part.Text("Hello, wörld 😀")), candidate.parts());
        assertEquals(FinishReason.STOP_SEQUENCE, candidate.reason());
        assertEquals(Optional.of("END"), candidate.stopSequence());
        assertEquals(new Usage(125, 7, 100, 10, -1), answer.usage());
    }

    @Test
    void readsToolCalls() {
        ChatResponse.Candidate candidate = answer("tools", REQUEST).candidates().get(0);
        assertEquals(
                List.of(
                        new Part.Text("Let me look."),
                        Part.ToolCall.of(
                                "tooluse_kZJMlvQmRJ6eAyJE5GIl7Q", "get_weather", new Json("{\"city\": \"Oslo\"}")),
                        Part.ToolCall.of("tooluse_2", "get_time", new Json("{}"))),
                candidate.parts());
        assertEquals(FinishReason.TOOL_CALLS, candidate.reason());
    }

    @Test
    void readsReasoning() {
        ChatResponse.Candidate candidate =
                answer("reasoning", REQUEST).candidates().get(0);
        assertEquals(
                List.of(
                        new Part.Reasoning(
                                "Two and two.", Optional.of(new Signature(Signature.ANTHROPIC, "EqoBCkgIARABGAI="))),
                        new Part.RedactedReasoning(new Signature(Signature.ANTHROPIC, "RW13S0Fob1k=")),
                        new Part.Text("Four.")),
                candidate.parts());
    }

    @Test
    void unwrapsTheToolThatStandsForJson() {
        ChatRequest json =
                REQUEST.toBuilder().outputFormat(new OutputFormat.JsonObject()).build();
        ChatResponse.Candidate candidate =
                answer("json_tool", json).candidates().get(0);
        assertEquals(List.of(new Part.Text("{\"sky\":\"blue\"}")), candidate.parts());
        assertEquals(FinishReason.STOP, candidate.reason());
    }

    @Test
    void restoresToolNames() {
        ChatRequest request = REQUEST.toBuilder()
                .tools(List.of(
                        Tool.of("get.weather", "", Json.EMPTY_OBJECT), Tool.of("get_time", "", Json.EMPTY_OBJECT)))
                .build();
        assertEquals("get_weather", ToolPlan.of(request).names().of("get.weather"));
        Part.ToolCall call = (Part.ToolCall)
                answer("tools", request).candidates().get(0).parts().get(1);
        assertEquals("get.weather", call.name());
    }

    @Test
    void tellsFailures() {
        LlmError throttled = failure(AwsFrames.of("exception"));
        assertEquals(ErrorKind.RATE_LIMITED, throttled.kind());
        assertEquals("throttling_exception", throttled.code());
        assertEquals("Too many tokens, please wait before trying again.", throttled.message());
        LlmError error = failure(AwsFrames.of("error"));
        assertEquals(ErrorKind.UPSTREAM, error.kind());
        assertEquals("The connection was closed.", error.message());
    }

    @Test
    void aCutAnywhereBeforeTheStopIsAFailure() {
        byte[] stream = AwsFrames.of("text");
        int stop = indexOf(stream, "messageStop");
        for (int length = 0; length < stop; length++) {
            assertEquals(
                    "upstream_broke", failure(Arrays.copyOf(stream, length)).code());
        }
    }

    @Test
    void withoutMetadataAStreamIsWhole() {
        byte[] stream = AwsFrames.of("text");
        List<ChatEvent> events = read(Arrays.copyOf(stream, indexOf(stream, "metadata")), REQUEST);
        assertInstanceOf(ChatEvent.Ended.class, events.get(events.size() - 1));
    }

    /** Somewhere within the message of this type. */
    private static int indexOf(byte[] stream, String type) {
        return new String(stream, StandardCharsets.ISO_8859_1).indexOf(type);
    }

    @Test
    void everyDamagedByteIsNoticed() {
        byte[] stream = AwsFrames.of("reasoning");
        for (int i = 0; i < stream.length; i++) {
            byte[] damaged = stream.clone();
            damaged[i] ^= 4;
            assertEquals("upstream_unusable_answer", failure(damaged).code(), "byte " + i);
        }
    }

    @Test
    void eventsThatAreNoJsonAreAFailure() {
        byte[] frame = AwsFrames.frame(Map.of(":message-type", "event", ":event-type", "metadata"), new byte[] {'{'});
        assertEquals("upstream_unusable_answer", failure(frame).code());
    }

    @Test
    void eventsInAnyOrderKeepTheRules() {
        List<byte[]> frames = frames(AwsFrames.of("tools"), AwsFrames.of("reasoning"), AwsFrames.of("text"));
        Random random = new Random(42);
        for (int i = 0; i < 500; i++) {
            ByteArrayOutputStream stream = new ByteArrayOutputStream();
            for (int n = random.nextInt(12); n > 0; n--) {
                stream.writeBytes(frames.get(random.nextInt(frames.size())));
            }
            read(stream.toByteArray(), REQUEST);
        }
    }

    private static List<byte[]> frames(byte[]... streams) {
        List<byte[]> frames = new ArrayList<>();
        for (byte[] stream : streams) {
            for (int at = 0; at < stream.length; ) {
                int length = ByteBuffer.wrap(stream).getInt(at);
                frames.add(Arrays.copyOfRange(stream, at, at + length));
                at += length;
            }
        }
        return frames;
    }

    @ParameterizedTest
    @ValueSource(strings = {"text", "tools", "reasoning"})
    void writesWhatAwsReads(String name) {
        ChatResponse answer = answer(name, REQUEST);
        ChatCodec.StreamWriter writer = writer();
        MessageDecoder decoder = new MessageDecoder();
        answer.replay(event -> decoder.feed(writer.write(event)));
        GoldenFile.named("streams/" + name + ".written.txt").verify(shown(decoder));
    }

    private ChatCodec.StreamWriter writer() {
        return codec.writer(new Reply(REQUEST, Instant.ofEpochMilli(1000), () -> "x"));
    }

    private static String shown(MessageDecoder decoder) {
        StringBuilder shown = new StringBuilder();
        for (Message message : decoder.getDecodedMessages()) {
            boolean event =
                    message.getHeaders().get(":message-type").getString().equals("event");
            JsonNode payload =
                    JsonTree.find(ByteBuffer.wrap(message.getPayload())).orElseThrow();
            shown.append(message.getHeaders()
                            .get(event ? ":event-type" : ":exception-type")
                            .getString())
                    .append(' ')
                    .append(payload)
                    .append('\n');
        }
        return shown.toString();
    }

    @Test
    void aCallWithoutArgumentsHasAnEmptyObject() {
        ChatCodec.StreamWriter writer = writer();
        MessageDecoder decoder = new MessageDecoder();
        for (ChatEvent event : List.of(
                new ChatEvent.Started("", ""),
                new ChatEvent.PartStarted(0, 0, new Part.Text("")),
                new ChatEvent.PartEnded(0, 0),
                new ChatEvent.PartStarted(0, 1, Part.ToolCall.of("c", "now", new Json(""))),
                new ChatEvent.PartEnded(0, 1))) {
            decoder.feed(writer.write(event));
        }
        assertEquals(
                """
                messageStart {"role":"assistant"}
                contentBlockStart {"contentBlockIndex":0,"start":{"toolUse":{"toolUseId":"c","name":"now"}}}
                contentBlockDelta {"contentBlockIndex":0,"delta":{"toolUse":{"input":"{}"}}}
                contentBlockStop {"contentBlockIndex":0}
                """,
                shown(decoder));
    }

    @Test
    void writesFailures() {
        MessageDecoder decoder = new MessageDecoder();
        decoder.feed(writer().write(
                        new ChatEvent.Failed(LlmError.of(ErrorKind.RATE_LIMITED, "rate_limited", "Slow down."))));
        assertEquals("throttlingException {\"message\":\"Slow down.\"}\n", shown(decoder));
    }
}
