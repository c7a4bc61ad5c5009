package io.camelid.format.openai.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.camelid.format.tree.JsonTree;
import io.camelid.spi.LlmException;
import io.camelid.spi.chat.ChatRequest;
import io.camelid.spi.chat.ChatResponse;
import io.camelid.spi.chat.Json;
import io.camelid.spi.chat.Part;
import io.camelid.spi.chat.Part.Media;
import io.camelid.spi.chat.TokenLogprob;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whole responses of a provider, read leniently. */
final class ResponsesAnswers {
    private ResponsesAnswers() {}

    static ChatResponse read(ByteBuffer body, ChatRequest request) throws LlmException {
        ObjectNode response = JsonTree.answer(body);
        if (response.hasNonNull("error")) {
            throw new LlmException(ErrorReader.inAnswer(response));
        }
        if (!response.path("output").isArray() || Nodes.text(response, "status").equals("failed")) {
            throw JsonTree.unusable("a response without an output");
        }
        return new ChatResponse(
                Nodes.text(response, "id"),
                Nodes.text(response, "model"),
                List.of(candidate(response, ToolNames.of(request))),
                OpenAiUsage.RESPONSES.read(response.path("usage")));
    }

    /** The answer in a response. */
    static ChatResponse.Candidate candidate(JsonNode response, ToolNames names) {
        List<Part> parts = new ArrayList<>();
        List<TokenLogprob> logprobs = new ArrayList<>();
        for (JsonNode item : response.path("output")) {
            switch (Nodes.text(item, "type")) {
                case "message" -> message(item, parts, logprobs);
                case "function_call" -> parts.add(call(item, names));
                case "reasoning" -> reasoning(item).ifPresent(parts::add);
                case "image_generation_call" -> image(item).ifPresent(parts::add);
                // What tools of OpenAI's own did shows in the words.
                default -> {}
            }
        }
        boolean calls = parts.stream().anyMatch(Part.ToolCall.class::isInstance);
        boolean refused = parts.stream().anyMatch(Part.Refusal.class::isInstance);
        return new ChatResponse.Candidate(
                parts, ResponsesStatus.read(response, calls, refused), Optional.empty(), logprobs);
    }

    private static void message(JsonNode item, List<Part> parts, List<TokenLogprob> logprobs) {
        for (JsonNode words : item.path("content")) {
            switch (Nodes.text(words, "type")) {
                case "output_text", "text" -> {
                    String text = Nodes.text(words, "text");
                    if (!text.isEmpty()) {
                        parts.add(new Part.Text(text));
                    }
                    logprobs.addAll(Logprobs.read(words.path("logprobs")));
                }
                case "refusal" -> parts.add(new Part.Refusal(Nodes.text(words, "refusal")));
                default -> {}
            }
        }
    }

    /** A function call item, whole or just begun. */
    static Part.ToolCall call(JsonNode item, ToolNames names) {
        return Part.ToolCall.ofSealedId(
                Nodes.text(item, "call_id"),
                names.original(Nodes.text(item, "name")),
                new Json(Nodes.textOrJson(item.get("arguments"))));
    }

    /** The thought in a reasoning item: its summary, or what open models show of the thought itself. */
    static Optional<Part> reasoning(JsonNode item) {
        List<String> texts = new ArrayList<>();
        item.path("summary").forEach(part -> texts.add(Nodes.text(part, "text")));
        if (texts.isEmpty()) {
            item.path("content").forEach(part -> texts.add(Nodes.text(part, "text")));
        }
        return SealedItem.read(
                Nodes.text(item, "id"), String.join(Thoughts.BREAK, texts), Nodes.text(item, "encrypted_content"));
    }

    /** A picture that the model drew. */
    static Optional<Part> image(JsonNode item) {
        String result = Nodes.text(item, "result");
        if (result.isEmpty()) {
            return Optional.empty();
        }
        String format = Nodes.text(item, "output_format");
        return Optional.of(
                Media.of(Media.Kind.IMAGE, "image/" + (format.isEmpty() ? "png" : format), new Media.Data(result)));
    }
}
