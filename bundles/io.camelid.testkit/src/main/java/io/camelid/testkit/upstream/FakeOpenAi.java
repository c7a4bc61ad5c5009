package io.camelid.testkit.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * A small but strict server of OpenAI's API: chat completions and responses (streamed and not),
 * embeddings, models. It refuses what the API reference refuses: a missing credential, a wrong path or
 * method, a body without the required members, a tool's result that nobody asked for. Answers are the
 * same for the same request. When tools are offered it calls the first one with {@link #TOOL_ARGUMENTS}
 * before it answers; asked about {@link #TWO_CITIES}, with {@link #MORE_ARGUMENTS} at the same time.
 */
public final class FakeOpenAi implements FakeUpstream.Script {
    /** What a tool is called with. */
    public static final String TOOL_ARGUMENTS = "{\"city\":\"Oslo\"}";
    /** What it is called with besides, if there are two calls. */
    public static final String MORE_ARGUMENTS = "{\"city\":\"Rome\"}";
    /** In a conversation with tools: makes the fake call one twice. So does it with the fakes of other vendors. */
    public static final String TWO_CITIES = "two cities";
    /** What is said when it must be JSON. */
    public static final String JSON_ANSWER = "{\"sky\":\"blue\"}";

    /** In a model's name: every request is one too many. */
    public static final String THROTTLED = "throttled";

    static final List<String> WORDS = List.of("Hello", " from", " the", " fake", ".");

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MODEL =
            "{\"id\":\"gpt-4o-mini\",\"object\":\"model\",\"created\":1721172741," + "\"owned_by\":\"system\"}";
    private static final String ONE_MODEL = "GET /v1/models/";

    private final String key;

    /** @param key the key that callers must have; empty text if none, as with Ollama */
    public FakeOpenAi(String key) {
        this.key = key;
    }

    @Override
    public void answer(UpstreamRequest request, UpstreamResponse response) throws IOException {
        if (!key.isEmpty() && !request.header("Authorization").equals(Optional.of("Bearer " + key))) {
            error(response, 401, "Incorrect API key provided.", "invalid_api_key");
            return;
        }
        String called = request.method() + " " + request.path();
        switch (called) {
            case "GET /v1/models" -> response.json(200, "{\"object\":\"list\",\"data\":[" + MODEL + "]}");
            case "POST /v1/chat/completions" -> FakeCompletions.answer(JSON.readTree(request.body()), response);
            case "POST /v1/responses" -> FakeResponses.answer(JSON.readTree(request.body()), response);
            case "POST /v1/embeddings" -> embeddings(JSON.readTree(request.body()), response);
            case ONE_MODEL + "gpt-4o-mini" -> response.json(200, MODEL);
            default -> {
                if (called.startsWith(ONE_MODEL)) {
                    error(response, 404, "The model does not exist.", "model_not_found");
                } else {
                    error(response, 404, "Unknown request URL.", "unknown_url");
                }
            }
        }
    }

    private static void embeddings(JsonNode body, UpstreamResponse response) throws IOException {
        if (body.path("model").asText().isEmpty() || !body.has("input")) {
            error(response, 400, "Missing required parameter.", "missing_required_parameter");
            return;
        }
        response.json(
                200,
                "{\"object\":\"list\",\"data\":[{\"object\":\"embedding\",\"index\":0,\"embedding\":[0.6,-0.8]}],"
                        + "\"model\":" + body.get("model") + ",\"usage\":{\"prompt_tokens\":2,\"total_tokens\":2}}");
    }

    /** What the tool is called with, call by call, in a conversation. */
    static List<String> calls(JsonNode conversation) {
        return conversation.toString().contains(TWO_CITIES)
                ? List.of(TOOL_ARGUMENTS, MORE_ARGUMENTS)
                : List.of(TOOL_ARGUMENTS);
    }

    static void error(UpstreamResponse response, int status, String message, String code) throws IOException {
        response.json(
                status,
                "{\"error\":{\"message\":" + TextNode.valueOf(message)
                        + ",\"type\":\"invalid_request_error\",\"param\":null,\"code\":\"" + code + "\"}}");
    }
}
