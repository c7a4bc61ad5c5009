package io.camelid.format.openai.internal;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.camelid.format.tree.JsonTree;
import io.camelid.spi.LlmException;
import io.camelid.spi.chat.ChatRequest;
import io.camelid.spi.chat.Losses;
import io.camelid.spi.chat.Part;
import io.camelid.spi.chat.Part.Media;
import io.camelid.spi.chat.Role;
import io.camelid.spi.chat.Signature;
import io.camelid.spi.chat.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Writes a conversation as input items of responses, in its order. For one request; not thread-safe. */
final class ResponsesItems {
    private static final int MESSAGE_DIGITS = 48;

    private final Losses losses;
    private final CallIds ids = new CallIds();
    private final ArrayNode input = JsonTree.object().arrayNode();
    private Optional<String> instructions = Optional.empty();
    /** The content of the message that is being written; null between messages. */
    private ArrayNode content;

    ResponsesItems(Losses losses) {
        this.losses = losses;
    }

    ArrayNode input() {
        return input;
    }

    /** The instructions, if they are one text; several are a message of their own. */
    Optional<String> instructions() {
        return instructions;
    }

    void write(ChatRequest request) throws LlmException {
        List<String> system = new ArrayList<>();
        for (Part part : request.system()) {
            if (part instanceof Part.Text text) {
                system.add(text.text());
            } else {
                losses.add(Losses.CACHE_POINT);
            }
        }
        if (system.size() == 1) {
            instructions = Optional.of(system.get(0));
        } else {
            for (String text : system) {
                message("developer").addObject().put("type", "input_text").put("text", text);
            }
            content = null;
        }
        for (Turn turn : request.turns()) {
            for (Part part : turn.parts()) {
                if (turn.role() == Role.USER) {
                    user(part);
                } else {
                    assistant(part);
                }
            }
            content = null;
        }
    }

    /** The content of the message of this turn, which goes on while nothing but words and media comes. */
    private ArrayNode message(String role) {
        if (content == null) {
            content = input.addObject().put("type", "message").put("role", role).putArray("content");
        }
        return content;
    }

    private ObjectNode item(String type) {
        content = null;
        return input.addObject().put("type", type);
    }

    private void user(Part part) throws LlmException {
        if (part instanceof Part.CachePoint) {
            losses.add(Losses.CACHE_POINT);
        } else if (part instanceof Part.ToolResult result) {
            result(item("function_call_output"), result);
        } else {
            content(message("user").addObject(), part);
        }
    }

    private void result(ObjectNode item, Part.ToolResult result) throws LlmException {
        item.put("call_id", ids.of(result));
        List<Part> parts = new ArrayList<>();
        for (Part part : result.content()) {
            if (part instanceof Part.CachePoint) {
                losses.add(Losses.CACHE_POINT);
            } else {
                parts.add(part);
            }
        }
        if (parts.isEmpty()) {
            item.put("output", "");
        } else if (parts.size() == 1 && parts.get(0) instanceof Part.Text text) {
            item.put("output", text.text());
        } else {
            ArrayNode output = item.putArray("output");
            for (Part part : parts) {
                content(output.addObject(), part);
            }
        }
        item.put("status", result.error() ? "incomplete" : "completed");
    }

    private void assistant(Part part) throws LlmException {
        if (part instanceof Part.Text text) {
            item("message").put("role", "assistant").put("content", text.text());
        } else if (part instanceof Part.Refusal refusal) {
            refusal(refusal.text());
        } else if (part instanceof Part.ToolCall call) {
            if (call.signature().isPresent()) {
                losses.add(Losses.REASONING_HISTORY);
            }
            item("function_call")
                    .put("call_id", ids.of(call))
                    .put("name", ToolNames.disguise(call.name()))
                    .put("arguments", RequestPieces.arguments(call.arguments()));
        } else if (part instanceof Part.Reasoning reasoning) {
            reasoning(reasoning.text(), reasoning.signature());
        } else if (part instanceof Part.RedactedReasoning redacted) {
            reasoning("", Optional.of(redacted.data()));
        } else if (part instanceof Part.CachePoint) {
            losses.add(Losses.CACHE_POINT);
        } else {
            throw Refusals.unsupportedContent("Responses take pictures and documents from the user and from tools only:"
                    + " send what the assistant made in a message of the user.");
        }
    }

    /** The only message of the assistant's that needs its parts, and so what goes with them when OpenAI has made it. */
    private void refusal(String text) {
        item("message")
                .put("id", "msg_" + Digests.digest(text).substring(0, MESSAGE_DIGITS))
                .put("role", "assistant")
                .put("status", "completed")
                .putArray("content")
                .addObject()
                .put("type", "refusal")
                .put("refusal", text);
    }

    private void reasoning(String text, Optional<Signature> seal) {
        if (seal.isEmpty() || !seal.get().vendor().equals(Signature.OPENAI)) {
            losses.add(Losses.REASONING_HISTORY);
            return;
        }
        SealedItem sealed = SealedItem.of(seal.get());
        ObjectNode item = item("reasoning").put("id", sealed.id());
        ArrayNode summary = item.putArray("summary");
        if (!text.isEmpty()) {
            summary.addObject().put("type", "summary_text").put("text", text);
        }
        item.put("encrypted_content", sealed.content());
    }

    private static void content(ObjectNode node, Part part) throws LlmException {
        if (part instanceof Part.Text text) {
            node.put("type", "input_text").put("text", text.text());
        } else if (part instanceof Media media && media.kind() == Media.Kind.IMAGE) {
            image(node.put("type", "input_image"), media);
        } else if (part instanceof Media media && media.kind() == Media.Kind.DOCUMENT) {
            document(node, media);
        } else {
            throw Refusals.unsupportedContent("Responses take texts, pictures and documents, but no sounds and films.");
        }
    }

    private static void image(ObjectNode image, Media media) throws LlmException {
        if (media.source() instanceof Media.Data data) {
            image.put("image_url", MediaParts.uri(media, data));
        } else if (media.source() instanceof Media.Url url) {
            image.put("image_url", url.url());
        } else if (media.source() instanceof Media.FileId file) {
            image.put("file_id", file.id());
        } else {
            throw Refusals.unsupportedContent("A picture is no plain text.");
        }
        image.put("detail", media.detail().orElse("auto"));
    }

    private static void document(ObjectNode node, Media media) {
        if (media.source() instanceof Media.PlainText text) {
            node.put("type", "input_text").put("text", text.text());
            return;
        }
        node.put("type", "input_file");
        if (media.source() instanceof Media.FileId file) {
            node.put("file_id", file.id());
        } else if (media.source() instanceof Media.Url url) {
            node.put("file_url", url.url());
        } else if (media.source() instanceof Media.Data data) {
            node.put("filename", MediaParts.nameOf(media)).put("file_data", MediaParts.uri(media, data));
        }
    }
}
