package io.camelid.format.anthropic.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import io.camelid.spi.chat.OutputFormat;
import io.camelid.spi.chat.Part;
import io.camelid.spi.chat.Signature;
import io.camelid.spi.chat.Tool;
import io.camelid.spi.chat.Turn;
import io.camelid.testkit.GoldenFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswerReadingTest {
    private static final ChatRequest PLAIN = ChatRequest.builder()
            .model("claude-sonnet-4-5")
            .turns(List.of(Turn.user(new Part.Text("Hi"))))
            .build();
    private static final ChatRequest JSON =
            PLAIN.toBuilder().outputFormat(new OutputFormat.JsonObject()).build();

    private final ChatCodec codec = new MessagesCodec();

    @Test
    void readsTextFromAStream() {
        ChatResponse response = whole("text");
        assertEquals("msg_1nZdL29xx5MUA1yADyHTEsnR8uuvGzszyY", response.id());
        assertEquals("claude-sonnet-4-5-20250929", response.model());
        assertEquals(
                ChatResponse.Candidate.of(List.of(new Part.Text("Hello, 😀!")), FinishReason.STOP),
                response.candidates().get(0));
        assertEquals(new Usage(35, 15, 10, 0, -1), response.usage());
    }

    @Test
    void readsCallsFromAStream() {
        assertEquals(
                ChatResponse.Candidate.of(
                        List.of(
                                new Part.Text("Okay, let's see:"),
                                Part.ToolCall.of(
                                        "toolu_01T1x1fJ34qAmk2tNTrN7Up6",
                                        "get_weather",
                                        new Json("{\"location\": \"San Francisco, CA\"}")),
                                Part.ToolCall.of("toolu_02", "now", Json.EMPTY_OBJECT)),
                        FinishReason.TOOL_CALLS),
                whole("tool").candidates().get(0));
    }

    @Test
    void readsThoughtsFromAStream() {
        ChatResponse response = whole("thinking");
        assertEquals(
                new ChatResponse.Candidate(
                        List.of(
                                new Part.Reasoning(
                                        "27 * 453:\n12231",
                                        Optional.of(new Signature(
                                                Signature.ANTHROPIC,
                                                "EqQBCgIYAhIM1gbcDa9GJwZA2b3hGgxBdjrkzLoky3dl1pkiMOYds=="))),
                                new Part.RedactedReasoning(new Signature(Signature.ANTHROPIC, "EmwKAhgBEgy3va3pzix")),
                                new Part.Text("12,231")),
                        FinishReason.STOP_SEQUENCE,
                        Optional.of("END"),
                        List.of()),
                response.candidates().get(0));
        assertEquals(new Usage(30, 60, -1, -1, 40), response.usage());
    }

    @Test
    void passesOverWhatAnthropicDidItself() {
        ChatResponse response = whole("search");
        assertEquals(
                ChatResponse.Candidate.of(List.of(new Part.Text("Sunny.")), FinishReason.PAUSE),
                response.candidates().get(0));
        assertEquals(new Usage(10682, 510, 0, 0, -1), response.usage());
    }

    @ParameterizedTest
    @CsvSource({
        "error-late,  UNAVAILABLE,  503, overloaded_error,       Overloaded",
        "error-first, RATE_LIMITED, 429, rate_limit_error,       This request would exceed your limit",
        "cut,         UPSTREAM,     502, upstream_broken_stream, broke off its stream",
    })
    void tellsHowAStreamFailed(String file, ErrorKind kind, int status, String code, String message) {
        LlmError error = collect(stream(file), PLAIN).error().orElseThrow();
        assertEquals(new LlmError(kind, status, code, message, Optional.empty()), error);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nothing at all | ''",
                "no JSON | 'data: {\"type\":\n\n'",
                "no object | 'data: []\n\n'",
                "a bare error | 'data: {\"error\":{\"message\":\"no\"}}\n\n'",
            })
    void tellsOfAStreamThatIsNone(String name, String stream) {
        assertEquals(
                ErrorKind.UPSTREAM, collect(stream, PLAIN).error().orElseThrow().kind(), name);
    }

    @Test
    void holdsNoMoreThanAnEventMayHave() {
        List<ChatEvent> events = new ArrayList<>();
        ChatCodec.StreamReader reader = codec.reader(PLAIN, events::add);
        byte[] piece = "x".repeat(1 << 20).getBytes(StandardCharsets.UTF_8);
        reader.read(bytes("data: "));
        for (int i = 0; i < 20; i++) {
            reader.read(ByteBuffer.wrap(piece));
        }
        reader.read(bytes("\n\n"));
        assertEquals(1, events.size());
        reader.end();
        assertEquals(1, events.size());
    }

    @Test
    void readsAWholeMessage() throws LlmException {
        ChatResponse response = codec.readResponse(
                ByteBuffer.wrap(answer("text.anthropic.messages.json").bytes()), PLAIN);
        assertEquals("msg_01XFDUDYJgAACzvnptvVoYEL", response.id());
        assertEquals(
                ChatResponse.Candidate.of(List.of(new Part.Text("Hello! \"Grüß\" 😀")), FinishReason.STOP),
                response.candidates().get(0));
        assertEquals(new Usage(2112, 6, 2000, 100, -1), response.usage());
    }

    @ParameterizedTest
    @CsvSource({
        "end_turn, STOP",
        "stop_sequence, STOP_SEQUENCE",
        "max_tokens, MAX_TOKENS",
        "model_context_window_exceeded, CONTEXT_WINDOW",
        "tool_use, TOOL_CALLS",
        "refusal, REFUSAL",
        "pause_turn, PAUSE",
        "something_new, OTHER",
    })
    void readsStopReasons(String written, FinishReason reason) throws LlmException {
        String message = "{\"type\":\"message\",\"content\":[],\"stop_reason\":\"" + written + "\"}";
        assertEquals(
                reason,
                codec.readResponse(bytes(message), PLAIN).candidates().get(0).reason());
    }

    @Test
    void refusesWhatIsNoMessage() {
        for (String body : List.of("", "<html>", "[]", "{}", "{\"content\":\"Hi\"}")) {
            LlmException refused = assertThrows(LlmException.class, () -> codec.readResponse(bytes(body), PLAIN));
            assertEquals(ErrorKind.UPSTREAM, refused.error().kind(), body);
        }
        LlmException refused = assertThrows(
                LlmException.class,
                () -> codec.readResponse(
                        ByteBuffer.wrap(answer("error.anthropic.messages.json").bytes()), PLAIN));
        assertEquals(ErrorKind.UNAVAILABLE, refused.error().kind());
    }

    @Test
    void givesToolsTheirNamesBack() throws LlmException {
        ChatRequest request = PLAIN.toBuilder()
                .tools(List.of(
                        Tool.of("maps.find", "", Json.EMPTY_OBJECT), Tool.of("maps_find", "", Json.EMPTY_OBJECT)))
                .build();
        ChatResponse response = codec.readResponse(
                bytes(
                        """
                        {"content":[{"type":"tool_use","id":"a","name":"maps_find","input":{}},
                          {"type":"tool_use","id":"b","name":"maps_find_1","input":{}}],"stop_reason":"tool_use"}"""),
                request);
        assertEquals(
                List.of(
                        Part.ToolCall.of("a", "maps_find", Json.EMPTY_OBJECT),
                        Part.ToolCall.of("b", "maps.find", Json.EMPTY_OBJECT)),
                response.candidates().get(0).parts());
    }

    /** The tool that JSON was asked for with is not the client's. */
    @Test
    void unwrapsJson() throws LlmException {
        ChatResponse.Candidate expected =
                ChatResponse.Candidate.of(List.of(new Part.Text("{\"a\":[1]}")), FinishReason.STOP);
        ChatResponse whole = codec.readResponse(
                bytes(
                        """
                        {"content":[{"type":"tool_use","id":"a","name":"answer_in_json","input":{"a":[1]}}],
                         "stop_reason":"tool_use"}"""),
                JSON);
        assertEquals(expected, whole.candidates().get(0));
        String events =
                """
                data: {"type":"message_start","message":{"id":"msg_1"}}

                data: {"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"a","name":"answer_in_json","input":{}}}

                data: {"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"{\\"a\\":"}}

                data: {"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"[1]}"}}

                data: {"type":"message_delta","delta":{"stop_reason":"tool_use"},"usage":{"output_tokens":3}}

                data: {"type":"message_stop"}

                """;
        ChatCollector streamed = collect(events, JSON);
        assertTrue(streamed.isWhole());
        assertEquals(expected, streamed.response().candidates().get(0));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "400 | {\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\",\"message\":\"Bad.\"}} | INVALID_REQUEST | invalid_request_error | Bad.",
                "402 | {\"error\":{\"type\":\"billing_error\",\"message\":\"Pay.\"}} | PERMISSION_DENIED | billing_error | Pay.",
                "413 | {\"error\":{\"type\":\"request_too_large\",\"message\":\"Big.\"}} | REQUEST_TOO_LARGE | request_too_large | Big.",
                "529 | {\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}} | UNAVAILABLE | overloaded_error | Overloaded",
                "500 | {\"error\":\"text\"} | UPSTREAM | upstream_status | text",
                "404 | {\"detail\":\"Not Found\"} | NOT_FOUND | upstream_status | Not Found",
                "502 | <html>bad gateway</html> | UPSTREAM | upstream_status | answered 502",
                "503 | no healthy upstream | UNAVAILABLE | upstream_status | no healthy upstream",
                "429 | '' | RATE_LIMITED | upstream_status | answered 429",
                "401 | [1] | UNAUTHENTICATED | upstream_status | answered 401",
                "403 | {\"error\":{\"type\":7,\"message\":null}} | PERMISSION_DENIED | 7 | answered 403",
            })
    void readsErrorsOfAnyShape(int status, String body, ErrorKind kind, String code, String message) {
        assertEquals(
                new LlmError(kind, status, code, message, Optional.empty()),
                new MessagesFormat().readError(status, bytes(body)));
    }

    private ChatResponse whole(String file) {
        ChatCollector collected = collect(stream(file), PLAIN);
        assertTrue(collected.isWhole());
        return collected.response();
    }

    private ChatCollector collect(String stream, ChatRequest request) {
        ChatCollector collector = new ChatCollector();
        ChatEventOrder order = new ChatEventOrder();
        ChatCodec.StreamReader reader = codec.reader(request, event -> {
            order.next(event);
            collector.accept(event);
        });
        reader.read(bytes(stream));
        reader.end();
        assertEquals(List.of(), order.breaches());
        assertTrue(order.isOver());
        assertFalse(collector.isWhole() && collector.error().isPresent());
        return collector;
    }

    private static GoldenFile answer(String name) {
        return GoldenFile.named("answers/" + name);
    }

    private static String stream(String name) {
        return new String(answer(name + ".anthropic.messages.sse").bytes(), StandardCharsets.UTF_8);
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
