package io.camelid.format.openai.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.camelid.format.json.JsonText;
import io.camelid.spi.ErrorKind;
import io.camelid.spi.Usage;
import io.camelid.spi.chat.ChatCodec;
import io.camelid.spi.chat.ChatCollector;
import io.camelid.spi.chat.ChatEvent;
import io.camelid.spi.chat.ChatEventOrder;
import io.camelid.spi.chat.ChatRequest;
import io.camelid.spi.chat.ChatResponse;
import io.camelid.spi.chat.FinishReason;
import io.camelid.spi.chat.Json;
import io.camelid.spi.chat.Part;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What hosts that call themselves compatible stream. */
class CompletionsStreamReaderTest {
    private static final String DONE = "[DONE]";

    private static List<ChatEvent> events(String... data) {
        List<ChatEvent> events = new ArrayList<>();
        ChatCodec.StreamReader reader =
                new CompletionsCodec().reader(ChatRequest.builder().build(), events::add);
        for (String event : data) {
            reader.read(ByteBuffer.wrap(("data: " + event + "\n\n").getBytes(StandardCharsets.UTF_8)));
        }
        reader.end();
        ChatEventOrder order = new ChatEventOrder();
        events.forEach(order::next);
        assertEquals(List.of(), order.breaches());
        return events;
    }

    private static ChatResponse answer(String... data) {
        List<ChatEvent> events = events(data);
        assertInstanceOf(ChatEvent.Ended.class, events.get(events.size() - 1), events::toString);
        ChatCollector collector = new ChatCollector();
        events.forEach(collector);
        return collector.response();
    }

    private static ErrorKind failure(String... data) {
        List<ChatEvent> events = events(data);
        ChatEvent last = events.get(events.size() - 1);
        return assertInstanceOf(ChatEvent.Failed.class, last).error().kind();
    }

    private static String choice(String delta) {
        return "{\"id\":\"1\",\"model\":\"m\",\"choices\":[{\"delta\":" + delta + "}]}";
    }

    private static String finish(String reason) {
        return "{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"" + reason + "\"}]}";
    }

    private static List<Part> parts(ChatResponse response) {
        return response.candidates().get(0).parts();
    }

    @Test
    void needsNoRoleNoIndexAndNoEndMark() {
        ChatResponse response = answer(
                choice("{\"reasoning\":\"hm\"}"),
                choice("{\"content\":\"a\"}"),
                choice("{\"content\":\"b\"}"),
                finish("length"),
                "{\"choices\":[],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2}}");
        assertEquals(List.of(new Part.Reasoning("hm", Optional.empty()), new Part.Text("ab")), parts(response));
        assertEquals(FinishReason.MAX_TOKENS, response.candidates().get(0).reason());
        assertEquals(Usage.of(1, 2), response.usage());
        assertEquals("m", response.model());
    }

    @Test
    void tellsToolCallsApartHoweverTheyAreNumbered() {
        List<Part> wanted = List.of(
                Part.ToolCall.of("x", "f", new Json("{\"a\":1}")), Part.ToolCall.of("y", "g", new Json("{\"b\":2}")));
        assertEquals(
                wanted,
                parts(answer(
                        choice(call("\"index\":0,\"id\":\"x\",", "f", "{\"a\"")),
                        choice(call("\"index\":1,\"id\":\"y\",", "g", "{\"b\"")),
                        choice("{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\":1}\"}},"
                                + "{\"index\":1,\"function\":{\"arguments\":\":2}\"}}]}"),
                        finish("tool_calls"),
                        DONE)));
        assertEquals(
                wanted,
                parts(answer(
                        choice(call("\"id\":\"x\",", "f", "{\"a\"")),
                        choice("{\"tool_calls\":[{\"function\":{\"arguments\":\":1}\"}}]}"),
                        choice(call("\"id\":\"y\",", "g", "{\"b\":2}")),
                        finish("stop"),
                        DONE)));
        assertEquals(
                wanted,
                parts(answer(
                        choice(call("\"index\":0,\"id\":\"x\",", "f", "{\"a\":1}")),
                        choice(call("\"index\":0,\"id\":\"y\",", "g", "{\"b\":2}")),
                        finish("tool_calls"),
                        DONE)));
    }

