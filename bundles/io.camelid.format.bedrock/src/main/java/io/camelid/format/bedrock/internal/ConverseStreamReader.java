package io.camelid.format.bedrock.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.camelid.format.bedrock.internal.eventstream.EventMessage;
import io.camelid.format.bedrock.internal.eventstream.EventStreamHandler;
import io.camelid.format.bedrock.internal.eventstream.EventStreamReader;
import io.camelid.format.tree.JsonTree;
import io.camelid.spi.ErrorKind;
import io.camelid.spi.LlmError;
import io.camelid.spi.chat.ChatCodec;
import io.camelid.spi.chat.ChatEvent;
import io.camelid.spi.chat.ChatRequest;
import io.camelid.spi.chat.FinishReason;
import io.camelid.spi.chat.Json;
import io.camelid.spi.chat.Part;
import io.camelid.spi.chat.Signature;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Reads ConverseStream's answer. Only tool calls announce themselves; other blocks begin with their first delta. The
 * metadata with the usage comes last, and a stream that lacks nothing else ends well without it.
 */
final class ConverseStreamReader implements ChatCodec.StreamReader, EventStreamHandler {
    /** What a block's deltas say. */
    private enum Kind {
        TEXT,
        TOOL_CALL,
        REASONING
    }

    private record OpenPart(int part, Kind kind) {}

    private final EventStreamReader messages = new EventStreamReader(this);
    private final String model;
    private final String vendor;
    private final ToolPlan plan;
    private final Consumer<ChatEvent> events;

    /** By {@code contentBlockIndex}. */
    private final Map<Integer, OpenPart> open = new LinkedHashMap<>();

    private int parts;
    private boolean calls;
    private boolean answeredByTool;
    private boolean started;
    private boolean finished;
    private boolean over;

    ConverseStreamReader(ChatRequest request, Consumer<ChatEvent> events) {
        model = request.model();
        vendor = ModelFamily.of(model).signatureVendor();
        plan = ToolPlan.of(request);
        this.events = events;
    }

    @Override
    public void read(ByteBuffer chunk) {
        if (!over) {
            messages.read(chunk);
        }
    }

    @Override
    public void end() {
        if (over) {
            return;
        }
        if (finished) {
            over = true;
            events.accept(new ChatEvent.Ended());
        } else {
            fail(LlmError.of(ErrorKind.UPSTREAM, "upstream_broke", "ended the stream before the answer was whole"));
        }
    }

    @Override
    public void message(EventMessage message) {
        if (over) {
            return;
        }
        JsonNode payload = JsonTree.find(
                        ByteBuffer.wrap(message.bytes(), message.from(), message.to() - message.from()))
                .orElse(null);
        switch (message.kind()) {
            case EVENT -> {
                if (payload == null) {
                    broken("an event is not JSON");
                } else {
                    event(message.type(), payload);
                }
            }
            case EXCEPTION ->
                fail(BedrockErrors.ofStream(
                        message.type(), payload == null ? "" : BedrockErrors.firstText(payload, "message", "Message")));
            case ERROR -> fail(BedrockErrors.ofStream(message.type(), message.errorMessage()));
        }
    }

    @Override
    public void broken(String what) {
        if (!over) {
            fail(LlmError.of(ErrorKind.UPSTREAM, "upstream_unusable_answer", "sent a broken stream: " + what));
        }
    }

    private void fail(LlmError error) {
        over = true;
        events.accept(new ChatEvent.Failed(error));
    }

    private void event(String type, JsonNode payload) {
        start();
        switch (type) {
            case "contentBlockStart" ->
                blockStarted(payload.path("contentBlockIndex").asInt(), payload.path("start"));
            case "contentBlockDelta" -> delta(payload.path("contentBlockIndex").asInt(), payload.path("delta"));
            case "contentBlockStop" ->
                blockEnded(payload.path("contentBlockIndex").asInt());
            case "messageStop" -> stopped(payload);
            case "metadata" -> {
                if (payload.path("usage").isObject()) {
                    events.accept(new ChatEvent.UsageReported(ConverseUsage.read(payload.path("usage"))));
                }
                if (finished) {
                    end();
                }
            }
            default -> {
                // The beginning says nothing more, and events of later versions may be passed over.
            }
        }
    }

