package io.camelid.testkit.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.camelid.spi.ErrorKind;
import io.camelid.spi.LlmError;
import io.camelid.spi.LlmException;
import io.camelid.spi.Usage;
import io.camelid.spi.chat.ChatCodec;
import io.camelid.spi.chat.ChatCollector;
import io.camelid.spi.chat.ChatEvent;
import io.camelid.spi.chat.ChatEventOrder;
import io.camelid.spi.chat.ChatRequest;
import io.camelid.spi.chat.ChatResponse;
import io.camelid.spi.chat.FinishReason;
import io.camelid.spi.chat.Json;
import io.camelid.spi.chat.Losses;
import io.camelid.spi.chat.OutputFormat;
import io.camelid.spi.chat.Part;
import io.camelid.spi.chat.Reply;
import io.camelid.spi.chat.Sampling;
import io.camelid.spi.chat.Tool;
import io.camelid.spi.chat.Turn;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What holds for every {@link ChatCodec}: random conversations and answers survive the way out and back but for what is
 * declared as lost; a stream means the same however it is cut into chunks; whatever it ends with, its reader's last event says so;
 * and no bytes do any harm.
 */
public abstract class ChatCodecConformance {
    private static final int SEEDS = 150;

    /** The codec under test. */
    protected abstract ChatCodec codec();

    /** The path of a request, for formats that name model and stream there. */
    protected abstract String path(String model, boolean stream);

    /** Whose signatures are at home in this format; empty text where none are. */
    protected abstract String vendor();

