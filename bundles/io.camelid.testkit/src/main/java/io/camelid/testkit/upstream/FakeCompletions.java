package io.camelid.testkit.upstream;

import static io.camelid.testkit.upstream.FakeOpenAi.TOOL_ARGUMENTS;
import static io.camelid.testkit.upstream.FakeOpenAi.WORDS;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Chat completions of the {@link FakeOpenAi}. */
final class FakeCompletions {
    private static final String CALL_ID = "call_fake";
    private static final int SPLIT = 8;

    private FakeCompletions() {}

    static void answer(JsonNode body, UpstreamResponse response) throws IOException {
        if (body.path("model").asText().isEmpty() || !body.path("messages").isArray()) {
            FakeOpenAi.error(response, 400, "Missing required parameter.", "missing_required_parameter");
            return;
        }
        if (!resultsAreAskedFor(body.path("messages"))) {
            FakeOpenAi.error(response, 400, "A tool message answers no tool call.", "invalid_tool_message");
            return;
        }
        boolean callsTool = !body.path("tools").isEmpty() && !isResult(last(body.path("messages")));
        if (body.path("stream").asBoolean()) {
            stream(body, callsTool, response);
        } else {
            whole(body, callsTool, response);
        }
    }

    private static void whole(JsonNode body, boolean callsTool, UpstreamResponse response) throws IOException {
        String message = callsTool
                ? "{\"role\":\"assistant\",\"content\":null,\"refusal\":null,\"tool_calls\":[{"
                        + call(body, TOOL_ARGUMENTS) + "}]}"
                : "{\"role\":\"assistant\",\"content\":" + quote(String.join("", words(body))) + ",\"refusal\":null}";
        response.json(
                200,
                "{\"id\":\"chatcmpl-fake\",\"object\":\"chat.completion\",\"created\":1721172741,\"model\":"
                        + body.get("model") + ",\"choices\":[{\"index\":0,\"message\":" + message
                        + ",\"logprobs\":null,\"finish_reason\":" + finish(callsTool) + "}],\"usage\":" + usage(body)
                        + "}");
    }

    private static void stream(JsonNode body, boolean callsTool, UpstreamResponse response) throws IOException {
        response.events();
        response.event(chunk(body, "{\"role\":\"assistant\",\"content\":\"\"}", "null"));
        if (callsTool) {
            response.event(delta(body, call(body, "")));
            response.event(delta(body, arguments(TOOL_ARGUMENTS.substring(0, SPLIT))));
            response.event(delta(body, arguments(TOOL_ARGUMENTS.substring(SPLIT))));
        } else {
            for (String word : words(body)) {
                response.event(chunk(body, "{\"content\":" + quote(word) + "}", "null"));
            }
        }
        response.event(chunk(body, "{}", finish(callsTool)));
        if (body.path("stream_options").path("include_usage").asBoolean()) {
            response.event(head(body) + ",\"choices\":[],\"usage\":" + usage(body) + "}");
        }
        response.event("[DONE]");
        response.end();
    }

    private static String delta(JsonNode body, String call) {
        return chunk(body, "{\"tool_calls\":[{\"index\":0," + call + "}]}", "null");
    }

    private static String chunk(JsonNode body, String delta, String finishReason) {
        return head(body) + ",\"choices\":[{\"index\":0,\"delta\":" + delta + ",\"logprobs\":null,\"finish_reason\":"
                + finishReason + "}]}";
    }

    private static String head(JsonNode body) {
        return "{\"id\":\"chatcmpl-fake\",\"object\":\"chat.completion.chunk\",\"created\":1721172741,\"model\":"
                + body.get("model");
    }

    private static String call(JsonNode body, String arguments) {
        JsonNode name = body.path("tools").path(0).path("function").path("name");
        return "\"id\":\"" + CALL_ID + "\",\"type\":\"function\",\"function\":{\"name\":" + name + ",\"arguments\":"
                + quote(arguments) + "}";
    }

    private static String arguments(String piece) {
        return "\"function\":{\"arguments\":" + quote(piece) + "}";
    }

    private static String finish(boolean callsTool) {
        return callsTool ? "\"tool_calls\"" : "\"stop\"";
    }

    /** What is said; after a tool's result, that. */
    private static List<String> words(JsonNode body) {
        JsonNode last = last(body.path("messages"));
        return isResult(last) ? List.of("The tool said: ", last.path("content").asText()) : WORDS;
    }

    private static JsonNode last(JsonNode messages) {
        return messages.path(messages.size() - 1);
    }

    private static boolean isResult(JsonNode message) {
        return message.path("role").asText().equals("tool");
    }

    private static boolean resultsAreAskedFor(JsonNode messages) {
        Set<String> asked = new HashSet<>();
        for (JsonNode message : messages) {
            message.path("tool_calls").forEach(call -> asked.add(call.path("id").asText()));
            if (isResult(message) && !asked.remove(message.path("tool_call_id").asText())) {
                return false;
            }
        }
        return true;
    }

    private static String usage(JsonNode body) {
        int said = words(body).size();
        return "{\"prompt_tokens\":9,\"completion_tokens\":" + said + ",\"total_tokens\":" + (9 + said)
                + ",\"prompt_tokens_details\":{\"cached_tokens\":4},"
                + "\"completion_tokens_details\":{\"reasoning_tokens\":0}}";
    }

    private static String quote(String text) {
        return TextNode.valueOf(text).toString();
    }
}
