package io.camelid.testkit.upstream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.camelid.spi.HeaderField;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A small but strict Vertex AI of one project: Gemini as the {@link FakeGemini} has it, Claude as the {@link FakeAnthropic}
 * has it ({@code rawPredict}, its stream, the count of tokens), embeddings by {@code predict}, and the endpoint that is compatible with
 * OpenAI's. It refuses what Google refuses: no token or another one, an API key, paths of other projects, a method that its
 * publisher does not have, a Claude whose model is in the body or whose version is not.
 */
public final class FakeVertexAi implements FakeUpstream.Script {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CLAUDE_VERSION = "vertex-2023-10-16";
    private static final Pattern PATH = Pattern.compile("/v1(?:beta1)?/projects/([^/]+)/locations/[a-z0-9-]+/"
            + "(?:publishers/(google|anthropic)/models/([^/:]+):([A-Za-z]+)|endpoints/openapi(/chat/completions))");
    private static final Set<String> COUNTED =
            Set.of("contents", "systemInstruction", "tools", "generationConfig", "instances", "model");
    private static final Set<String> EMBEDDED = Set.of("content", "task_type", "title");

    private final String token;
    private final String project;
    private final FakeGemini gemini = new FakeGemini("");
    private final FakeAnthropic claude = new FakeAnthropic("");
    private final FakeOpenAi others = new FakeOpenAi("");

    /**
     * @param token that callers must have
     * @param project that they must name
     */
    public FakeVertexAi(String token, String project) {
        this.token = token;
        this.project = project;
    }

    @Override
    public void answer(UpstreamRequest request, UpstreamResponse response) throws IOException {
        Matcher path = PATH.matcher(request.path());
        if (!request.header("Authorization").equals(Optional.of("Bearer " + token))
                || request.header("x-goog-api-key").isPresent()
                || request.target().matches(".*[?&]key=.*")) {
            error(response, 401, "UNAUTHENTICATED", "Request had invalid authentication credentials.");
        } else if (!request.method().equals("POST") || !path.matches()) {
            error(response, 404, "NOT_FOUND", "Not found.");
        } else if (!decoded(path.group(1)).equals(project)) {
            error(response, 403, "PERMISSION_DENIED", "Permission denied on resource project " + path.group(1) + ".");
        } else if (path.group(5) != null) {
            others.answer(called(request, "/v1" + path.group(5), List.of(), request.body()), response);
        } else {
            try {
                ask(path.group(2), decoded(path.group(3)), path.group(4), request, response);
            } catch (GeminiRules.Breach breach) {
                error(response, 400, "INVALID_ARGUMENT", breach.getMessage());
            } catch (JsonProcessingException broken) {
                error(response, 400, "INVALID_ARGUMENT", "Invalid JSON payload received.");
            }
        }
    }

    private void ask(String publisher, String model, String method, UpstreamRequest request, UpstreamResponse response)
            throws IOException, GeminiRules.Breach {
        JsonNode body = JSON.readTree(request.body());
        switch (publisher + " " + method) {
            case "google generateContent", "google streamGenerateContent" -> {
                String query = request.target().substring(request.path().length());
                gemini.answer(
                        called(
                                request,
                                "/v1beta/models/" + model + ":" + method + query,
                                List.of(HeaderField.of("x-goog-api-key", "")),
                                request.body()),
                        response);
            }
            case "google countTokens" -> {
                only(body, COUNTED);
                demand(body.path("contents").isArray(), "contents is not specified");
                response.json(200, "{\"totalTokens\":9,\"totalBillableCharacters\":30}");
            }
            case "google predict" -> response.json(200, predictions(body));
            case "anthropic rawPredict", "anthropic streamRawPredict" ->
                claude.answer(claudes(model, method, body, request), response);
            default -> error(response, 404, "NOT_FOUND", "The method is not one of this model.");
        }
    }

    /** The request as Anthropic itself would have it. */
    private static UpstreamRequest claudes(String model, String method, JsonNode body, UpstreamRequest request)
            throws IOException, GeminiRules.Breach {
        demand(body instanceof ObjectNode, "Input should be an object");
        ObjectNode asked = (ObjectNode) body;
        demand(
                asked.path("anthropic_version").asText().equals(CLAUDE_VERSION),
                "anthropic_version: Input should be '" + CLAUDE_VERSION + "'");
        asked.remove("anthropic_version");
        boolean counts = model.equals("count-tokens");
        demand(counts == asked.has("model"), "model: Extra inputs are not permitted");
        demand(
                counts || asked.path("stream").asBoolean() == method.startsWith("stream"),
                "stream: not what the method is for");
        if (!counts) {
            demand(!model.matches(".*-\\d{8}"), "Versions of models are told by @.");
            asked.put("model", model.replace('@', '-'));
        }
        return called(
                request,
                counts ? "/v1/messages/count_tokens" : "/v1/messages",
                List.of(HeaderField.of("anthropic-version", "2023-06-01")),
                JSON.writeValueAsBytes(asked));
    }

    private static String predictions(JsonNode body) throws GeminiRules.Breach {
        only(body, Set.of("instances", "parameters"));
        only(body.path("parameters"), Set.of("autoTruncate", "outputDimensionality"));
        demand(!body.path("instances").isEmpty(), "instances is empty.");
        List<String> predictions = new ArrayList<>();
        for (JsonNode instance : body.path("instances")) {
            only(instance, EMBEDDED);
            demand(!instance.path("content").asText().isEmpty(), "The text content is empty.");
            predictions.add("{\"embeddings\":{\"statistics\":{\"truncated\":false,\"token_count\":2},"
                    + "\"values\":[0.6,-0.8]}}");
        }
        return "{\"predictions\":[" + String.join(",", predictions) + "],\"metadata\":{\"billableCharacterCount\":4}}";
    }

    private static UpstreamRequest called(UpstreamRequest request, String target, List<HeaderField> more, byte[] body) {
        List<HeaderField> headers = new ArrayList<>(request.headers());
        headers.addAll(more);
        return new UpstreamRequest(request.connection(), request.method(), target, headers, body);
    }

    private static void only(JsonNode object, Set<String> known) throws GeminiRules.Breach {
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            demand(
                    known.contains(member.getKey()),
                    "Invalid JSON payload received. Unknown name \"" + member.getKey() + "\": Cannot find field.");
        }
    }

    private static void demand(boolean holds, String message) throws GeminiRules.Breach {
        if (!holds) {
            throw new GeminiRules.Breach(message);
        }
    }

    private static String decoded(String segment) {
        return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static void error(UpstreamResponse response, int status, String name, String message) throws IOException {
        response.json(
                status,
                "{\"error\":{\"code\":" + status + ",\"message\":" + TextNode.valueOf(message) + ",\"status\":\"" + name
                        + "\"}}");
    }
}
