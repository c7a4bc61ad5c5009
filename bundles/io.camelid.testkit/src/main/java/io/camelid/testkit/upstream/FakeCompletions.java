package io.camelid.testkit.upstream;

import static io.camelid.testkit.upstream.FakeOpenAi.WORDS;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
        if (body.path("model").asText().contains(FakeOpenAi.THROTTLED)) {
            FakeOpenAi.error(response, 429, "Rate limit reached.", "rate_limit_exceeded");
            return;
        }
        Optional<String> breach = CompletionsRules.breach(body);
        if (breach.isPresent()) {
            FakeOpenAi.error(response, 400, breach.get(), "invalid_value");
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
                ? "{\"role\":\"assistant\",\"content\":null,\"refusal\":null,\"tool_calls\":[" + calls(body) + "]}"
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
            List<String> calls = FakeOpenAi.calls(body);
            for (int i = 0; i < calls.size(); i++) {
                response.event(delta(body, i, call(body, i, "")));
                response.event(delta(body, i, arguments(calls.get(i).substring(0, SPLIT))));
                response.event(delta(body, i, arguments(calls.get(i).substring(SPLIT))));
            }
        } else {
            for (String word : words(body)) {
                response.event(chunk(body, "{\"content\":" + quote(word) + "}", "null"));
                if (body.path("model").asText().contains(FakeUpstream.ENDLESS)) {
                    response.stall();
                    return;
                }
            }
        }
        response.event(chunk(body, "{}", finish(callsTool)));
        if (body.path("stream_options").path("include_usage").asBoolean()) {
            response.event(head(body) + ",\"choices\":[],\"usage\":" + usage(body) + "}");
        }
        response.event("[DONE]");
        response.end();
    }

    private static String delta(JsonNode body, int index, String call) {
        return chunk(body, "{\"tool_calls\":[{\"index\":" + index + "," + call + "}]}", "null");
    }

    private static String chunk(JsonNode body, String delta, String finishReason) {
        return head(body) + ",\"choices\":[{\"index\":0,\"delta\":" + delta + ",\"logprobs\":null,\"finish_reason\":"
                + finishReason + "}]}";
    }

    private static String head(JsonNode body) {
        return "{\"id\":\"chatcmpl-fake\",\"object\":\"chat.completion.chunk\",\"created\":1721172741,\"model\":"
                + body.get("model");
    }

    private static String calls(JsonNode body) {
        List<String> calls = new ArrayList<>();
        for (String arguments : FakeOpenAi.calls(body)) {
            calls.add("{" + call(body, calls.size(), arguments) + "}");
        }
        return String.join(",", calls);
    }

    private static String call(JsonNode body, int index, String arguments) {
        JsonNode name = body.path("tools").path(0).path("function").path("name");
        return "\"id\":\"" + CALL_ID + (index == 0 ? "" : index) + "\",\"type\":\"function\",\"function\":{\"name\":"
                + name + ",\"arguments\":" + quote(arguments) + "}";
    }

    private static String arguments(String piece) {
        return "\"function\":{\"arguments\":" + quote(piece) + "}";
    }

    private static String finish(boolean callsTool) {
        return callsTool ? "\"tool_calls\"" : "\"stop\"";
    }

    /** What is said: after tools' results, those; JSON if it must be. */
    private static List<String> words(JsonNode body) {
        List<String> results = new ArrayList<>();
        for (JsonNode message : body.path("messages")) {
            if (isResult(message)) {
                JsonNode content = message.path("content");
                results.add(
                        content.isTextual()
                                ? content.asText()
                                : content.findPath("text").asText());
            } else {
                results.clear();
            }
        }
        if (!results.isEmpty()) {
            return List.of("The tool said: ", String.join(", ", results));
        }
        return body.path("response_format").path("type").asText().equals("json_schema")
                ? List.of(FakeOpenAi.JSON_ANSWER)
                : WORDS;
    }

    private static JsonNode last(JsonNode messages) {
        return messages.path(messages.size() - 1);
    }

    private static boolean isResult(JsonNode message) {
        return message.path("role").asText().equals("tool");
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
