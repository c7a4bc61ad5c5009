package io.camelid.format.openai.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.camelid.format.tree.JsonTree;
import io.camelid.spi.LlmException;
import io.camelid.spi.chat.ChatRequest;
import io.camelid.spi.chat.ChatResponse;
import io.camelid.spi.chat.FinishReason;
import io.camelid.spi.chat.Json;
import io.camelid.spi.chat.Part;
import io.camelid.spi.chat.Part.Media;
import io.camelid.spi.chat.Reply;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whole answers of chat completions, read leniently and written by the reference. */
final class CompletionsAnswers {
    private CompletionsAnswers() {}

    static ChatResponse read(ByteBuffer body, ChatRequest request) throws LlmException {
        ObjectNode answer = JsonTree.answer(body);
        if (answer.hasNonNull("error")) {
            throw new LlmException(ErrorReader.inAnswer(answer));
        }
        ToolNames names = ToolNames.of(request);
        List<ChatResponse.Candidate> candidates = new ArrayList<>();
        for (JsonNode choice : answer.path("choices")) {
            candidates.add(candidate(choice, names));
        }
        if (candidates.isEmpty()) {
            throw JsonTree.unusable("an answer without choices");
        }
        return new ChatResponse(
                Nodes.text(answer, "id"),
                Nodes.text(answer, "model"),
                candidates,
                OpenAiUsage.COMPLETIONS.read(answer.path("usage")));
    }

    private static ChatResponse.Candidate candidate(JsonNode choice, ToolNames names) {
        JsonNode message = choice.path("message");
        String other = Nodes.text(message, "reasoning");
        String thought = Nodes.text(message, Thoughts.TEXT);
        List<Part> parts =
                new ArrayList<>(Thoughts.read(thought.isEmpty() ? other : thought, Nodes.text(message, Thoughts.SEAL)));
        words(message.path("content"), parts);
        String refusal = Nodes.text(message, "refusal");
        if (!refusal.isEmpty()) {
            parts.add(new Part.Refusal(refusal));
        }
        message.path("images").forEach(image -> image(image).ifPresent(parts::add));
        boolean calls = false;
        for (JsonNode call : message.path("tool_calls")) {
            parts.add(call(Nodes.text(call, "id"), call.path("function"), names));
            calls = true;
        }
        if (message.path("function_call").isObject()) {
            parts.add(call("", message.path("function_call"), names));
            calls = true;
        }
        FinishReason reason = CompletionsFinish.read(Nodes.text(choice, "finish_reason"), calls, !refusal.isEmpty());
        // vLLM says which stop text came up.
        Optional<String> stop = Optional.of(Nodes.text(choice, "stop_reason"))
                .filter(text -> !text.isEmpty() && reason == FinishReason.STOP);
        return new ChatResponse.Candidate(
                parts,
                stop.isPresent() ? FinishReason.STOP_SEQUENCE : reason,
                stop,
                Logprobs.read(choice.path("logprobs").path("content")));
    }

    /** One text, or, with some hosts, parts. */
    private static void words(JsonNode content, List<Part> parts) {
        if (content.isTextual() && !content.textValue().isEmpty()) {
            parts.add(new Part.Text(content.textValue()));
        }
        for (JsonNode part : content) {
            String text = Nodes.text(part, "text");
            if (!text.isEmpty()) {
                parts.add(new Part.Text(text));
            }
            image(part).ifPresent(parts::add);
        }
    }

    private static Part call(String id, JsonNode function, ToolNames names) {
        return Part.ToolCall.ofSealedId(
                id,
                names.original(Nodes.text(function, "name")),
                new Json(Nodes.textOrJson(function.get("arguments"))));
    }

    /** A picture that a model drew, as OpenRouter and LiteLLM have it. */
    static Optional<Part> image(JsonNode image) {
        String url = Nodes.text(image.path("image_url"), "url");
        return url.isEmpty() ? Optional.empty() : Optional.of(MediaParts.at(url, Media.Kind.IMAGE, Optional.empty()));
    }

    /** A picture that a model drew; empty for what is none. */
    static Optional<ObjectNode> image(Part part) {
        if (!(part instanceof Media media) || media.kind() != Media.Kind.IMAGE) {
            return Optional.empty();
        }
        String url;
        if (media.source() instanceof Media.Data data) {
            url = MediaParts.uri(media, data);
        } else if (media.source() instanceof Media.Url at) {
            url = at.url();
        } else {
            return Optional.empty();
        }
        ObjectNode node = JsonTree.object().put("type", "image_url");
        node.putObject("image_url").put("url", url);
        return Optional.of(node);
    }

    static ObjectNode write(ChatResponse response, Reply reply) {
        ObjectNode answer = JsonTree.object();
        answer.put("id", response.id().isEmpty() ? newId(reply) : response.id());
        answer.put("object", "chat.completion");
        answer.put("created", reply.created().getEpochSecond());
        answer.put("model", response.model().isEmpty() ? reply.request().model() : response.model());
        ArrayNode choices = answer.putArray("choices");
        for (ChatResponse.Candidate candidate : response.candidates()) {
            write(choices.addObject().put("index", choices.size() - 1), candidate, reply);
        }
        if (response.usage().isKnown()) {
            answer.set("usage", OpenAiUsage.COMPLETIONS.write(response.usage()));
        }
        return answer;
    }

    static String newId(Reply reply) {
        return "chatcmpl-" + reply.ids().get();
    }

    private static void write(ObjectNode choice, ChatResponse.Candidate candidate, Reply reply) {
        ObjectNode message = choice.putObject("message").put("role", "assistant");
        StringBuilder words = new StringBuilder();
        StringBuilder refusal = new StringBuilder();
        ArrayNode calls = JsonTree.object().arrayNode();
        ArrayNode images = JsonTree.object().arrayNode();
        for (Part part : candidate.parts()) {
            if (part instanceof Part.Text text) {
                words.append(text.text());
            } else if (part instanceof Part.Refusal declined) {
                refusal.append(declined.text());
            } else if (part instanceof Part.ToolCall call) {
                ObjectNode node =
                        calls.addObject().put("id", callId(call, reply)).put("type", "function");
                node.putObject("function")
                        .put("name", call.name())
                        .put("arguments", RequestPieces.arguments(call.arguments()));
            } else {
                image(part).ifPresent(images::add);
            }
        }
        message.put("content", words.length() == 0 ? null : words.toString());
        message.put("refusal", refusal.length() == 0 ? null : refusal.toString());
        Thoughts.write(candidate.parts(), message);
        if (!images.isEmpty()) {
            message.set("images", images);
        }
        if (!calls.isEmpty()) {
            message.set("tool_calls", calls);
        }
        if (candidate.logprobs().isEmpty()) {
            choice.putNull("logprobs");
        } else {
            choice.putObject("logprobs").putNull("refusal").set("content", Logprobs.write(candidate.logprobs()));
        }
        choice.put("finish_reason", CompletionsFinish.write(candidate.reason(), refusal.length() > 0));
    }

    /** A call's id with its seal; one of our own where the provider has none, since clients answer by it. */
    static String callId(Part.ToolCall call, Reply reply) {
        return call.id().isEmpty()
                ? new Part.ToolCall("call_" + reply.ids().get(), call.name(), call.arguments(), call.signature())
                        .sealedId()
                : call.sealedId();
    }
}
