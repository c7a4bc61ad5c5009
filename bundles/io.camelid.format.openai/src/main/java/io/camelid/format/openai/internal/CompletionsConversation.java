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
import io.camelid.spi.chat.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Writes a conversation as messages of chat completions. Answers of tools go before what else the user says in the same
 * turn, since OpenAI wants them right after the calls. Messages of tools hold words only: a picture in a tool's answer goes
 * to the user message that follows, with the call's id before it, since without it the conversation would mean something
 * else. For one request; not thread-safe.
 */
final class CompletionsConversation {
    private final ArrayNode messages;
    private final Losses losses;
    private final CallIds ids = new CallIds();

    CompletionsConversation(ArrayNode messages, Losses losses) {
        this.messages = messages;
        this.losses = losses;
    }

    void write(ChatRequest request) throws LlmException {
        List<Part> instructions = words(request.system());
        if (!instructions.isEmpty()) {
            content(messages.addObject().put("role", "system"), instructions);
        }
        for (Turn turn : request.turns()) {
            if (turn.role() == Role.USER) {
                user(turn.parts());
            } else {
                assistant(turn.parts());
            }
        }
    }

    /** Without marks for the cache, which OpenAI keeps by itself. */
    private List<Part> words(List<Part> parts) {
        List<Part> words = new ArrayList<>(parts.size());
        for (Part part : parts) {
            if (part instanceof Part.CachePoint) {
                losses.add(Losses.CACHE_POINT);
            } else {
                words.add(part);
            }
        }
        return words;
    }

    private void user(List<Part> parts) throws LlmException {
        List<Part> rest = new ArrayList<>();
        for (Part part : parts) {
            if (part instanceof Part.ToolResult result) {
                result(result, rest);
            }
        }
        for (Part part : words(parts)) {
            if (!(part instanceof Part.ToolResult)) {
                rest.add(part);
            }
        }
        if (!rest.isEmpty()) {
            content(messages.addObject().put("role", "user"), rest);
        }
    }

    private void result(Part.ToolResult result, List<Part> rest) throws LlmException {
        String id = ids.of(result);
        List<Part> words = words(result.content());
        List<Part> media =
                words.stream().filter(part -> !(part instanceof Part.Text)).toList();
        words.removeAll(media);
        if (!media.isEmpty()) {
            losses.add(Losses.TOOL_RESULT_MEDIA);
            rest.add(new Part.Text("Content of the tool result " + id + ":"));
            rest.addAll(media);
        }
        if (result.error()) {
            losses.add(Losses.TOOL_ERROR);
        }
        ObjectNode message = messages.addObject().put("role", "tool").put("tool_call_id", id);
        content(message, words.isEmpty() ? List.of(new Part.Text("")) : words);
    }

    private void assistant(List<Part> parts) throws LlmException {
        ObjectNode message = JsonTree.object().put("role", "assistant");
        List<Part> words = new ArrayList<>();
        List<Part> thoughts = new ArrayList<>();
        StringBuilder refusal = new StringBuilder();
        ArrayNode calls = JsonTree.object().arrayNode();
        for (Part part : words(parts)) {
            if (part instanceof Part.Text) {
                words.add(part);
            } else if (part instanceof Part.Refusal declined) {
                refusal.append(declined.text());
            } else if (part instanceof Part.ToolCall call) {
                call(calls.addObject(), call);
            } else if (isOfThisPlace(part)) {
                thoughts.add(part);
            } else if (part instanceof Part.Media) {
                throw Refusals.unsupportedContent(
                        "Chat completions take pictures, sounds and documents from the user only:"
                                + " send what the assistant made in a message of the user.");
            } else {
                losses.add(Losses.REASONING_HISTORY);
            }
        }
        if (!words.isEmpty()) {
            content(message, words);
        }
        if (refusal.length() > 0) {
            message.put("refusal", refusal.toString());
        }
        Thoughts.write(thoughts, message);
        if (!calls.isEmpty()) {
            message.set("tool_calls", calls);
        }
        if (message.size() > 1) {
            messages.add(message);
        }
    }

    /** Whether a thought came from a host of chat completions that seals thoughts, and so takes them back. */
    private static boolean isOfThisPlace(Part part) {
        return part instanceof Part.Reasoning reasoning
                        && reasoning
                                .signature()
                                .filter(seal -> seal.vendor().isEmpty())
                                .isPresent()
                || part instanceof Part.RedactedReasoning redacted
                        && redacted.data().vendor().isEmpty();
    }

    private void call(ObjectNode node, Part.ToolCall call) {
        if (call.signature().isPresent()) {
            losses.add(Losses.REASONING_HISTORY);
        }
        node.put("id", ids.of(call)).put("type", "function");
        node.putObject("function")
                .put("name", ToolNames.disguise(call.name()))
                .put("arguments", RequestPieces.arguments(call.arguments()));
    }

    /** One text as it is, which every host takes, and all else as parts. */
    private static void content(ObjectNode message, List<Part> parts) throws LlmException {
        if (parts.size() == 1 && parts.get(0) instanceof Part.Text text) {
            message.put("content", text.text());
            return;
        }
        ArrayNode content = message.putArray("content");
        for (Part part : parts) {
            if (part instanceof Part.Text text) {
                content.addObject().put("type", "text").put("text", text.text());
            } else if (part instanceof Media media) {
                media(content.addObject(), media);
            } else {
                throw Refusals.unsupportedContent(
                        "Chat completions take texts, pictures, sounds and documents from the user.");
            }
        }
    }

    private static void media(ObjectNode node, Media media) throws LlmException {
        switch (media.kind()) {
            case IMAGE -> image(node.put("type", "image_url").putObject("image_url"), media);
            case AUDIO -> audio(node.put("type", "input_audio").putObject("input_audio"), media);
            case DOCUMENT -> document(node, media);
            case VIDEO ->
                throw Refusals.unsupportedContent("Chat completions take no films: send single pictures of it.");
        }
    }

    private static void image(ObjectNode image, Media media) throws LlmException {
        if (media.source() instanceof Media.Data data) {
            image.put("url", MediaParts.uri(media, data));
        } else if (media.source() instanceof Media.Url url) {
            image.put("url", url.url());
        } else {
            throw Refusals.unsupportedContent(
                    "Chat completions take pictures in base64 or by their URL, not by the id of a file.");
        }
        media.detail().ifPresent(detail -> image.put("detail", detail));
    }

    private static void audio(ObjectNode audio, Media media) throws LlmException {
        Optional<String> format = MediaParts.audioFormat(media.mediaType());
        if (format.isPresent() && media.source() instanceof Media.Data data) {
            audio.put("data", data.base64()).put("format", format.get());
        } else {
            throw Refusals.unsupportedContent("Chat completions take sounds as WAV or MP3 in base64.");
        }
    }

    private static void document(ObjectNode node, Media media) throws LlmException {
        if (media.source() instanceof Media.PlainText text) {
            node.put("type", "text").put("text", text.text());
        } else if (media.source() instanceof Media.FileId file) {
            node.put("type", "file").putObject("file").put("file_id", file.id());
        } else if (media.source() instanceof Media.Data data) {
            node.put("type", "file")
                    .putObject("file")
                    .put("filename", MediaParts.nameOf(media))
                    .put("file_data", MediaParts.uri(media, data));
        } else {
            throw Refusals.unsupportedContent("Chat completions take documents in base64, not by their URL.");
        }
    }
}
