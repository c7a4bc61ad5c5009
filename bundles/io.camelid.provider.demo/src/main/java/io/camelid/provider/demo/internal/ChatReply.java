package io.camelid.provider.demo.internal;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What the demo says to a conversation.
 *
 * @param words the text in words, which count as tokens
 * @param toolCall the tool to call instead, if any
 * @param finishReason why the answer ends
 * @param promptTokens the words of all messages
 */
record ChatReply(List<String> words, Optional<ToolCall> toolCall, String finishReason, int promptTokens) {
    /** A tool to call with arguments as JSON text. */
    record ToolCall(String name, String arguments) {}

    private static final int LONGEST_QUOTE = 300;

    static ChatReply to(JsonNode request) throws BadRequest {
        JsonNode messages = request.path("messages");
        if (!messages.isArray() || messages.isEmpty()) {
            throw BadRequest.missing("messages");
        }
        int promptTokens = 0;
        for (JsonNode message : messages) {
            promptTokens += RequestJson.words(text(message));
        }
        JsonNode last = messages.get(messages.size() - 1);
        Optional<JsonNode> tool = toolFor(request, last);
        if (tool.isPresent()) {
            JsonNode function = tool.get();
            String arguments = new ToolArguments(function.path("parameters")).text();
            ToolCall call = new ToolCall(function.path("name").asText(), arguments);
            return new ChatReply(List.of(), Optional.of(call), "tool_calls", promptTokens);
        }
        // Each word keeps the space after it, so that the words together are the text.
        List<String> words = List.of(answer(last, messages).split("(?<=\\s)(?=\\S)"));
        long limit = limit(request);
        return words.size() > limit
                ? new ChatReply(words.subList(0, (int) limit), Optional.empty(), "length", promptTokens)
                : new ChatReply(words, Optional.empty(), "stop", promptTokens);
    }

    int completionTokens() {
        return words.size()
                + toolCall.map(call -> RequestJson.words(call.arguments())).orElse(0);
    }

    private static String answer(JsonNode last, JsonNode messages) {
        if (isFrom("tool", last)) {
            return "The tool said: “" + quote(String.join(" ", toolResults(messages)))
                    + "” Nothing more is made of it here: this is the demo inside the gateway, and no model was asked.";
        }
        return "This answer is made up: you have reached the demo inside the gateway, and no model was asked."
                + " You wrote: “" + quote(text(last)) + "” Ask for the model demo-slow, demo-429 or demo-broken to see"
                + " what the gateway makes of a provider that is slow, full or unwell.";
    }

    /** The results at the end of the conversation; parallel calls have one message each. */
    private static List<String> toolResults(JsonNode messages) {
        List<String> results = new ArrayList<>();
        for (int i = messages.size() - 1; i >= 0 && isFrom("tool", messages.get(i)); i--) {
            results.add(text(messages.get(i)));
        }
        Collections.reverse(results);
        return results;
    }

    private static String quote(String text) {
        int end = Math.min(LONGEST_QUOTE, text.length());
        // Half a surrogate pair is no character.
        end -= end > 0 && end < text.length() && Character.isHighSurrogate(text.charAt(end - 1)) ? 1 : 0;
        String line = text.substring(0, end).strip().replaceAll("\\s+", " ");
        return end < text.length() ? line + "…" : line;
    }

    private static long limit(JsonNode request) {
        JsonNode limit = request.path("max_completion_tokens");
        limit = limit.isNumber() ? limit : request.path("max_tokens");
        return limit.isNumber() ? Math.max(1, limit.asLong()) : Long.MAX_VALUE;
    }

    /** The tool that the client forces, or that the user's words ask for. */
    private static Optional<JsonNode> toolFor(JsonNode request, JsonNode last) throws BadRequest {
        List<JsonNode> tools = new ArrayList<>();
        request.path("tools").forEach(tool -> tools.add(tool.path("function")));
        JsonNode choice = request.path("tool_choice");
        if (choice.isObject()) {
            String name = choice.path("function").path("name").asText();
            return Optional.of(tools.stream()
                    .filter(tool -> tool.path("name").asText().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new BadRequest(
                            "invalid_value", "tool_choice", "Tool choice names no tool that is declared.")));
        }
        if (tools.isEmpty() || choice.asText().equals("none")) {
            return Optional.empty();
        }
        String wish = isFrom("user", last) ? text(last).toLowerCase(Locale.ROOT) : "";
        Optional<JsonNode> wished = tools.stream()
                .filter(tool -> isNamedIn(wish, tool.path("name").asText()))
                .findFirst();
        boolean any = choice.asText().equals("required") || wish.contains("tool");
        return wished.isEmpty() && any ? Optional.of(tools.get(0)) : wished;
    }

    /** Whether a text has the tool's name or a telling word of it: "weather" will do for get_weather. */
    private static boolean isNamedIn(String text, String name) {
        return Arrays.stream(name.split("[^A-Za-z0-9]+|(?<=[a-z])(?=[A-Z])"))
                .map(word -> word.toLowerCase(Locale.ROOT))
                .anyMatch(word -> word.length() > 3 && text.contains(word));
    }

    private static boolean isFrom(String role, JsonNode message) {
        return message.path("role").asText().equals(role);
    }

    /** A message's text; of content in parts, the parts that are text. */
    private static String text(JsonNode message) {
        JsonNode content = message.path("content");
        if (content.isTextual()) {
            return content.asText();
        }
        StringBuilder text = new StringBuilder();
        content.forEach(part -> text.append(part.path("text").asText()).append(' '));
        return text.toString().strip();
    }
}
