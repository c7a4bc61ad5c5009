package io.camelid.format.anthropic.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.camelid.format.tree.JsonTree;
import io.camelid.spi.LlmError;
import io.camelid.spi.chat.ChatEvent;
import io.camelid.spi.chat.ChatRequest;
import io.camelid.spi.chat.FinishReason;
import io.camelid.spi.chat.Json;
import io.camelid.spi.chat.Part;
import io.camelid.spi.chat.Signature;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Tells what a message of Anthropic's says, be it whole or in events. Blocks of tools that Anthropic ran itself are
 * passed over, and so is what is not known. For one answer; not thread-safe.
 */
final class AnswerReader {
    /** A block that has begun. */
    private static final class Block {
        private final int part;
        private final Part opening;
        /** What the arguments of a call are if no more of them comes. */
        private final String whole;

        private boolean empty = true;

        Block(int part, Part opening, String whole) {
            this.part = part;
            this.opening = opening;
            this.whole = whole;
        }
    }

    private final Consumer<ChatEvent> events;
    private final ToolNames names;
    private final String jsonTool;
    private final TokenCounts counts = new TokenCounts();
    private final Map<Integer, Block> open = new TreeMap<>();
    private int parts;
    private boolean calls;
    private boolean started;
    private boolean over;
    private String stopReason = "";
    private Optional<String> stopSequence = Optional.empty();

    /** @param request what the answer is to, for the names in it that had to be changed */
    AnswerReader(ChatRequest request, Consumer<ChatEvent> events) {
        this.events = events;
        jsonTool = JsonTool.of(request).map(JsonTool::name).orElse("");
        names = ToolNames.of(request, jsonTool);
    }

    /** Whether the last event has been told; what comes after is passed over. */
    boolean isOver() {
        return over;
    }

    /** The message begins; one that has begun does not do so again. */
    void start(JsonNode message) {
        if (started) {
            return;
        }
        started = true;
        events.accept(new ChatEvent.Started(
                message.path("id").asText(), message.path("model").asText()));
        usage(message.path("usage"));
    }

    /** What the answer has cost so far. */
    void usage(JsonNode usage) {
        start(JsonTree.object());
        counts.add(usage);
        if (counts.usage().isKnown()) {
            events.accept(new ChatEvent.UsageReported(counts.usage()));
        }
    }

    /** A block begins, with what is known of it already. */
    void startBlock(int index, JsonNode content) {
        start(JsonTree.object());
        endBlock(index);
        switch (content.path("type").asText()) {
            case "text" -> {
                begin(index, new Part.Text(""), "");
                delta(index, content.path("text").asText());
            }
            case "thinking" -> {
                begin(index, new Part.Reasoning("", Optional.empty()), "");
                delta(index, content.path("thinking").asText());
                sign(index, content.path("signature").asText());
            }
            case "redacted_thinking" ->
                begin(
                        index,
                        new Part.RedactedReasoning(new Signature(
                                Signature.ANTHROPIC, content.path("data").asText())),
                        "");
            case "tool_use" -> startCall(index, content);
            default -> {}
        }
    }

    private void startCall(int index, JsonNode content) {
        JsonNode input = content.path("input");
        String whole = input.isObject() ? JsonTree.text(input) : "{}";
        String name = content.path("name").asText();
        if (!jsonTool.isEmpty() && name.equals(jsonTool)) {
            begin(index, new Part.Text(""), whole);
            return;
        }
        calls = true;
        begin(index, Part.ToolCall.of(content.path("id").asText(), names.original(name), new Json("")), whole);
    }

    private void begin(int index, Part opening, String whole) {
        open.put(index, new Block(parts, opening, whole));
        events.accept(new ChatEvent.PartStarted(0, parts++, opening));
    }

    /** More of a block. */
    void delta(int index, JsonNode delta) {
        switch (delta.path("type").asText()) {
            case "text_delta" -> delta(index, delta.path("text").asText());
            case "thinking_delta" -> delta(index, delta.path("thinking").asText());
            case "input_json_delta" -> delta(index, delta.path("partial_json").asText());
            case "signature_delta" -> sign(index, delta.path("signature").asText());
            default -> {}
        }
    }

    private void delta(int index, String text) {
        Block block = open.get(index);
        if (block != null && !text.isEmpty() && !(block.opening instanceof Part.RedactedReasoning)) {
            block.empty = false;
            events.accept(new ChatEvent.PartDelta(0, block.part, text));
        }
    }

    private void sign(int index, String signature) {
        Block block = open.get(index);
        if (block != null && !signature.isEmpty() && block.opening instanceof Part.Reasoning) {
            events.accept(new ChatEvent.PartSigned(0, block.part, new Signature(Signature.ANTHROPIC, signature)));
        }
    }

    void endBlock(int index) {
        Block block = open.get(index);
        if (block != null) {
            if (block.empty) {
                delta(index, block.whole);
            }
            open.remove(index);
            events.accept(new ChatEvent.PartEnded(0, block.part));
        }
    }

    /** Why the message ends, as far as it is said. */
    void stop(JsonNode said) {
        if (said.path("stop_reason").isTextual()) {
            stopReason = said.path("stop_reason").textValue();
        }
        if (said.path("stop_sequence").isTextual()) {
            stopSequence = Optional.of(said.path("stop_sequence").textValue());
        }
    }

    /** All has been said. */
    void end() {
        start(JsonTree.object());
        while (!open.isEmpty()) {
            endBlock(open.keySet().iterator().next());
        }
        events.accept(new ChatEvent.Finished(0, reason(), stopSequence));
        events.accept(new ChatEvent.Ended());
        over = true;
    }

    private FinishReason reason() {
        FinishReason reason = StopReasons.read(stopReason);
        // The tool that stands for JSON is none that the client waits for.
        boolean json = reason == FinishReason.TOOL_CALLS && !jsonTool.isEmpty() && !calls;
        return json ? FinishReason.STOP : reason;
    }

    void fail(LlmError error) {
        if (!over) {
            over = true;
            events.accept(new ChatEvent.Failed(error));
        }
    }
}