    private static String call(String start, String name, String arguments) {
        return "{\"tool_calls\":[{" + start + "\"function\":{\"name\":\"" + name + "\",\"arguments\":"
                + JsonText.quote(arguments) + "}}]}";
    }

    @Test
    void waitsForAToolsName() {
        assertEquals(
                List.of(Part.ToolCall.of("x", "f", new Json("{}"))),
                parts(answer(
                        choice("{\"tool_calls\":[{\"index\":0,\"id\":\"x\",\"function\":{\"arguments\":\"{\"}}]}"),
                        choice(call("\"index\":0,", "f", "}")),
                        finish("tool_calls"),
                        DONE)));
    }

    @Test
    void readsTheOlderFunctionCall() {
        ChatResponse response = answer(
                choice("{\"function_call\":{\"name\":\"f\",\"arguments\":\"\"}}"),
                choice("{\"function_call\":{\"arguments\":\"{}\"}}"),
                finish("function_call"));
        assertEquals(List.of(Part.ToolCall.of("", "f", new Json("{}"))), parts(response));
    }

    @Test
    void takesTheEndMarkForAReason() {
        assertEquals(
                FinishReason.STOP,
                answer(choice("{\"content\":\"a\"}"), DONE).candidates().get(0).reason());
    }

    @Test
    void aStreamWithoutReasonOrEndMarkBrokeOff() {
        assertEquals(ErrorKind.UPSTREAM, failure());
        assertEquals(ErrorKind.UPSTREAM, failure(choice("{\"content\":\"a\"}")));
        assertEquals(
                ErrorKind.UPSTREAM,
                failure(
                        "{\"choices\":[{\"index\":0,\"finish_reason\":\"stop\"},{\"index\":1,\"delta\":{\"content\":\"a\"}}]}"));
        assertEquals(ErrorKind.UPSTREAM, failure(DONE));
    }

    @Test
    void anErrorInTheStreamIsTold() {
        assertEquals(
                ErrorKind.RATE_LIMITED,
                failure(choice("{\"content\":\"a\"}"), "{\"error\":{\"message\":\"x\",\"code\":429}}"));
        assertEquals(ErrorKind.UPSTREAM, failure("{\"error\":\"x\"}"));
        assertEquals(
                ErrorKind.UNAVAILABLE,
                failure("{\"object\":\"error\",\"message\":\"x\",\"type\":\"ServiceUnavailableError\",\"code\":503}"));
        assertEquals(ErrorKind.UPSTREAM, failure(choice("{\"content\":\"a\"}"), finish("error")));
        assertEquals(ErrorKind.UPSTREAM, failure("{broken"));
        assertEquals(ErrorKind.UPSTREAM, failure("7"));
    }

    @Test
    void doesNotHoldWhatIsTooLarge() {
        List<ChatEvent> events = new ArrayList<>();
        ChatCodec.StreamReader reader =
                new CompletionsCodec().reader(ChatRequest.builder().build(), events::add);
        reader.read(ByteBuffer.wrap("data: ".getBytes(StandardCharsets.US_ASCII)));
        byte[] piece = "x".repeat(1 << 20).getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < 17; i++) {
            reader.read(ByteBuffer.wrap(piece));
        }
        reader.read(ByteBuffer.wrap("\n\n".getBytes(StandardCharsets.US_ASCII)));
        assertInstanceOf(ChatEvent.Failed.class, events.get(0));
        assertEquals(ErrorKind.UPSTREAM, failure("{\"choices\":[{\"index\":1000000}]}"));
    }

    @Test
    void keepsProbabilities() {
        ChatResponse response = answer(
                "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"},\"logprobs\":{\"content\":[{\"token\":\"a\",\"logprob\":-1,\"top_logprobs\":[]}]}}]}",
                finish("stop"));
        assertEquals("a", response.candidates().get(0).logprobs().get(0).token());
    }
}
