package io.camelid.testkit.upstream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.util.List;

/**
 * A small but strict server of Anthropic's API: messages (streamed and not), the counting of their tokens, models. It
 * refuses what the API reference refuses, as {@link MessagesRules} has it. Answers are the same for the same request. When
 * tools are offered it calls the first one, or the one that it must, with {@link #TOOL_ARGUMENTS} before it answers; when
 * thinking is on it thinks first. The words {@link #THROTTLED}, {@link #OVERLOADED}, {@link #FAILING_STREAM}, {@link
 * #CUT_STREAM} and {@link #REFUSING} in a model's name make it fail or decline.
 */
public final class FakeAnthropic implements FakeUpstream.Script {
    /** What a tool is called with. */
    public static final String TOOL_ARGUMENTS = FakeOpenAi.TOOL_ARGUMENTS;
    /** What is said when it must be JSON. */
    public static final String JSON_ANSWER = "{\"sky\":\"blue\"}";
    /** How many tokens any request has, but for those that come from the cache. */
    public static final int INPUT_TOKENS = 5;
    /** How many tokens come from the cache. */
    public static final int CACHED_TOKENS = 4;

    /** In a model's name: every request is one too many. */
    public static final String THROTTLED = "throttled";
    /** In a model's name: the service has no capacity. */
    public static final String OVERLOADED = "overloaded";
    /** In a model's name: streams end with an error event. */
    public static final String FAILING_STREAM = "failing-stream";
    /** In a model's name: streams break off. */
    public static final String CUT_STREAM = "cut-stream";
    /** In a model's name: it declines. */
    public static final String REFUSING = "refusing";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String REQUEST_ID = "request-id: req_fake";
    private static final String MODEL = "claude-sonnet-4-5-20250929";
    private static final String MODEL_INFO = "{\"type\":\"model\",\"id\":\"" + MODEL
            + "\",\"display_name\":\"Claude Sonnet 4.5\",\"created_at\":\"2025-09-29T00:00:00Z\"}";

    private final String key;

    /** @param key the key that callers must have; empty text to take all, as a server behind another gateway does */
    public FakeAnthropic(String key) {
        this.key = key;
    }

    @Override
    public void answer(UpstreamRequest request, UpstreamResponse response) throws IOException {
        try {
            checkHead(request);
            answerTo(request, response);
        } catch (AnthropicFailure refused) {
            response.json(refused.status(), error(refused.type(), refused.getMessage()), REQUEST_ID);
        } catch (JsonProcessingException broken) {
            response.json(400, error("invalid_request_error", "The request body is not valid JSON."), REQUEST_ID);
        }
    }

    private void checkHead(UpstreamRequest request) throws AnthropicFailure {
        boolean known = key.isEmpty()
                || request.header("x-api-key").filter(key::equals).isPresent()
                || request.header("Authorization")
                        .filter(("Bearer " + key)::equals)
                        .isPresent();
        if (!known) {
            throw new AnthropicFailure(401, "authentication_error", "invalid x-api-key");
        }
        if (request.header("Origin").isPresent()
                && request.header("anthropic-dangerous-direct-browser-access").isEmpty()) {
            throw new AnthropicFailure(
                    401,
                    "authentication_error",
                    "CORS requests must set 'anthropic-dangerous-direct-browser-access' header");
        }
        if (!List.of("2023-06-01", "2023-01-01")
                .contains(request.header("anthropic-version").orElse(""))) {
            throw AnthropicFailure.invalid("anthropic-version: header is required");
        }
        boolean json = request.header("Content-Type").orElse("").startsWith("application/json");
        if (request.method().equals("POST") && !json) {
            throw AnthropicFailure.invalid("Content-Type must be application/json");
        }
    }

    private static void answerTo(UpstreamRequest request, UpstreamResponse response)
            throws IOException, AnthropicFailure {
        switch (request.method() + " " + request.path()) {
            case "POST /v1/messages" -> {
                JsonNode body = JSON.readTree(request.body());
                failAsAsked(body.path("model").asText());
                MessagesRules.check(body);
                new FakeMessages(body, response).answer();
            }
            case "POST /v1/messages/count_tokens" -> {
                MessagesRules.checkCount(JSON.readTree(request.body()));
                response.json(200, "{\"input_tokens\":" + (INPUT_TOKENS + CACHED_TOKENS) + "}", REQUEST_ID);
            }
            case "GET /v1/models" ->
                response.json(
                        200,
                        "{\"data\":[" + MODEL_INFO + "],\"has_more\":false,\"first_id\":\"" + MODEL
                                + "\",\"last_id\":\"" + MODEL + "\"}",
                        REQUEST_ID);
            case "GET /v1/models/" + MODEL -> response.json(200, MODEL_INFO, REQUEST_ID);
            default -> throw new AnthropicFailure(404, "not_found_error", "Not Found");
        }
    }

    private static void failAsAsked(String model) throws AnthropicFailure {
        if (model.contains(THROTTLED)) {
            throw new AnthropicFailure(429, "rate_limit_error", "This request would exceed your rate limit.");
        }
        if (model.contains(OVERLOADED)) {
            throw new AnthropicFailure(529, "overloaded_error", "Overloaded");
        }
    }

    static String error(String type, String message) {
        return "{\"type\":\"error\",\"error\":{\"type\":" + TextNode.valueOf(type) + ",\"message\":"
                + TextNode.valueOf(message) + "},\"request_id\":\"req_fake\"}";
    }
}
