package io.camelid.testkit.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * A small but strict server of OpenAI's API: chat completions (streamed and not), embeddings, models.
 * It refuses what the API reference refuses: a missing credential, a wrong path or method, a body without
 * the required members. Answers are the same for the same request.
 */
public final class FakeOpenAi implements FakeUpstream.Script {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> WORDS = List.of("Hello", " from", " the", " fake", ".");

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
        switch (request.method() + " " + request.path()) {
            case "GET /v1/models" ->
                response.json(
                        200,
                        "{\"object\":\"list\",\"data\":[{\"id\":\"gpt-4o-mini\",\"object\":\"model\",\"created\":1721172741,"
                                + "\"owned_by\":\"system\"}]}");
            case "POST /v1/chat/completions" -> chat(request, response);
            case "POST /v1/embeddings" -> embeddings(request, response);
            default -> error(response, 404, "Unknown request URL.", "unknown_url");
        }
    }

    private static void chat(UpstreamRequest request, UpstreamResponse response) throws IOException {
        JsonNode body = JSON.readTree(request.body());
        String model = body.path("model").asText();
        if (model.isEmpty() || !body.path("messages").isArray()) {
            error(response, 400, "Missing required parameter.", "missing_required_parameter");
            return;
        }
        if (!body.path("stream").asBoolean()) {
            response.json(
                    200,
                    "{\"id\":\"chatcmpl-fake\",\"object\":\"chat.completion\",\"created\":1721172741,\"model\":"
                            + JSON.writeValueAsString(model)
                            + ",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":"
                            + JSON.writeValueAsString(String.join("", WORDS))
                            + ",\"refusal\":null},\"logprobs\":null,\"finish_reason\":\"stop\"}],\"usage\":" + usage()
                            + "}");
            return;
        }
        response.events();
        response.event(chunk(model, "{\"role\":\"assistant\",\"content\":\"\"}", "null"));
        for (String word : WORDS) {
            response.event(chunk(model, "{\"content\":" + JSON.writeValueAsString(word) + "}", "null"));
        }
        response.event(chunk(model, "{}", "\"stop\""));
        if (body.path("stream_options").path("include_usage").asBoolean()) {
            ObjectNode last = (ObjectNode) JSON.readTree(chunk(model, "{}", "null"));
            last.putArray("choices");
            last.set("usage", JSON.readTree(usage()));
            response.event(last.toString());
        }
        response.event("[DONE]");
        response.end();
    }

    private static String chunk(String model, String delta, String finishReason) throws IOException {
        return "{\"id\":\"chatcmpl-fake\",\"object\":\"chat.completion.chunk\",\"created\":1721172741,\"model\":"
                + JSON.writeValueAsString(model) + ",\"choices\":[{\"index\":0,\"delta\":" + delta
                + ",\"logprobs\":null,\"finish_reason\":" + finishReason + "}]}";
    }

    private static String usage() {
        return "{\"prompt_tokens\":9,\"completion_tokens\":" + WORDS.size() + ",\"total_tokens\":" + (9 + WORDS.size())
                + ",\"prompt_tokens_details\":{\"cached_tokens\":4},"
                + "\"completion_tokens_details\":{\"reasoning_tokens\":0}}";
    }

    private static void embeddings(UpstreamRequest request, UpstreamResponse response) throws IOException {
        JsonNode body = JSON.readTree(request.body());
        if (body.path("model").asText().isEmpty() || !body.has("input")) {
            error(response, 400, "Missing required parameter.", "missing_required_parameter");
            return;
        }
        response.json(
                200,
                "{\"object\":\"list\",\"data\":[{\"object\":\"embedding\",\"index\":0,\"embedding\":[0.6,-0.8]}],"
                        + "\"model\":" + body.get("model") + ",\"usage\":{\"prompt_tokens\":2,\"total_tokens\":2}}");
    }

    private static void error(UpstreamResponse response, int status, String message, String code) throws IOException {
        response.json(
                status,
                "{\"error\":{\"message\":\"" + message
                        + "\",\"type\":\"invalid_request_error\",\"param\":null,\"code\":\"" + code + "\"}}");
    }
}
