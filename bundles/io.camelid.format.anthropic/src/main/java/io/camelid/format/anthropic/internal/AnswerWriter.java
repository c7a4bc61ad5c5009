package io.camelid.format.anthropic.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.camelid.format.tree.JsonTree;
import io.camelid.spi.Usage;
import io.camelid.spi.chat.ChatResponse;
import io.camelid.spi.chat.Part;
import io.camelid.spi.chat.Reply;
import io.camelid.spi.chat.Signature;
import java.util.Optional;

/** Writes messages for a client. Answers have no pictures here; such parts are left out. */
final class AnswerWriter {
    private static final String MESSAGE_ID = "msg_";
    private static final String CALL_ID = "toolu_";

    private final Reply reply;

    AnswerWriter(Reply reply) {
        this.reply = reply;
    }

    ObjectNode message(ChatResponse response) {
        ObjectNode message = head(response.id(), response.model());
        ArrayNode content = message.putArray("content");
        ChatResponse.Candidate candidate = response.candidates().get(0);
        boolean calls = false;
        for (Part part : candidate.parts()) {
            block(part).ifPresent(content::add);
            calls |= part instanceof Part.ToolCall;
        }
        message.put("stop_reason", StopReasons.write(candidate.reason(), calls));
        message.put("stop_sequence", candidate.stopSequence().orElse(null));
        message.set("usage", TokenCounts.write(response.usage()));
        return message;
    }

    /** A message of which nothing has been said yet. */
    ObjectNode start(String id, String model) {
        ObjectNode message = head(id, model);
        message.putArray("content");
        message.putNull("stop_reason");
        message.putNull("stop_sequence");
        message.set("usage", TokenCounts.write(Usage.of(0, 0)));
        return message;
    }

    private ObjectNode head(String id, String model) {
        return JsonTree.object()
                .put(
                        "id",
                        id.startsWith(MESSAGE_ID)
                                ? id
                                : MESSAGE_ID + reply.ids().get())
                .put("type", "message")
                .put("role", "assistant")
                .put("model", model.isEmpty() ? reply.request().model() : model);
    }

    /** A whole block; empty for what is none, or says nothing: clients send it back, and blank text is refused. */
    private Optional<ObjectNode> block(Part part) {
        if (part instanceof Part.Text text) {
            return Optional.of(text.text()).filter(words -> !words.isEmpty()).map(AnswerWriter::text);
        }
        if (part instanceof Part.Refusal refusal) {
            return Optional.of(refusal.text()).filter(words -> !words.isEmpty()).map(AnswerWriter::text);
        }
        if (part instanceof Part.Reasoning reasoning) {
            return Optional.of(reasoning)
                    .filter(any -> !any.text().isEmpty() || any.signature().isPresent())
                    .map(any -> thinking(
                            any.text(),
                            any.signature().map(AnswerWriter::sealed).orElse("")));
        }
        if (part instanceof Part.RedactedReasoning redacted) {
            return Optional.of(redacted(redacted));
        }
        if (part instanceof Part.ToolCall call) {
            ObjectNode block = call(call);
            block.set("input", arguments(call));
            return Optional.of(block);
        }
        return Optional.empty();
    }

    /** A model's arguments are an object as a rule; what is no JSON stays what it is, a text. */
    private static JsonNode arguments(Part.ToolCall call) {
        String text = call.arguments().text();
        return text.isBlank()
                ? JsonTree.object()
                : JsonTree.find(call.arguments())
                        .orElseGet(() -> JsonTree.object().textNode(text));
    }

    static ObjectNode text(String text) {
        return JsonTree.object().put("type", "text").put("text", text);
    }

    static ObjectNode thinking(String text, String signature) {
        return JsonTree.object().put("type", "thinking").put("thinking", text).put("signature", signature);
    }

    static ObjectNode redacted(Part.RedactedReasoning redacted) {
        return JsonTree.object().put("type", "redacted_thinking").put("data", sealed(redacted.data()));
    }

    /** A call without its arguments. */
    ObjectNode call(Part.ToolCall call) {
        String id = call.id().isEmpty() ? CALL_ID + reply.ids().get() : call.id();
        Part.ToolCall named = new Part.ToolCall(id, call.name(), call.arguments(), call.signature());
        ObjectNode block = JsonTree.object()
                .put("type", "tool_use")
                .put("id", named.sealedId())
                .put("name", call.name());
        block.putObject("input");
        return block;
    }

    static String sealed(Signature signature) {
        return signature.textFor(Signature.ANTHROPIC);
    }
}
