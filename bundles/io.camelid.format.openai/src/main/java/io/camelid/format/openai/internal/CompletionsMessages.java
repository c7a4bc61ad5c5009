package io.camelid.format.openai.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.camelid.format.tree.Members;
import io.camelid.spi.LlmException;
import io.camelid.spi.chat.Json;
import io.camelid.spi.chat.Losses;
import io.camelid.spi.chat.Part;
import io.camelid.spi.chat.Part.Media;
import io.camelid.spi.chat.Part.Media.Kind;
import io.camelid.spi.chat.Role;
import io.camelid.spi.chat.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The messages of a client's chat completions request. Instructions are taken out of the conversation, wherever they
 * stand; answers of tools that follow one another become one turn. For one request; not thread-safe.
 */
final class CompletionsMessages {
    private final Losses losses;
    private final List<Part> system = new ArrayList<>();
    private final List<Turn> turns = new ArrayList<>();
    /** Answers of tools that wait for those that follow. */
    private final List<Part> results = new ArrayList<>();

    CompletionsMessages(Losses losses) {
        this.losses = losses;
    }

    List<Part> system() {
        return system;
    }

    List<Turn> turns() {
        flushResults();
        return turns;
    }

    void read(Members message) throws LlmException {
        String role = message.requiredString("role");
        if (!role.equals("tool") && !role.equals("function")) {
            flushResults();
        }
        switch (role) {
            case "system", "developer" -> content(message, system);
            case "user" -> {
                List<Part> parts = new ArrayList<>();
                message.required("content");
                content(message, parts);
                turns.add(new Turn(Role.USER, parts));
            }
            case "assistant" -> {
                List<Part> parts = assistant(message);
                if (!parts.isEmpty()) {
                    turns.add(new Turn(Role.ASSISTANT, parts));
                }
            }
            case "tool" ->
                results.add(result(message, Part.ToolCall.plainId(message.requiredString("tool_call_id")), ""));
            case "function" -> results.add(result(message, "", message.requiredString("name")));
            default ->
                throw message.invalid(
                        "role",
                        "Invalid value for '" + message.path("role")
                                + "': expected 'system', 'developer', 'user', 'assistant' or 'tool'.");
        }
        message.unread(losses);
    }

    private void flushResults() {
        if (!results.isEmpty()) {
            turns.add(new Turn(Role.USER, results));
            results.clear();
        }
    }

    private Part result(Members message, String callId, String name) throws LlmException {
        List<Part> parts = new ArrayList<>();
        content(message, parts);
        message.passOver("name");
        return new Part.ToolResult(callId, name, parts, false);
    }

    private List<Part> assistant(Members message) throws LlmException {
        String other = message.string("reasoning").orElse("");
        List<Part> parts = new ArrayList<>(Thoughts.read(
                message.string(Thoughts.TEXT).orElse(other),
                message.string(Thoughts.SEAL).orElse("")));
        content(message, parts);
        parts.removeIf(part -> part instanceof Part.Text text && text.text().isEmpty());
        message.string("refusal")
                .filter(refusal -> !refusal.isEmpty())
                .ifPresent(refusal -> parts.add(new Part.Refusal(refusal)));
        for (Members image : message.objects("images")) {
            parts.add(image(image));
        }
        for (Members call : message.objects("tool_calls")) {
            if (!call.string("type").orElse("function").equals("function")) {
                throw call.invalid("type", "Only calls of type 'function' can be translated.");
            }
            parts.add(call(call.requiredString("id"), Members.of(call.required("function"), call.path("function"))));
        }
        Optional<Members> function = message.object("function_call");
        if (function.isPresent()) {
            parts.add(call("", function.get()));
        }
        message.passOver("annotations", "reasoning_details");
        return parts;
    }

    private static Part call(String id, Members function) throws LlmException {
        return Part.ToolCall.ofSealedId(
                id,
                function.requiredString("name"),
                new Json(function.value("arguments").map(Nodes::textOrJson).orElse("")));
    }

    /** A message's content: one text, or parts. */
    private void content(Members message, List<Part> parts) throws LlmException {
        JsonNode content = message.value("content").orElse(null);
        if (content != null && content.isTextual()) {
            parts.add(new Part.Text(content.textValue()));
        } else if (content != null) {
            for (Members part : message.objects("content")) {
                parts.add(part(part));
                RequestWords.cachePoint(part).ifPresent(parts::add);
                part.unread(losses);
            }
        }
        RequestWords.cachePoint(message).ifPresent(parts::add);
    }

    private Part part(Members part) throws LlmException {
        String type = part.requiredString("type");
        switch (type) {
            case "text":
                return new Part.Text(part.requiredString("text"));
            case "refusal":
                return new Part.Refusal(part.requiredString("refusal"));
            case "image_url":
                return image(part);
            case "video_url":
                Members video = Members.of(part.required("video_url"), part.path("video_url"));
                return MediaParts.at(video.requiredString("url"), Kind.VIDEO, Optional.empty());
            case "input_audio":
                return MediaParts.audio(Members.of(part.required("input_audio"), part.path("input_audio")));
            case "file":
                return MediaParts.file(Members.of(part.required("file"), part.path("file")));
            default:
                throw part.invalid(
                        "type", "Content of type '" + bounded(type) + "' at '" + part.path() + "' is not known.");
        }
    }

    private static Media image(Members part) throws LlmException {
        JsonNode image = part.required("image_url");
        if (image.isTextual()) {
            return MediaParts.at(image.textValue(), Kind.IMAGE, Optional.empty());
        }
        Members members = Members.of(image, part.path("image_url"));
        part.passOver("type", "index");
        return MediaParts.at(members.requiredString("url"), Kind.IMAGE, members.string("detail"));
    }

    private static String bounded(String text) {
        return text.substring(0, Math.min(64, text.length()));
    }
}
