package io.camelid.testkit.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A small but strict server of Google's Gemini API: generateContent and its stream (events and arrays), countTokens,
 * models, and the OpenAI-compatible embeddings and models. It refuses what the API reference refuses: a missing
 * key, one in the URL, fields that no message has, roles that do not alternate, results that fit no call, schemas beyond Google's subset.
 * Answers are the same for the same request. When tools are offered it calls one with {@link FakeOpenAi#TOOL_ARGUMENTS} before it
 * answers. Models are all that begin with {@code gemini-}; some have a fault: {@link #BLOCKED} and the like, and {@code
 * gemini-status-<n>} answers with that status.
 */
public final class FakeGemini implements FakeUpstream.Script {
    /** A model that refuses every prompt. */
    public static final String BLOCKED = "gemini-blocked";
    /** A model whose answers a filter cuts off. */
    public static final String UNSAFE = "gemini-unsafe";
    /** A model that answers with a picture. */
    public static final String PAINTER = "gemini-painter";
    /** A model whose streams break with an error. */
    public static final String BREAKING = "gemini-breaking";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ONE_MODEL = "/v1beta/models/";
    private static final Pattern METHOD = Pattern.compile("/v1beta/(?:models|tunedModels)/([^/:]+):([A-Za-z]+)");
    private static final Pattern STATUS = Pattern.compile("gemini-status-(\\d{3})");
    private static final String FLASH = "{\"name\":\"models/gemini-2.5-flash\",\"version\":\"001\",\"displayName\":"
            + "\"Gemini 2.5 Flash\",\"inputTokenLimit\":1048576,\"outputTokenLimit\":65536,"
            + "\"supportedGenerationMethods\":[\"generateContent\",\"countTokens\"]}";

    private final String key;

    /** @param key the key that callers must have */
    public FakeGemini(String key) {
        this.key = key;
    }

    @Override
    public void answer(UpstreamRequest request, UpstreamResponse response) throws IOException {
        if (request.target().matches(".*[?&]key=.*")) {
            error(response, 400, "INVALID_ARGUMENT", "A key in the URL ends up in logs.");
            return;
        }
        if (request.path().startsWith("/v1beta/openai/")) {
            compatible(request, response);
            return;
        }
        Optional<String> given = request.header("x-goog-api-key");
        if (given.isEmpty()) {
            error(response, 403, "PERMISSION_DENIED", "Method doesn't allow unregistered callers.");
        } else if (!given.get().equals(key)) {
            error(response, 400, "INVALID_ARGUMENT", "API key not valid. Please pass a valid API key.");
        } else if (request.method().equals("GET")) {
            models(request.path(), response);
        } else {
            call(request, response);
        }
    }

    private static void models(String path, UpstreamResponse response) throws IOException {
        if (path.equals("/v1beta/models")) {
            response.json(200, "{\"models\":[" + FLASH + "]}");
        } else if (path.equals(ONE_MODEL + "gemini-2.5-flash")) {
            response.json(200, FLASH);
        } else {
            error(response, 404, "NOT_FOUND", "Model is not found.");
        }
    }

    private static void call(UpstreamRequest request, UpstreamResponse response) throws IOException {
        Matcher called = METHOD.matcher(request.path());
        if (!called.matches() || !called.group(1).startsWith("gemini-")) {
            error(response, 404, "NOT_FOUND", "The model is not found for API version v1beta, or is not supported.");
            return;
        }
        Matcher status = STATUS.matcher(called.group(1));
        if (status.matches()) {
            fail(Integer.parseInt(status.group(1)), response);
            return;
        }
        boolean events = request.target().matches("[^?]*\\?(.*&)?alt=sse(&.*)?");
        try {
            JsonNode body = JSON.readTree(request.body());
            switch (called.group(2)) {
                case "generateContent" -> {
                    GeminiRules.check(called.group(1), body);
                    response.json(200, new FakeGenerateContent(called.group(1), body).whole());
                }
                case "streamGenerateContent" -> {
                    GeminiRules.check(called.group(1), body);
                    new FakeGenerateContent(called.group(1), body).stream(events, response);
                }
                case "countTokens" -> count(called.group(1), body, response);
                default -> error(response, 404, "NOT_FOUND", "Unknown method.");
            }
        } catch (GeminiRules.Breach breach) {
            error(response, 400, "INVALID_ARGUMENT", breach.getMessage());
        }
    }

    private static void fail(int status, UpstreamResponse response) throws IOException {
        switch (status) {
            case 429 -> error(response, 429, "RESOURCE_EXHAUSTED", "You exceeded your current quota.");
            case 503 -> error(response, 503, "UNAVAILABLE", "The model is overloaded. Please try again later.");
            case 502 -> response.json(502, "<html><title>502 Bad Gateway</title></html>");
            default -> error(response, status, "INTERNAL", "An internal error has occurred.");
        }
    }

    private static void count(String model, JsonNode body, UpstreamResponse response)
            throws IOException, GeminiRules.Breach {
        JsonNode whole = body.path("generateContentRequest");
        boolean one = body.size() == 1 && (body.has("contents") || whole.isObject());
        if (!one) {
            throw new GeminiRules.Breach("Either contents or generateContentRequest must be given.");
        }
        if (whole.isObject() && !whole.path("model").asText().equals("models/" + model)) {
            throw new GeminiRules.Breach("The model in generateContentRequest is another.");
        }
        GeminiRules.check(model, whole.isObject() ? whole : body);
        response.json(200, "{\"totalTokens\":" + (whole.isObject() ? 31 : 9) + ",\"promptTokensDetails\":[]}");
    }

    private void compatible(UpstreamRequest request, UpstreamResponse response) throws IOException {
        if (!request.header("Authorization").equals(Optional.of("Bearer " + key))) {
            error(response, 400, "INVALID_ARGUMENT", "Missing or invalid Authorization header.");
            return;
        }
        switch (request.method() + " " + request.path()) {
            case "GET /v1beta/openai/models" ->
                response.json(
                        200,
                        "{\"object\":\"list\",\"data\":[{\"id\":\"models/gemini-2.5-flash\",\"object\":\"model\","
                                + "\"owned_by\":\"google\"}]}");
            case "POST /v1beta/openai/embeddings" ->
                response.json(
                        200,
                        "{\"object\":\"list\",\"data\":[{\"object\":\"embedding\",\"index\":0,\"embedding\":[0.6,-0.8]}],"
                                + "\"model\":" + JSON.readTree(request.body()).path("model")
                                + ",\"usage\":{\"prompt_tokens\":2,\"total_tokens\":2}}");
            default -> error(response, 404, "NOT_FOUND", "Unknown path.");
        }
    }

    static void error(UpstreamResponse response, int status, String name, String message) throws IOException {
        response.json(
                status,
                "{\"error\":{\"code\":" + status + ",\"message\":" + TextNode.valueOf(message) + ",\"status\":\"" + name
                        + "\"}}");
    }
}
