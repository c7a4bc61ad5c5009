package io.camelid.testkit.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Chats of the {@link FakeGemini}. */
final class FakeGenerateContent {
    private static final String SIGNATURE = "\"thoughtSignature\":\"ZmFrZS1zaWduYXR1cmU=\"";
    private static final String THOUGHT = "Let me think.";
    private static final String PIXEL =
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

    private final String model;
    private final JsonNode request;

    FakeGenerateContent(String model, JsonNode request) {
        this.model = model;
        this.request = request;
    }

    /** The answer as one document. */
    String whole() {
        if (model.equals(FakeGemini.BLOCKED)) {
            return blocked();
        }
        int count = Math.max(
                1, request.path("generationConfig").path("candidateCount").asInt());
        List<String> candidates = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            candidates.add(candidate(i, String.join(",", parts()), finishReason()));
        }
        return response(String.join(",", candidates), true);
    }

    /** The answer as the documents of a stream: a part each, the last with the reason of its end. */
    List<String> pieces() {
        if (model.equals(FakeGemini.BLOCKED)) {
            return List.of(blocked());
        }
        List<String> parts = parts();
        List<String> pieces = new ArrayList<>();
        for (String part : parts.subList(0, parts.size() - 1)) {
            pieces.add(response(candidate(0, part, ""), false));
        }
        pieces.add(response(candidate(0, parts.get(parts.size() - 1), finishReason()), true));
        return pieces;
    }

    private String finishReason() {
        return model.equals(FakeGemini.UNSAFE) ? "SAFETY" : "STOP";
    }

    private String blocked() {
        return "{\"promptFeedback\":{\"blockReason\":\"PROHIBITED_CONTENT\"},\"usageMetadata\":{\"promptTokenCount\":9,"
                + "\"totalTokenCount\":9},\"modelVersion\":\"" + model + "\",\"responseId\":\"fake-response\"}";
    }

    private List<String> parts() {
        List<String> parts = new ArrayList<>();
        if (thinks()) {
            parts.add("{\"text\":\"" + THOUGHT + "\",\"thought\":true}");
        }
        if (callsTool()) {
            // Of calls at the same time, the first one alone is signed.
            String signature = model.matches("gemini-[3-9].*") ? "," + SIGNATURE : "";
            for (String arguments : FakeOpenAi.calls(request)) {
                parts.add("{\"functionCall\":{\"name\":" + quote(tool()) + ",\"args\":" + arguments + "}" + signature
                        + "}");
                signature = "";
            }
        } else if (model.equals(FakeGemini.PAINTER)) {
            parts.add("{\"inlineData\":{\"mimeType\":\"image/png\",\"data\":\"" + PIXEL + "\"}}");
        } else {
            words().forEach(word -> parts.add("{\"text\":" + quote(word) + "}"));
        }
        return parts;
    }

    private boolean thinks() {
        return request.path("generationConfig")
                .path("thinkingConfig")
                .path("includeThoughts")
                .asBoolean();
    }

    private boolean callsTool() {
        return !request.path("tools").isEmpty()
                && !calling().path("mode").asText().equals("NONE")
                && !last().has("functionResponse");
    }

    private JsonNode calling() {
        return request.path("toolConfig").path("functionCallingConfig");
    }

    private String tool() {
        JsonNode allowed = calling().path("allowedFunctionNames");
        JsonNode first = request.path("tools")
                .path(0)
                .path("functionDeclarations")
                .path(0)
                .path("name");
        return (allowed.isEmpty() ? first : allowed.path(0)).asText();
    }

    private List<String> results() {
        List<String> results = new ArrayList<>();
        for (JsonNode part : lastParts()) {
            JsonNode response = part.path("functionResponse").path("response");
            JsonNode output = response.has("output") ? response.get("output") : response;
            if (!response.isMissingNode()) {
                results.add(output.isTextual() ? output.asText() : output.toString());
            }
        }
        return results;
    }

    private JsonNode lastParts() {
        JsonNode contents = request.path("contents");
        return contents.path(contents.size() - 1).path("parts");
    }

    /** The first part that is a function's response, if the last content has one, else its last part. */
    private JsonNode last() {
        JsonNode parts = lastParts();
        for (JsonNode part : parts) {
            if (part.has("functionResponse")) {
                return part;
            }
        }
        return parts.path(parts.size() - 1);
    }

    /** What is said; after a tool's result, that; with a schema, what fits it. */
    private List<String> words() {
        if (last().has("functionResponse")) {
            return List.of("The tool said: ", String.join(", ", results()));
        }
        JsonNode config = request.path("generationConfig");
        if (config.has("responseSchema")) {
            return List.of(instance(config.get("responseSchema")));
        }
        return config.path("responseMimeType").asText().equals("application/json")
                ? List.of("{\"answer\"", ":42}")
                : FakeOpenAi.WORDS;
    }

    private static String instance(JsonNode schema) {
        if (schema.has("anyOf")) {
            return instance(schema.get("anyOf").get(0));
        }
        return switch (schema.path("type").asText()) {
            case "OBJECT" -> object(schema.path("properties"));
            case "ARRAY" -> "[" + instance(schema.path("items")) + "]";
            case "BOOLEAN" -> "true";
            case "INTEGER", "NUMBER" -> "7";
            default -> quote(schema.path("enum").path(0).asText("Oslo"));
        };
    }

    private static String object(JsonNode properties) {
        List<String> members = new ArrayList<>();
        for (Map.Entry<String, JsonNode> property : properties.properties()) {
            members.add(quote(property.getKey()) + ":" + instance(property.getValue()));
        }
        return "{" + String.join(",", members) + "}";
    }

    private String candidate(int index, String parts, String finishReason) {
        return "{\"content\":{\"parts\":[" + parts + "],\"role\":\"model\"}"
                + (finishReason.isEmpty() ? "" : ",\"finishReason\":\"" + finishReason + "\"" + logprobs())
                + ",\"index\":" + index + "}";
    }

    private String logprobs() {
        if (!request.path("generationConfig").path("responseLogprobs").asBoolean()) {
            return "";
        }
        String token = "{\"token\":\"Hello\",\"tokenId\":4521,\"logProbability\":-0.25}";
        return ",\"logprobsResult\":{\"topCandidates\":[{\"candidates\":[" + token + "]}],\"chosenCandidates\":["
                + token + "]}";
    }

    private String response(String candidates, boolean last) {
        int thoughts = thinks() ? 7 : 0;
        String counts = last
                ? ",\"candidatesTokenCount\":5,\"totalTokenCount\":" + (14 + thoughts)
                : ",\"totalTokenCount\":" + (9 + thoughts);
        return "{\"candidates\":[" + candidates + "],\"usageMetadata\":{\"promptTokenCount\":9" + counts
                + ",\"cachedContentTokenCount\":4" + (thoughts > 0 ? ",\"thoughtsTokenCount\":" + thoughts : "")
                + "},\"modelVersion\":\"" + model + "\",\"responseId\":\"fake-response\"}";
    }

    private static String quote(String text) {
        return TextNode.valueOf(text).toString();
    }

    /** Sends the answer in pieces, as events or as one array. */
    void stream(boolean events, UpstreamResponse response) throws IOException {
        List<String> pieces = pieces();
        if (events) {
            response.events();
            for (String piece : pieces) {
                if (model.equals(FakeGemini.BREAKING)) {
                    response.event("{\"error\":{\"code\":503,\"message\":\"The model is overloaded.\","
                            + "\"status\":\"UNAVAILABLE\"}}");
                    response.end();
                    return;
                }
                response.event(piece);
                if (model.contains(FakeUpstream.ENDLESS)) {
                    response.stall();
                    return;
                }
            }
        } else {
            response.begin(200, "Content-Type: application/json");
            String before = "[";
            for (String piece : pieces) {
                response.chunk(before + piece + "\n");
                before = ",\r\n";
            }
            response.chunk("]");
        }
        response.end();
    }
}
