package io.camelid.format.openai.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.camelid.format.tree.JsonTree;
import io.camelid.spi.ErrorKind;
import io.camelid.spi.LlmError;
import io.camelid.spi.LlmException;
import io.camelid.spi.chat.ChatCodec;
import io.camelid.spi.chat.ChatCollector;
import io.camelid.spi.chat.ChatEvent;
import io.camelid.spi.chat.ChatEventOrder;
import io.camelid.spi.chat.ChatRequest;
import io.camelid.spi.chat.FinishReason;
import io.camelid.spi.chat.Json;
import io.camelid.spi.chat.Losses;
import io.camelid.spi.chat.Part;
import io.camelid.spi.chat.Signature;
import io.camelid.spi.chat.Turn;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ResponsesCodecTest {
    private final ChatCodec codec = new ResponsesFormat().chat().orElseThrow();
    private final Losses losses = new Losses();

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private ChatRequest read(String members) throws LlmException {
        return codec.readRequest("", bytes("{\"model\":\"m\"," + members + "}"), losses);
    }

    @Test
    void readsATextAsTheUsersTurn() throws LlmException {
        assertEquals(
                List.of(Turn.user(new Part.Text("hi"))),
                read("\"input\":\"hi\"").turns());
    }

    @Test
    void refusesWhatOnlyOpenAiHolds() {
        for (String members : List.of(
                "\"input\":\"a\",\"previous_response_id\":\"resp_1\"",
                "\"input\":\"a\",\"conversation\":\"conv_1\"",
                "\"input\":\"a\",\"background\":true",
                "\"prompt\":{\"id\":\"pmpt_1\"}",
                "\"input\":[{\"type\":\"item_reference\",\"id\":\"msg_1\"}]")) {
            LlmError error =
                    assertThrows(LlmException.class, () -> read(members)).error();
            assertEquals(ErrorKind.INVALID_REQUEST, error.kind());
            assertEquals("unsupported_parameter", error.code(), members);
            assertTrue(error.param().isPresent());
        }
    }

    /** A thought's seal comes back as it was, whoever made it, and a thought without words stays one. */
    @Test
    void keepsSeals() throws LlmException {
        for (Part part : List.of(
                new Part.Reasoning("a", Optional.of(new Signature("anthropic", "s"))),
                new Part.Reasoning("", Optional.of(new Signature("anthropic", "s"))),
                new Part.RedactedReasoning(new Signature("anthropic", "s")),
                new Part.Reasoning("a", Optional.of(new Signature("openai", "rs_1|gAAA"))),
                new Part.RedactedReasoning(new Signature("openai", "gAAA")))) {
            SealedItem item = part instanceof Part.RedactedReasoning redacted
                    ? SealedItem.of(redacted)
                    : SealedItem.of(((Part.Reasoning) part).signature().orElseThrow());
            String text = part instanceof Part.Reasoning reasoning ? reasoning.text() : "";
            assertTrue(item.id().startsWith("rs_") && item.id().length() <= 64, item.id());
            String summary = text.isEmpty() ? "" : "{\"type\":\"summary_text\",\"text\":\"" + text + "\"}";
            ChatRequest request = read("\"input\":[{\"type\":\"reasoning\",\"id\":\"" + item.id() + "\",\"summary\":["
                    + summary + "],\"encrypted_content\":\"" + item.content() + "\"}]");
            assertEquals(List.of(Turn.assistant(part)), request.turns());
        }
    }

    @Test
    void sendsOpenAisThoughtsBackAndNoOthers() throws LlmException {
        ChatRequest request = ChatRequest.builder()
                .model("gpt-5")
                .turns(List.of(Turn.assistant(
                        new Part.Reasoning("a", Optional.of(new Signature("openai", "rs_1|gAAA"))),
                        new Part.Reasoning("b", Optional.of(new Signature("google", "x"))),
                        Part.ToolCall.of("c", "f", new Json("")))))
                .build();
        JsonNode body = JsonTree.find(codec.writeRequest(request, losses)).orElseThrow();
        assertEquals(
                "[{\"type\":\"reasoning\",\"id\":\"rs_1\",\"summary\":[{\"type\":\"summary_text\",\"text\":\"a\"}],"
                        + "\"encrypted_content\":\"gAAA\"},"
                        + "{\"type\":\"function_call\",\"call_id\":\"c\",\"name\":\"f\",\"arguments\":\"{}\"}]",
                body.get("input").toString());
        assertEquals("reasoning.encrypted_content", body.at("/include/0").asText());
        assertEquals("reasoning_history", losses.toString());
    }

    private List<ChatEvent> stream(String... events) {
        List<ChatEvent> read = new ArrayList<>();
        ChatCodec.StreamReader reader = codec.reader(ChatRequest.builder().build(), read::add);
        for (String event : events) {
            reader.read(bytes("data: " + event + "\n\n"));
        }
        reader.end();
        ChatEventOrder order = new ChatEventOrder();
        read.forEach(order::next);
        assertEquals(List.of(), order.breaches());
        return read;
    }

    /** Some hosts send no deltas, and some frame a whole answer in the last event only. */
    @Test
    void readsAnswersWithoutDeltas() {
        String output = "[{\"type\":\"message\",\"content\":[{\"type\":\"output_text\",\"text\":\"hi\"}]},"
                + "{\"type\":\"function_call\",\"call_id\":\"c\",\"name\":\"f\",\"arguments\":\"{}\"}]";
        String completed =
                "{\"type\":\"response.completed\",\"response\":{\"status\":\"completed\",\"output\":" + output + "}}";
        List<Part> wanted = List.of(new Part.Text("hi"), Part.ToolCall.of("c", "f", new Json("{}")));
        assertEquals(wanted, parts(stream(completed)));
        assertEquals(
                wanted,
                parts(stream(
                        "{\"type\":\"response.output_text.done\",\"output_index\":0,\"content_index\":0,\"text\":\"hi\"}",
                        "{\"type\":\"response.output_item.done\",\"output_index\":1,\"item\":{\"type\":\"function_call\","
                                + "\"call_id\":\"c\",\"name\":\"f\",\"arguments\":\"{}\"}}",
                        completed)));
    }

    private static List<Part> parts(List<ChatEvent> events) {
        ChatCollector collector = new ChatCollector();
        events.forEach(collector);
        assertTrue(collector.isWhole());
        assertEquals(
                FinishReason.TOOL_CALLS,
                collector.response().candidates().get(0).reason());
        return collector.response().candidates().get(0).parts();
    }

    @Test
    void tellsHowAStreamFailed() {
        assertEquals(ErrorKind.UPSTREAM, failure("{\"type\":\"response.created\",\"response\":{\"id\":\"r\"}}"));
        assertEquals(
                ErrorKind.RATE_LIMITED,
                failure("{\"type\":\"response.failed\",\"response\":{\"status\":\"failed\","
                        + "\"error\":{\"code\":\"rate_limit_exceeded\",\"message\":\"m\"}}}"));
        assertEquals(
                ErrorKind.UPSTREAM,
                failure("{\"type\":\"error\",\"code\":\"server_error\",\"message\":\"m\",\"param\":null}"));
        assertEquals(ErrorKind.UPSTREAM, failure("[DONE]"));
    }

    private ErrorKind failure(String... events) {
        List<ChatEvent> read = stream(events);
        return assertInstanceOf(ChatEvent.Failed.class, read.get(read.size() - 1))
                .error()
                .kind();
    }

    @Test
    void readsEveryEnd() throws LlmException {
        assertEquals(
                FinishReason.MAX_TOKENS,
                reason("\"incomplete\",\"incomplete_details\":{\"reason\":\"max_output_tokens\"}"));
        assertEquals(
                FinishReason.CONTENT_FILTER,
                reason("\"incomplete\",\"incomplete_details\":{\"reason\":\"content_filter\"}"));
        assertEquals(FinishReason.STOP, reason("\"completed\""));
        LlmException failed = assertThrows(LlmException.class, () -> reason("\"failed\",\"error\":null"));
        assertEquals(502, failed.error().status());
    }

    private FinishReason reason(String status) throws LlmException {
        return codec.readResponse(
                        bytes("{\"output\":[],\"status\":" + status + "}"),
                        ChatRequest.builder().build())
                .candidates()
                .get(0)
                .reason();
    }
}
