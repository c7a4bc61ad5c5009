package io.camelid.format.anthropic.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.camelid.format.tree.JsonTree;
import io.camelid.spi.LlmException;
import io.camelid.spi.chat.Json;
import io.camelid.spi.chat.Losses;
import io.camelid.spi.chat.Part;
import io.camelid.spi.chat.Role;
import io.camelid.spi.chat.Signature;
import io.camelid.spi.chat.Turn;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes a conversation as Anthropic insists on it: a user's message first, roles in turn, no blank text, the results of
 * tools together and first in the message after the calls. For one request; not thread-safe.
 */
final class MessagesWriter {
    /** Stands for what the user has said where a conversation starts with the model, since it may not be blank. */
    private static final String NOTHING_SAID = ".";

    /** A message; results come before all else. */
    private static final class Message {
        private final Role role;
        private final List<ObjectNode> results = new ArrayList<>();
        private final List<ObjectNode> blocks = new ArrayList<>();

        Message(Role role) {
            this.role = role;
        }

        boolean isEmpty() {
            return results.isEmpty() && blocks.isEmpty();
        }
    }

    private final ToolNames names;
    private final boolean keepsReasoning;
    private final CacheMarks cache;
    private final Losses losses;
    private final CallIds ids = new CallIds();
    private final List<Message> messages = new ArrayList<>();

    /** @param keepsReasoning whether the model takes thoughts of earlier turns */
    MessagesWriter(ToolNames names, boolean keepsReasoning, CacheMarks cache, Losses losses) {
        this.names = names;
        this.keepsReasoning = keepsReasoning;
        this.cache = cache;
        this.losses = losses;
    }

    ArrayNode write(List<Turn> turns) throws LlmException {
        for (Turn turn : turns) {
            Message last = last();
            boolean goesOn = last != null && last.role == turn.role();
            Message message = goesOn ? last : new Message(turn.role());
            for (Part part : turn.parts()) {
                add(part, message);
            }
            if (!goesOn && !message.isEmpty()) {
                messages.add(message);
            }
        }
        trimPrefill();
        if (messages.isEmpty() || messages.get(0).role == Role.ASSISTANT) {
            Message opening = new Message(Role.USER);
            opening.blocks.add(text(NOTHING_SAID));
            messages.add(0, opening);
        }
        return written();
    }

    /**
     * Whether thinking with a budget may go on from here: not in the middle of a model's message, and after results of
     * tools only if the thoughts that led to the calls are there.
     */
    boolean allowsThinking() {
        Message last = last();
        if (last == null || last.role == Role.ASSISTANT) {
            return last == null;
        }
        if (last.results.isEmpty()) {
            return true;
        }
        Message calls = messages.size() > 1 ? messages.get(messages.size() - 2) : null;
        return calls != null
                && !calls.blocks.isEmpty()
                && calls.blocks.get(0).path("type").asText().endsWith("thinking");
    }

    private Message last() {
        return messages.isEmpty() ? null : messages.get(messages.size() - 1);
    }

    private void add(Part part, Message message) throws LlmException {
        if (part instanceof Part.Text text) {
            addText(text.text(), message.blocks);
        } else if (part instanceof Part.Refusal refusal) {
            addText(refusal.text(), message.blocks);
        } else if (part instanceof Part.Media media) {
            if (message.role == Role.ASSISTANT) {
                throw MediaBlock.unsupported("Anthropic takes pictures and documents in messages of the user only.");
            }
            message.blocks.add(MediaBlock.of(media, losses));
        } else if (part instanceof Part.Reasoning reasoning) {
            addReasoning(reasoning, message);
        } else if (part instanceof Part.RedactedReasoning redacted) {
            if (isOwn(redacted.data())) {
                message.blocks.add(JsonTree.object()
                        .put("type", "redacted_thinking")
                        .put("data", redacted.data().value()));
            }
        } else if (part instanceof Part.ToolCall call) {
            message.blocks.add(call(call));
        } else if (part instanceof Part.ToolResult result) {
            message.results.add(result(result));
        } else if (part instanceof Part.CachePoint point) {
            cache.markLast(message.blocks.isEmpty() ? message.results : message.blocks, point);
        }
    }