    static Stream<Long> seeds() {
        return LongStream.range(0, SEEDS).boxed();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aRequestSurvivesButForWhatIsDeclaredLost(long seed) throws LlmException {
        ChatRequest request = new RandomChat(seed).request();
        Losses losses = new Losses();
        ByteBuffer body = codec().writeRequest(request, losses);
        ChatRequest back = codec().readRequest(path(request.model(), request.stream()), body, losses);

        assertEquals(request.model(), back.model());
        assertEquals(request.stream(), back.stream());
        assertEquals(request.systemText(), back.systemText());
        NormalForm before = new NormalForm(losses.names());
        NormalForm after = new NormalForm(losses.names());
        assertEquals(before.of(request.turns()), after.of(back.turns()));
        same(request.sampling(), back.sampling(), losses);
        sameTools(request, back, losses);
        sameUnless(losses, Losses.OUTPUT_FORMAT, output(request, losses), output(back, losses));
        sameUnless(losses, Losses.USER, request.user(), back.user());
        sameUnless(losses, Losses.METADATA, request.metadata(), back.metadata());
        assertTrue(
                losses.names().contains(Losses.REASONING)
                        || request.reasoning().isPresent() == back.reasoning().isPresent(),
                "reasoning");
    }

    private static void same(Sampling sent, Sampling back, Losses losses) {
        assertTrue(sent.maxTokens().isEmpty() || sent.maxTokens().equals(back.maxTokens()), "max tokens");
        sameUnless(losses, Losses.TEMPERATURE, sent.temperature(), back.temperature());
        sameUnless(losses, Losses.TOP_P, sent.topP(), back.topP());
        sameUnless(losses, Losses.TOP_K, sent.topK(), back.topK());
        sameUnless(losses, Losses.CANDIDATES, sent.candidates(), back.candidates());
        sameUnless(losses, Losses.STOP, sent.stop(), back.stop());
        sameUnless(losses, Losses.SEED, sent.seed(), back.seed());
        sameUnless(losses, Losses.FREQUENCY_PENALTY, sent.frequencyPenalty(), back.frequencyPenalty());
        sameUnless(losses, Losses.PRESENCE_PENALTY, sent.presencePenalty(), back.presencePenalty());
    }

    private static void sameTools(ChatRequest sent, ChatRequest back, Losses losses) {
        assertEquals(
                sent.tools().stream().map(Tool::name).toList(),
                back.tools().stream().map(Tool::name).toList());
        assertEquals(
                sent.tools().stream().map(Tool::description).toList(),
                back.tools().stream().map(Tool::description).toList());
        sameUnless(
                losses,
                Losses.SCHEMA,
                sent.tools().stream()
                        .map(Tool::parameters)
                        .map(NormalForm::json)
                        .toList(),
                back.tools().stream()
                        .map(Tool::parameters)
                        .map(NormalForm::json)
                        .toList());
        sameUnless(losses, Losses.TOOL_CHOICE, sent.toolChoice(), back.toolChoice());
        sameUnless(
                losses,
                Losses.PARALLEL_TOOL_CALLS,
                sent.parallelToolCalls().orElse(true),
                back.parallelToolCalls().orElse(true));
    }

    /** The shape that is asked for; formats differ in whether it has a name. */
    private static Object output(ChatRequest request, Losses losses) {
        return request.outputFormat() instanceof OutputFormat.JsonSchema schema
                ? losses.names().contains(Losses.SCHEMA) ? "schema" : NormalForm.json(schema.schema())
                : request.outputFormat();
    }

    private static void sameUnless(Losses losses, String name, Object sent, Object back) {
        if (!losses.names().contains(name)) {
            assertEquals(sent, back, name);
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void anAnswerSurvives(long seed) throws LlmException {
        ChatResponse response = new RandomChat(seed).response(vendor());
        ByteBuffer body = codec().writeResponse(response, reply(false));
        ChatResponse back = codec().readResponse(body, request(false));
        same(response, back);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aStreamSurvivesHoweverItIsCut(long seed) {
        RandomChat random = new RandomChat(seed);
        ChatResponse response = random.response(vendor());
        byte[] stream = written(random.stream(response));

        List<ChatEvent> whole = read(stream, List.of(0, stream.length));
        List<ChatEvent> chunked = read(stream, random.cuts(stream.length));
        assertEquals(collected(whole), collected(chunked));
        assertInstanceOf(ChatEvent.Ended.class, last(whole));
        same(response, collected(whole));
    }

    private void same(ChatResponse sent, ChatResponse back) {
        assertEquals(1, back.candidates().size());
        NormalForm before = new NormalForm(Set.of());
        NormalForm after = new NormalForm(Set.of());
        assertEquals(
                before.parts(sent.candidates().get(0).parts()),
                after.parts(back.candidates().get(0).parts()));
        assertEquals(sent.candidates().get(0).reason(), back.candidates().get(0).reason());
        assertEquals(sent.usage().input(), back.usage().input(), "input tokens");
        assertEquals(sent.usage().output(), back.usage().output(), "output tokens");
        assertEquals(sent.usage().cacheRead(), Math.max(0, back.usage().cacheRead()), "cached tokens");
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aStreamThatBreaksOffSaysSo(long seed) {
        RandomChat random = new RandomChat(seed);
        byte[] stream = written(random.stream(random.response(vendor())));
        int end = random.below(stream.length / 2 + 1);

        List<ChatEvent> events = read(Arrays.copyOf(stream, end), List.of(0, end));
        assertInstanceOf(ChatEvent.Failed.class, last(events));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void bytesOfAnyKindDoNoHarm(long seed) {
        RandomChat random = new RandomChat(seed);
        byte[] noise = new byte[random.below(400) + 1];
        for (int i = 0; i < noise.length; i++) {
            noise[i] = (byte) random.below(256);
        }
        harmless(noise, random);

        byte[] damaged = written(random.stream(random.response(vendor())));
        for (int i = 1 + random.below(8); i > 0; i--) {
            damaged[random.below(damaged.length)] = (byte) random.below(256);
        }
        harmless(damaged, random);
    }

    private void harmless(byte[] bytes, RandomChat random) {
        ChatEvent last = last(read(bytes, random.cuts(bytes.length)));
        assertTrue(last instanceof ChatEvent.Failed || last instanceof ChatEvent.Ended, () -> "ended with " + last);
        refuses(() -> codec().readResponse(ByteBuffer.wrap(bytes), request(false)), ErrorKind.UPSTREAM);
        refuses(
                () -> codec().readRequest(path("model-1", false), ByteBuffer.wrap(bytes), new Losses()),
                ErrorKind.INVALID_REQUEST);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void damagedDocumentsAreReadOrRefused(long seed) throws LlmException {
        RandomChat random = new RandomChat(seed);
        byte[] request = bytes(codec().writeRequest(random.request(), new Losses()));
        byte[] response = bytes(codec().writeResponse(random.response(vendor()), reply(false)));
        for (int i = 0; i < 4; i++) {
            damage(request, random);
            damage(response, random);
            refuses(
                    () -> codec().readRequest(path("model-1", false), ByteBuffer.wrap(request), new Losses()),
                    ErrorKind.INVALID_REQUEST);
            refuses(() -> codec().readResponse(ByteBuffer.wrap(response), request(false)), ErrorKind.UPSTREAM);
        }
    }

    /** Other types where some were: what JSON allows and no reference does. */
    private static void damage(byte[] json, RandomChat random) {
        byte[] likely = "{}[]\",:0123456789truefalsn ".getBytes(StandardCharsets.US_ASCII);
        json[random.below(json.length)] = likely[random.below(likely.length)];
    }

    private interface Reading {
        Object read() throws LlmException;
    }

    private static void refuses(Reading reading, ErrorKind kind) {
        try {
            reading.read();
        } catch (LlmException refused) {
            assertEquals(kind, refused.error().kind(), refused.getMessage());
        }
    }

    @Test
    void anErrorBeforeAllElseIsTold() {
        List<ChatEvent> events = List.of(failure());
        byte[] stream = written(events);
        assertTrue(stream.length > 0);
        assertEquals(
                List.of(),
                read(stream, List.of(0, stream.length)).stream()
                        .filter(event -> event instanceof ChatEvent.Ended)
                        .toList());
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void anErrorInTheMiddleIsTold(long seed) {
        RandomChat random = new RandomChat(seed);
        List<ChatEvent> all = random.stream(random.response(vendor()));
        List<ChatEvent> events = new ArrayList<>(all.subList(0, 1 + random.below(all.size() - 2)));
        events.add(failure());
        byte[] stream = written(events);
        assertInstanceOf(ChatEvent.Failed.class, last(read(stream, random.cuts(stream.length))));
    }

    private static ChatEvent failure() {
        return new ChatEvent.Failed(LlmError.of(ErrorKind.UPSTREAM, "broken", "the provider broke off"));
    }

    @Test
    void partsSideBySideAreSorted() {
        List<ChatEvent> events = List.of(
                new ChatEvent.Started("id-1", "model-1"),
                new ChatEvent.PartStarted(0, 0, Part.ToolCall.of("call_0", "a", new Json(""))),
                new ChatEvent.PartDelta(0, 0, "{\"x\""),
                new ChatEvent.PartStarted(0, 1, Part.ToolCall.of("call_1", "b", new Json(""))),
                new ChatEvent.PartDelta(0, 1, "{\"y\""),
                new ChatEvent.PartDelta(0, 0, ":1}"),
                new ChatEvent.PartDelta(0, 1, ":2}"),
                new ChatEvent.PartEnded(0, 1),
                new ChatEvent.PartEnded(0, 0),
                new ChatEvent.Finished(0, FinishReason.TOOL_CALLS, Optional.empty()),
                new ChatEvent.UsageReported(Usage.of(1, 2)),
                new ChatEvent.Ended());
        byte[] stream = written(events);
        ChatCollector sent = new ChatCollector();
        events.forEach(sent);
        assertEquals(
                new NormalForm(Set.of())
                        .parts(sent.response().candidates().get(0).parts()),
                new NormalForm(Set.of())
                        .parts(collected(read(stream, List.of(0, stream.length)))
                                .candidates()
                                .get(0)
                                .parts()));
    }

    // ---- the two ends of a stream ----

    private byte[] written(List<ChatEvent> events) {
        ChatEventOrder order = new ChatEventOrder();
        ChatCodec.StreamWriter writer = codec().writer(reply(true));
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        for (ChatEvent event : events) {
            order.next(event).ifPresent(breach -> fail("the test itself is wrong: " + breach));
            stream.writeBytes(bytes(writer.write(event)));
        }
        return stream.toByteArray();
    }

    private List<ChatEvent> read(byte[] stream, List<Integer> cuts) {
        List<ChatEvent> events = new ArrayList<>();
        ChatCodec.StreamReader reader = codec().reader(request(true), events::add);
        for (int i = 1; i < cuts.size(); i++) {
            // From a buffer that is used again, as wires do.
            byte[] chunk = Arrays.copyOfRange(stream, cuts.get(i - 1), cuts.get(i));
            ByteBuffer buffer = ByteBuffer.wrap(chunk);
            reader.read(buffer);
            assertEquals(chunk.length, buffer.remaining(), "the buffer keeps its position");
            Arrays.fill(chunk, (byte) '#');
        }
        reader.end();
        ChatEventOrder order = new ChatEventOrder();
        events.forEach(order::next);
        assertEquals(List.of(), order.breaches());
        assertTrue(order.isOver(), "the last event is an end");
        return events;
    }

    private static ChatResponse collected(List<ChatEvent> events) {
        ChatCollector collector = new ChatCollector();
        events.forEach(collector);
        return collector.response();
    }

    private static ChatEvent last(List<ChatEvent> events) {
        assertFalse(events.isEmpty());
        return events.get(events.size() - 1);
    }

    private static ChatRequest request(boolean stream) {
        return ChatRequest.builder().model("model-1").stream(stream)
                .turns(List.of(Turn.user(new Part.Text("hi"))))
                .build();
    }

    /** What an answer is made with, the same every time. */
    protected static Reply reply(boolean stream) {
        AtomicInteger count = new AtomicInteger();
        return new Reply(
                request(stream),
                Instant.ofEpochSecond(1_760_000_000),
                () -> String.format("%024d", count.incrementAndGet()));
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
