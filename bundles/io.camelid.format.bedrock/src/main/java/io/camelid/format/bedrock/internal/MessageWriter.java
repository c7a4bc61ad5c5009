package io.camelid.format.bedrock.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.camelid.format.tree.JsonTree;
import io.camelid.spi.LlmException;
import io.camelid.spi.chat.Losses;
import io.camelid.spi.chat.Part;
import io.camelid.spi.chat.Role;
import io.camelid.spi.chat.Turn;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes turns as Converse's messages: the user speaks first and the roles take turns, what tools answered stands before
 * what people say, and no text is blank. For one request; not thread-safe.
 */
final class MessageWriter {
    private static final String TEXT = "text";
    /** What a user says where the API wants words and there are none: something, and nothing that means anything. */
    private static final String FILLER = ".";

    /** A message being put together. */
    private static final class Message {
        private final Role role;
        private final List<JsonNode> results = new ArrayList<>();
        private final List<JsonNode> others = new ArrayList<>();
        private List<JsonNode> last = others;

        Message(Role role) {
            this.role = role;
        }

        void add(List<JsonNode> list, JsonNode block) {
            list.add(block);
            last = list;
        }

        /** A document comes with a text that refers to it. */
        void addWordsToDocuments() {
            if (others.stream().anyMatch(block -> block.has("document"))
                    && others.stream().noneMatch(block -> block.has(TEXT))) {
                others.add(0, JsonTree.object().put(TEXT, FILLER));
            }
        }

        boolean isEmpty() {
            return results.isEmpty() && others.stream().allMatch(block -> block.has(CachePoints.MEMBER));
        }
    }

    private final ModelFamily family;
    private final boolean cachePoints;
    private final SafeNames toolNames;
    private final SafeNames callIds = new SafeNames("call");
    /** The id that a call was given, by its own, which other vendors use again in later turns. */
    private final Map<String, String> lastCalls = new HashMap<>();

    private final MediaBlocks media;
    private final Losses losses;

    /** @param cachePoints whether the model takes cache points */
    MessageWriter(ModelFamily family, boolean cachePoints, SafeNames toolNames, Losses losses) {
        this.family = family;
        this.cachePoints = cachePoints;
        this.toolNames = toolNames;
        this.media = new MediaBlocks(losses);
        this.losses = losses;
    }

    /** Adds the system's blocks. */
    void writeSystem(List<Part> system, ArrayNode into) {
        for (Part part : system) {
            if (part instanceof Part.Text text && !text.text().isBlank()) {
                into.addObject().put(TEXT, text.text());
            } else if (part instanceof Part.CachePoint point) {
                cachePoint(point).forEach(into::add);
            }
        }
    }

    /**
     * Adds the messages.
     *
     * @return the lists of blocks in them
     */
    List<ArrayNode> write(List<Turn> turns, ArrayNode into) throws LlmException {
        List<Message> messages = new ArrayList<>();
        for (Turn turn : turns) {
            Message message = new Message(turn.role());
            for (Part part : turn.parts()) {
                write(part, message);
            }
            if (!message.isEmpty()) {
                join(messages, message);
            }
        }
        if (messages.isEmpty()) {
            throw MediaBlocks.refusal("The conversation says nothing: Bedrock wants a message that is not blank.");
        }
        if (messages.get(0).role == Role.ASSISTANT) {
            into.addObject().put("role", "user").putArray("content").addObject().put(TEXT, FILLER);
        }
        withoutTrailingSpace(messages.get(messages.size() - 1));
        List<ArrayNode> contents = new ArrayList<>(messages.size());
        for (Message message : messages) {
            message.addWordsToDocuments();
            ArrayNode content = into.addObject()
                    .put("role", message.role == Role.USER ? "user" : "assistant")
                    .putArray("content");
            contents.add(content.addAll(message.results).addAll(message.others));
        }
        return contents;
    }

    private static void join(List<Message> messages, Message message) {
        Message before = messages.isEmpty() ? null : messages.get(messages.size() - 1);
        if (before == null || before.role != message.role) {
            messages.add(message);
        } else {
            before.results.addAll(message.results);
            before.others.addAll(message.others);
        }
    }