    private void addReasoning(Part.Reasoning reasoning, Message message) {
        if (reasoning.signature().isEmpty()) {
            losses.add(Losses.REASONING_HISTORY);
        } else if (isOwn(reasoning.signature().get())) {
            message.blocks.add(JsonTree.object()
                    .put("type", "thinking")
                    .put("thinking", reasoning.text())
                    .put("signature", reasoning.signature().get().value()));
        }
    }

    /** Whether a seal is of this vendor, and its model may see it again. */
    private boolean isOwn(Signature signature) {
        boolean own = keepsReasoning && signature.vendor().equals(Signature.ANTHROPIC);
        if (!own) {
            losses.add(Losses.REASONING_HISTORY);
        }
        return own;
    }

    private ObjectNode call(Part.ToolCall call) {
        if (call.signature().isPresent()) {
            // Anthropic seals thoughts, not calls.
            losses.add(Losses.REASONING_HISTORY);
        }
        ObjectNode block = JsonTree.object()
                .put("type", "tool_use")
                .put("id", ids.call(call.id(), call.name()))
                .put("name", names.reduced(call.name()));
        block.set("input", arguments(call.arguments()));
        return block;
    }

    /** Anthropic takes an object and nothing else. */
    private static JsonNode arguments(Json arguments) {
        return JsonTree.find(arguments).filter(JsonNode::isObject).orElseGet(JsonTree::object);
    }

    private ObjectNode result(Part.ToolResult result) throws LlmException {
        ObjectNode block = JsonTree.object()
                .put("type", "tool_result")
                .put("tool_use_id", ids.result(result.callId(), result.name()));
        List<ObjectNode> content = new ArrayList<>();
        for (Part part : result.content()) {
            if (part instanceof Part.Text text) {
                addText(text.text(), content);
            } else if (part instanceof Part.Media media) {
                content.add(MediaBlock.of(media, losses));
            } else if (part instanceof Part.CachePoint point) {
                cache.markLast(content, point);
            }
        }
        if (!content.isEmpty()) {
            block.set("content", content(content));
        }
        if (result.error()) {
            block.put("is_error", true);
        }
        return block;
    }

    /** A plain text alone goes without a block of its own. */
    private static JsonNode content(List<ObjectNode> blocks) {
        ObjectNode only = blocks.get(0);
        if (blocks.size() == 1 && only.size() == 2 && only.path("type").asText().equals("text")) {
            return only.get("text");
        }
        return JsonTree.object().arrayNode().addAll(blocks);
    }

    private static void addText(String text, List<ObjectNode> blocks) {
        if (!text.isBlank()) {
            blocks.add(text(text));
        }
    }

    private static ObjectNode text(String text) {
        return JsonTree.object().put("type", "text").put("text", text);
    }

    /** The beginning of an answer that the model is to go on with must not end with white space. */
    private void trimPrefill() {
        Message last = last();
        if (last != null && last.role == Role.ASSISTANT && !last.blocks.isEmpty()) {
            ObjectNode block = last.blocks.get(last.blocks.size() - 1);
            if (block.path("type").asText().equals("text")) {
                block.put("text", block.path("text").asText().stripTrailing());
            }
        }
    }

    private ArrayNode written() {
        ArrayNode all = JsonTree.object().arrayNode();
        for (Message message : messages) {
            List<ObjectNode> blocks = new ArrayList<>(message.results);
            blocks.addAll(message.blocks);
            ObjectNode written = all.addObject().put("role", message.role == Role.USER ? "user" : "assistant");
            written.set("content", content(blocks));
        }
        return all;
    }
}
