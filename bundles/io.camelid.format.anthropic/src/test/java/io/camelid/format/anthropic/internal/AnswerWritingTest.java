package io.camelid.format.anthropic.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.camelid.spi.ErrorKind;
import io.camelid.spi.LlmError;
import io.camelid.spi.Usage;
import io.camelid.spi.chat.ChatCodec;
import io.camelid.spi.chat.ChatEvent;
import io.camelid.spi.chat.ChatRequest;
import io.camelid.spi.chat.ChatResponse;
import io.camelid.spi.chat.FinishReason;
import io.camelid.spi.chat.Json;
import io.camelid.spi.chat.Part;
import io.camelid.spi.chat.Reply;
import io.camelid.spi.chat.Signature;
import io.camelid.testkit.GoldenFile;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswerWritingTest {
    /** An answer that no single provider gives. */
    private static final ChatResponse EVERYTHING = new ChatResponse(
            "chatcmpl-1",
            "gpt-4o",
            List.of(
                    new ChatResponse.Candidate(
                            List.of(
                                    new Part.Reasoning("Hm.", Optional.of(new Signature(Signature.ANTHROPIC, "EqQB"))),
                                    new Part.Reasoning("So.", Optional.of(new Signature(Signature.OPENAI, "gAAA"))),
                                    new Part.Reasoning("", Optional.empty()),
                                    new Part.RedactedReasoning(new Signature(Signature.ANTHROPIC, "Emw")),
                                    new Part.Text(""),
                                    new Part.Text("Grüß 😀\n"),
                                    new Part.Refusal("No."),
                                    Part.ToolCall.of("call_1", "a", new Json("{\"b\": [1, 2]}")),
                                    new Part.ToolCall(
                                            "",
                                            "c",
                                            new Json(""),
                                            Optional.of(new Signature(Signature.GOOGLE, "abc=")))),
                            FinishReason.STOP,
                            Optional.empty(),
                            List.of()),
                    ChatResponse.Candidate.of(List.of(new Part.Text("Another.")), FinishReason.STOP)),
            new Usage(1000, 50, 600, 300, 20));

    private final ChatCodec codec = new MessagesCodec();
    private final AtomicInteger ids = new AtomicInteger();
    private final Reply reply = new Reply(
            ChatRequest.builder().model("asked-for").build(),
            Instant.EPOCH,
            () -> String.format("%024d", ids.incrementAndGet()));

    @Test
    void writesAWholeMessage() {
        assertEquals(
                Trees.tree(new String(
                        GoldenFile.named("responses/everything.anthropic.messages.json")
                                .bytes(),
                        StandardCharsets.UTF_8)),
                Trees.tree(codec.writeResponse(EVERYTHING, reply)));
    }

    @Test
    void writesAStream() {
        StringBuilder written = new StringBuilder();
        ChatCodec.StreamWriter writer = codec.writer(reply);
        EVERYTHING.replay(event -> written.append(text(writer, event)));
        GoldenFile.named("streams/everything.anthropic.messages.sse").verify(written.toString());
    }

    /** Calls that come side by side are told one after the other. */
    @Test
    void sortsWhatComesSideBySide() {
        List<ChatEvent> events = List.of(
                new ChatEvent.Started("msg_1", ""),
                new ChatEvent.PartStarted(0, 0, Part.ToolCall.of("a", "one", new Json(""))),
                new ChatEvent.PartStarted(0, 1, Part.ToolCall.of("b", "two", new Json(""))),
                new ChatEvent.PartDelta(0, 1, "{}"),
                new ChatEvent.PartDelta(0, 0, "{\"x\":"),
                new ChatEvent.PartDelta(0, 0, "1}"),
                new ChatEvent.PartEnded(0, 1),
                new ChatEvent.PartEnded(0, 0),
                new ChatEvent.Finished(0, FinishReason.TOOL_CALLS, Optional.empty()),
                new ChatEvent.Ended());
        GoldenFile.named("streams/sorted.anthropic.messages.sse").verify(written(events));
    }

    @Test
    void tellsAnError() {
        ChatEvent failed = new ChatEvent.Failed(LlmError.of(ErrorKind.UNAVAILABLE, "c", "Too busy."));
        String event =
                """
                event: error
                data: {"type":"error","error":{"type":"overloaded_error","message":"Too busy."},"request_id":null}

                """;
        assertEquals(event, written(List.of(failed)));
        ChatCodec.StreamWriter writer = codec.writer(reply);
        text(writer, new ChatEvent.Started("msg_1", "m"));
        text(writer, new ChatEvent.PartStarted(0, 0, new Part.Text("")));
        text(writer, new ChatEvent.PartDelta(0, 0, "Hel"));
        assertEquals(event, text(writer, failed));
    }

    @ParameterizedTest
    @CsvSource({
        "STOP, end_turn",
        "OTHER, end_turn",
        "STOP_SEQUENCE, stop_sequence",
        "MAX_TOKENS, max_tokens",
        "CONTEXT_WINDOW, model_context_window_exceeded",
        "TOOL_CALLS, tool_use",
        "CONTENT_FILTER, refusal",
        "REFUSAL, refusal",
        "PAUSE, pause_turn",
    })
    void writesStopReasons(FinishReason reason, String written) {
        ChatResponse response = new ChatResponse(
                "msg_kept",
                "",
                List.of(new ChatResponse.Candidate(List.of(), reason, Optional.of("END"), List.of())),
                Usage.UNKNOWN);
        assertEquals(
                Trees.tree("{\"id\":\"msg_kept\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"asked-for\","
                        + "\"content\":[],\"stop_reason\":\"" + written + "\",\"stop_sequence\":\"END\","
                        + "\"usage\":{\"input_tokens\":0,\"cache_creation_input_tokens\":0,"
                        + "\"cache_read_input_tokens\":0,\"output_tokens\":0}}"),
                Trees.tree(codec.writeResponse(response, reply)));
    }

    private String written(List<ChatEvent> events) {
        ChatCodec.StreamWriter writer = codec.writer(reply);
        StringBuilder written = new StringBuilder();
        events.forEach(event -> written.append(text(writer, event)));
        return written.toString();
    }

    private static String text(ChatCodec.StreamWriter writer, ChatEvent event) {
        return StandardCharsets.UTF_8.decode(writer.write(event)).toString();
    }
}