    private void start() {
        if (!started) {
            started = true;
            events.accept(new ChatEvent.Started("", model));
        }
    }

    private void blockStarted(int block, JsonNode start) {
        JsonNode use = start.path("toolUse");
        if (finished || !use.isObject()) {
            return;
        }
        String name = use.path("name").asText();
        if (plan.isJsonTool(name)) {
            answeredByTool = true;
            open(block, Kind.TOOL_CALL, new Part.Text(""));
        } else {
            calls = true;
            Part call = Part.ToolCall.of(
                    use.path("toolUseId").asText(), plan.names().original(name), new Json(""));
            open(block, Kind.TOOL_CALL, call);
        }
    }

    private void delta(int block, JsonNode delta) {
        if (finished) {
            return;
        }
        if (delta.path("text").isTextual()) {
            say(block, Kind.TEXT, new Part.Text(""), delta.path("text").textValue());
        } else if (delta.path("toolUse").isObject()) {
            OpenPart call = open.get(block);
            if (call != null && call.kind() == Kind.TOOL_CALL) {
                say(call, delta.path("toolUse").path("input").asText());
            }
        } else if (delta.path(ReasoningBlocks.MEMBER).isObject()) {
            reasoning(block, delta.path(ReasoningBlocks.MEMBER));
        }
    }

    private void reasoning(int block, JsonNode delta) {
        Part opening = new Part.Reasoning("", Optional.empty());
        if (delta.path(ReasoningBlocks.REDACTED).isTextual()) {
            String content = delta.path(ReasoningBlocks.REDACTED).textValue();
            open(block, Kind.REASONING, new Part.RedactedReasoning(RedactedContent.read(content, vendor)));
            blockEnded(block);
        } else if (delta.path(ReasoningBlocks.SIGNATURE).isTextual()) {
            String signature = delta.path(ReasoningBlocks.SIGNATURE).textValue();
            int part = part(block, Kind.REASONING, opening).part();
            events.accept(new ChatEvent.PartSigned(0, part, Signature.read(signature, vendor)));
        } else {
            say(block, Kind.REASONING, opening, delta.path(ReasoningBlocks.TEXT).asText());
        }
    }

    private void say(int block, Kind kind, Part opening, String text) {
        say(part(block, kind, opening), text);
    }

    private void say(OpenPart part, String text) {
        if (!text.isEmpty()) {
            events.accept(new ChatEvent.PartDelta(0, part.part(), text));
        }
    }

    /** The part that a block's delta belongs to. */
    private OpenPart part(int block, Kind kind, Part opening) {
        OpenPart current = open.get(block);
        return current != null && current.kind() == kind ? current : open(block, kind, opening);
    }

    private OpenPart open(int block, Kind kind, Part opening) {
        blockEnded(block);
        OpenPart part = new OpenPart(parts++, kind);
        open.put(block, part);
        events.accept(new ChatEvent.PartStarted(0, part.part(), opening));
        return part;
    }

    private void blockEnded(int block) {
        OpenPart part = open.remove(block);
        if (part != null) {
            events.accept(new ChatEvent.PartEnded(0, part.part()));
        }
    }

    private void stopped(JsonNode payload) {
        if (finished) {
            return;
        }
        List<Integer> blocks = new ArrayList<>(open.keySet());
        blocks.forEach(this::blockEnded);
        finished = true;
        FinishReason reason = StopReasons.read(payload.path("stopReason").asText());
        boolean answered = reason == FinishReason.TOOL_CALLS && answeredByTool && !calls;
        events.accept(
                new ChatEvent.Finished(0, answered ? FinishReason.STOP : reason, ConverseAnswer.stopSequence(payload)));
    }
}
