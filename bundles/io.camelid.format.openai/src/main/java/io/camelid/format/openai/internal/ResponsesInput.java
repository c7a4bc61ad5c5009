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
 * The input items of a client's responses request. What the model made, item after item, becomes one turn, and so do tools'
 * answers that follow one another. For one request; not thread-safe.
 */
final class ResponsesInput {
    /** What the items that are being gathered are. */
    private enum Gathering {
        NOTHING,
        ANSWER,
        RESULTS
    }

    private final Losses losses;
    private final List<Part> system = new ArrayList<>();
    private final List<Turn> turns = new ArrayList<>();
    private final List<Part> gathered = new ArrayList<>();
    private Gathering gathering = Gathering.NOTHING;

    ResponsesInput(Losses losses) {
        this.losses = losses;
    }

    List<Part> system() {
        return system;
    }

    List<Turn> turns() {
        gather(Gathering.NOTHING);
        return turns;
    }

    void instructions(String text) {
        if (!text.isEmpty()) {
            system.add(new Part.Text(text));
        }
    }

    /** Input that is one text of the user. */
    void text(String text) {
        turns.add(Turn.user(new Part.Text(text)));
    }

    private void gather(Gathering next) {
        if (gathering != next && !gathered.isEmpty()) {
            turns.add(new Turn(gathering == Gathering.ANSWER ? Role.ASSISTANT : Role.USER, gathered));
            gathered.clear();
        }
        gathering = next;
    }

    void read(Members item) throws LlmException {
        String type = item.string("type").orElse("message");
        switch (type) {
            case "message" -> message(item);
            case "function_call" -> {
                gather(Gathering.ANSWER);
                gathered.add(Part.ToolCall.ofSealedId(
                        item.requiredString("call_id"),
                        item.requiredString("name"),
                        new Json(item.string("arguments").orElse(""))));
            }
            case "function_call_output" -> {
                gather(Gathering.RESULTS);
                gathered.add(result(item));
            }
            case "reasoning" -> {
                gather(Gathering.ANSWER);
                reasoning(item).ifPresent(gathered::add);
            }
            case "item_reference" ->
                throw Refusals.unsupportedParameter(
                        item.path(),
                        "An 'item_reference' needs a provider that keeps responses: send the item itself in 'input'.");
            // What tools of OpenAI's own did: their answers are not in the items, only in the words that follow.
            default -> {
                losses.add(Losses.HOSTED_TOOLS);
                return;
            }
        }
        item.passOver("id", "status", "phase");
        item.unread(losses);
    }

    private void message(Members item) throws LlmException {
        String role = item.requiredString("role");
        item.required("content");
        switch (role) {
            case "system", "developer" -> content(item, "content", system);
            case "assistant" -> {
                gather(Gathering.ANSWER);
                content(item, "content", gathered);
            }
            case "user" -> {
                gather(Gathering.NOTHING);
                List<Part> parts = new ArrayList<>();
                content(item, "content", parts);
                turns.add(new Turn(Role.USER, parts));
            }
            default ->
                throw item.invalid(
                        "role",
                        "Invalid value for '" + item.path("role")
                                + "': expected 'user', 'assistant', 'system' or 'developer'.");
        }
    }

    private Part result(Members item) throws LlmException {
        List<Part> parts = new ArrayList<>();
        item.required("output");
        content(item, "output", parts);
        boolean error = item.string("status").equals(Optional.of("incomplete"));
        return new Part.ToolResult(Part.ToolCall.plainId(item.requiredString("call_id")), "", parts, error);
    }

    private Optional<Part> reasoning(Members item) throws LlmException {
        List<String> texts = new ArrayList<>();
        for (Members part : item.objects("summary")) {
            texts.add(part.string("text").orElse(""));
        }
        if (texts.isEmpty()) {
            for (Members part : item.objects("content")) {
                texts.add(part.string("text").orElse(""));
            }
        }
        item.passOver("content");
        return SealedItem.read(
                item.string("id").orElse(""),
                String.join(Thoughts.BREAK, texts),
                item.string("encrypted_content").orElse(""));
    }

    /** One text, or parts. */
    private void content(Members item, String member, List<Part> parts) throws LlmException {
        JsonNode content = item.value(member).orElse(null);
        if (content != null && content.isTextual()) {
            parts.add(new Part.Text(content.textValue()));
            return;
        }
        for (Members part : item.objects(member)) {
            parts.add(part(part));
            RequestWords.cachePoint(part).ifPresent(parts::add);
            part.unread(losses);
        }
    }

    private static Part part(Members part) throws LlmException {
        String type = part.requiredString("type");
        switch (type) {
            case "input_text", "text", "summary_text":
                return new Part.Text(part.requiredString("text"));
            case "output_text":
                part.passOver("annotations", "logprobs");
                return new Part.Text(part.requiredString("text"));
            case "refusal":
                return new Part.Refusal(part.requiredString("refusal"));
            case "input_image":
                return image(part);
            case "input_file":
                return MediaParts.file(part);
            case "input_audio":
                return MediaParts.audio(Members.of(part.required("input_audio"), part.path("input_audio")));
            default:
                throw part.invalid(
                        "type", "Invalid value for '" + part.path("type") + "': this kind of content is not known.");
        }
    }

    private static Media image(Members part) throws LlmException {
        // The reference requires it, and so clients say what is the same as nothing.
        Optional<String> detail = part.string("detail").filter(said -> !said.equals("auto"));
        Optional<String> file = part.string("file_id");
        return file.isPresent()
                ? new Media(Kind.IMAGE, "", new Media.FileId(file.get()), Optional.empty(), detail)
                : MediaParts.at(part.requiredString("image_url"), Kind.IMAGE, detail);
    }
}