    /** An assistant's words that the model is to continue must not end with white space. */
    private static void withoutTrailingSpace(Message last) {
        if (last.role == Role.ASSISTANT
                && !last.others.isEmpty()
                && last.others.get(last.others.size() - 1) instanceof ObjectNode block
                && block.path(TEXT).isTextual()) {
            block.put(TEXT, block.get(TEXT).textValue().stripTrailing());
        }
    }

    private void write(Part part, Message message) throws LlmException {
        if (part instanceof Part.Text text) {
            text(text.text(), message);
        } else if (part instanceof Part.Refusal refusal) {
            text(refusal.text(), message);
        } else if (part instanceof Part.Media thing) {
            if (message.role == Role.ASSISTANT) {
                throw MediaBlocks.refusal(
                        "Bedrock takes pictures and files from the user only; move them to a user's message.");
            }
            message.add(message.others, media.block(thing));
        } else if (part instanceof Part.ToolCall call) {
            message.add(message.others, toolUse(call));
        } else if (part instanceof Part.ToolResult result) {
            message.add(message.results, toolResult(result));
            for (Part inside : result.content()) {
                if (inside instanceof Part.CachePoint point) {
                    message.results.addAll(cachePoint(point));
                }
            }
        } else if (part instanceof Part.CachePoint point) {
            message.last.addAll(cachePoint(point));
        } else {
            thought(part, message);
        }
    }

    private static void text(String text, Message message) {
        if (!text.isBlank()) {
            message.add(message.others, JsonTree.object().put(TEXT, text));
        }
    }

    /** Thoughts are sent back to the vendor that sealed them. */
    private void thought(Part part, Message message) {
        String vendor = family.signatureVendor();
        if (ReasoningBlocks.signature(part)
                .filter(signature -> signature.vendor().equals(vendor))
                .isEmpty()) {
            losses.add(Losses.REASONING_HISTORY);
        } else if (part instanceof Part.Reasoning reasoning) {
            message.add(message.others, ReasoningBlocks.block(reasoning, vendor));
        } else if (part instanceof Part.RedactedReasoning redacted) {
            message.add(message.others, ReasoningBlocks.block(redacted, vendor));
        }
    }

    private ObjectNode toolUse(Part.ToolCall call) {
        if (call.signature().isPresent()) {
            // No model on Bedrock seals its calls.
            losses.add(Losses.REASONING_HISTORY);
        }
        String id = callIds.another(call.id());
        lastCalls.put(call.id(), id);
        ObjectNode block = JsonTree.object();
        block.putObject("toolUse")
                .put("toolUseId", id)
                .put("name", toolNames.of(call.name()))
                .set(
                        "input",
                        JsonTree.find(call.arguments())
                                .filter(JsonNode::isObject)
                                .orElseGet(JsonTree::object));
        return block;
    }

    private ObjectNode toolResult(Part.ToolResult result) throws LlmException {
        String id = lastCalls.computeIfAbsent(result.callId(), callIds::another);
        ObjectNode block = JsonTree.object();
        ObjectNode content = block.putObject("toolResult").put("toolUseId", id);
        ArrayNode pieces = content.putArray("content");
        for (Part part : result.content()) {
            if (part instanceof Part.Text text && !text.text().isBlank()) {
                pieces.addObject().put(TEXT, text.text());
            } else if (part instanceof Part.Media thing && thing.kind() == Part.Media.Kind.AUDIO) {
                losses.add(Losses.TOOL_RESULT_MEDIA);
            } else if (part instanceof Part.Media thing) {
                pieces.add(media.block(thing));
            }
        }
        if (result.error()) {
            content.put("status", "error");
        }
        return block;
    }

    private List<ObjectNode> cachePoint(Part.CachePoint point) {
        if (!cachePoints) {
            losses.add(Losses.CACHE_POINT);
            return List.of();
        }
        return List.of(CachePoints.block(point));
    }
}
