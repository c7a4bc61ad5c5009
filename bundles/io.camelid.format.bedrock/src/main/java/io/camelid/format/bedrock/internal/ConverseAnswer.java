package io.camelid.format.bedrock.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.camelid.format.tree.JsonTree;
import io.camelid.spi.LlmException;
import io.camelid.spi.chat.ChatRequest;
import io.camelid.spi.chat.ChatResponse;
import io.camelid.spi.chat.FinishReason;
import io.camelid.spi.chat.Part;
import io.camelid.spi.chat.Part.Media;
import io.camelid.spi.chat.Signature;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;

/** Converse's whole answer. */
final class ConverseAnswer {
    /** What Anthropic's models say beyond the common answer, if they are asked for it by a JSON pointer. */
    static final String STOP_SEQUENCE_PATH = "/stop_sequence";

    private static final String TEXT = "text";

    private ConverseAnswer() {}

    static ChatResponse read(ObjectNode answer, ChatRequest request) throws LlmException {
        JsonNode message = answer.path("output").path("message");
        if (!message.isObject()) {
            throw JsonTree.unusable("an answer without a message");
        }
        ToolPlan plan = ToolPlan.of(request);
        String vendor = ModelFamily.of(request.model()).signatureVendor();
        List<Part> parts = new ArrayList<>();
        boolean answeredByTool = false;
        for (JsonNode block : message.path("content")) {
            JsonNode use = block.path("toolUse");
            if (use.isObject() && plan.isJsonTool(use.path("name").asText())) {
                parts.add(new Part.Text(JsonTree.text(use.path("input"))));
                answeredByTool = true;
            } else {
                part(block, plan, vendor).ifPresent(parts::add);
            }
        }
        FinishReason reason = StopReasons.read(answer.path("stopReason").asText());
        if (answeredByTool && reason == FinishReason.TOOL_CALLS && noCalls(parts)) {
            reason = FinishReason.STOP;
        }
        ChatResponse.Candidate candidate = new ChatResponse.Candidate(parts, reason, stopSequence(answer), List.of());
        return new ChatResponse("", request.model(), List.of(candidate), ConverseUsage.read(answer.path("usage")));
    }

    private static boolean noCalls(List<Part> parts) {
        return parts.stream().noneMatch(Part.ToolCall.class::isInstance);
    }

    /** The stop text in what a model says beyond the common answer. */
    static Optional<String> stopSequence(JsonNode answer) {
        JsonNode text = answer.path("additionalModelResponseFields").path("stop_sequence");
        return text.isTextual() ? Optional.of(text.textValue()) : Optional.empty();
    }

    private static Optional<Part> part(JsonNode block, ToolPlan plan, String vendor) {
        if (block.path(TEXT).isTextual()) {
            return Optional.of(new Part.Text(block.path(TEXT).textValue()));
        }
        JsonNode use = block.path("toolUse");
        if (use.isObject()) {
            return Optional.of(Part.ToolCall.of(
                    use.path("toolUseId").asText(),
                    plan.names().original(use.path("name").asText()),
                    JsonTree.json(use.has("input") ? use.get("input") : JsonTree.object())));
        }
        if (block.has(ReasoningBlocks.MEMBER)) {
            return ReasoningBlocks.read(block.get(ReasoningBlocks.MEMBER), vendor);
        }
        if (block.has("citationsContent")) {
            StringJoiner texts = new StringJoiner("");
            block.get("citationsContent")
                    .path("content")
                    .forEach(piece -> texts.add(piece.path(TEXT).asText()));
            return Optional.of(new Part.Text(texts.toString()));
        }
        return media(block);
    }

    private static Optional<Part> media(JsonNode block) {
        for (Media.Kind kind : Media.Kind.values()) {
            JsonNode content = block.path(MediaFormats.member(kind));
            JsonNode bytes = content.path("source").path("bytes");
            if (bytes.isTextual()) {
                String mediaType =
                        MediaFormats.mediaType(kind, content.path("format").asText());
                return Optional.of(Media.of(kind, mediaType, new Media.Data(bytes.textValue())));
            }
        }
        return Optional.empty();
    }

    /** @param latency how long the answer took */
    static ObjectNode write(ChatResponse response, Duration latency) {
        ChatResponse.Candidate candidate = response.candidates().get(0);
        ObjectNode answer = JsonTree.object();
        ArrayNode content = answer.putObject("output")
                .putObject("message")
                .put("role", "assistant")
                .putArray("content");
        candidate.parts().forEach(part -> block(part).ifPresent(content::add));
        answer.put("stopReason", StopReasons.write(candidate.reason()));
        answer.set("usage", ConverseUsage.write(response.usage()));
        answer.set("metrics", metrics(latency));
        return answer;
    }

    static ObjectNode metrics(Duration latency) {
        return JsonTree.object().put("latencyMs", Math.max(0, latency.toMillis()));
    }

    private static Optional<ObjectNode> block(Part part) {
        ObjectNode block = JsonTree.object();
        if (part instanceof Part.Text text) {
            return Optional.of(block.put(TEXT, text.text()));
        }
        if (part instanceof Part.Refusal refusal) {
            return Optional.of(block.put(TEXT, refusal.text()));
        }
        if (part instanceof Part.ToolCall call) {
            block.putObject("toolUse")
                    .put("toolUseId", call.sealedId())
                    .put("name", call.name())
                    .set(
                            "input",
                            JsonTree.find(call.arguments())
                                    .filter(JsonNode::isObject)
                                    .orElseGet(JsonTree::object));
            return Optional.of(block);
        }
        if (part instanceof Part.Reasoning reasoning) {
            return Optional.of(ReasoningBlocks.block(reasoning, Signature.ANTHROPIC));
        }
        if (part instanceof Part.RedactedReasoning redacted) {
            return Optional.of(ReasoningBlocks.block(redacted, Signature.ANTHROPIC));
        }
        if (part instanceof Media media && media.source() instanceof Part.Media.Data data) {
            return MediaFormats.format(media.kind(), media.mediaType()).map(format -> {
                block.putObject(MediaFormats.member(media.kind()))
                        .put("format", format)
                        .putObject("source")
                        .put("bytes", data.base64());
                return block;
            });
        }
        return Optional.empty();
    }
}
