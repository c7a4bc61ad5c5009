package io.camelid.testkit.upstream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * A small but strict server of Amazon Bedrock's runtime API: Converse and ConverseStream, CountTokens, and InvokeModel for the
 * embeddings of Titan and Cohere. It checks signatures and refuses what the reference refuses. Answers are the same for the same
 * request. When tools are offered it calls the first one, or the one that it must, with {@link #TOOL_ARGUMENTS} before it
 * answers; when thinking is on it thinks first. The words {@link #THROTTLED}, {@link #FAILING} and {@link #FAILING_STREAM} in a
 * model's id make it fail.
 */
public final class FakeBedrock implements FakeUpstream.Script {
    /** What a tool is called with. */
    public static final String TOOL_ARGUMENTS = FakeOpenAi.TOOL_ARGUMENTS;
    /** What is said when it must be JSON. */
    public static final String JSON_ANSWER = "{\"sky\":\"blue\"}";
    /** In a model's id: every request is one too many. */
    public static final String THROTTLED = "throttled";
    /** In a model's id: every request breaks the service. */
    public static final String FAILING = "failing-always";
    /** In a model's id: streams end with an exception. */
    public static final String FAILING_STREAM = "failing-stream";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern PATH =
            Pattern.compile("/model/([^/]+)/(converse|converse-stream|count-tokens|invoke)");
    private static final Pattern MODEL =
            Pattern.compile("(?:[a-z]+\\.)?(?:anthropic|amazon|cohere|meta|mistral|openai|deepseek)\\.[a-zA-Z0-9.:_-]+"
                    + "|arn:aws[a-z-]*:bedrock:[^:]*:[^:]*:[a-z-]+/[a-zA-Z0-9.:_-]+");
    private static final int MOST_TEXTS = 96;

    private final AwsSignature signature;
    private final InstantSource clock;

    /**
     * @param accessKey whose requests are taken; empty text to take all, as a server behind another gateway does
     * @param sessionToken empty text for a key that lasts
     */
    public FakeBedrock(String accessKey, String secretKey, String sessionToken) {
        this(accessKey, secretKey, sessionToken, InstantSource.system());
    }

    FakeBedrock(String accessKey, String secretKey, String sessionToken, InstantSource clock) {
        this.signature = new AwsSignature("bedrock", accessKey, secretKey, sessionToken);
        this.clock = clock;
    }

    @Override
    public void answer(UpstreamRequest request, UpstreamResponse response) throws IOException {
        try {
            if (!signature.accessKey().isEmpty()) {
                signature.check(request, clock.instant());
            }
            dispatch(request, response);
        } catch (BedrockFailure failure) {
            response.json(
                    failure.status(),
                    "{\"message\":" + TextNode.valueOf(failure.getMessage()) + "}",
                    "x-amzn-RequestId: fake",
                    "x-amzn-ErrorType: " + failure.type());
        }
    }

    private static void dispatch(UpstreamRequest request, UpstreamResponse response)
            throws IOException, BedrockFailure {
        Matcher path = PATH.matcher(request.path());
        if (!request.method().equals("POST") || !path.matches()) {
            throw new BedrockFailure(404, "UnknownOperationException", "No such operation.");
        }
        if (!request.header("Content-Type").orElse("").startsWith("application/json")) {
            throw BedrockFailure.invalid("The Content-Type must be application/json.");
        }
        String model = URLDecoder.decode(path.group(1).replace("+", "%2B"), StandardCharsets.UTF_8);
        if (!MODEL.matcher(model).matches()) {
            throw BedrockFailure.invalid("The provided model identifier is invalid.");
        }
        if (model.contains(THROTTLED)) {
            throw new BedrockFailure(429, "ThrottlingException", "Too many requests, please wait before trying again.");
        }
        if (model.contains(FAILING)) {
            throw new BedrockFailure(500, "InternalServerException", "The system encountered an unexpected error.");
        }
        JsonNode body = body(request);
        switch (path.group(2)) {
            case "converse" -> converse(body, model, response).whole();
            case "converse-stream" -> converse(body, model, response).stream();
            case "count-tokens" -> countTokens(body, model, response);
            default -> invoke(body, model, response);
        }
    }

    private static JsonNode body(UpstreamRequest request) throws IOException, BedrockFailure {
        try {
            JsonNode body = JSON.readTree(request.body());
            if (body.isObject()) {
                return body;
            }
        } catch (JsonProcessingException noJson) {
            // Told as any other wrong body.
        }
        throw new BedrockFailure(400, "SerializationException", "The body is not a JSON object.");
    }

    private static FakeConverse converse(JsonNode body, String model, UpstreamResponse response) throws BedrockFailure {
        ConverseRules.check(body, model);
        return new FakeConverse(body, model, response);
    }

    private static void countTokens(JsonNode body, String model, UpstreamResponse response)
            throws IOException, BedrockFailure {
        JsonNode input = body.path("input");
        only(body, Set.of("input"));
        only(input, Set.of("converse", "invokeModel"));
        if (input.size() != 1) {
            throw BedrockFailure.invalid("The input has exactly one member.");
        }
        if (input.has("converse")) {
            only(input.get("converse"), Set.of("messages", "system", "toolConfig", "additionalModelRequestFields"));
            ConverseRules.check(input.get("converse"), model);
        }
        response.json(200, "{\"inputTokens\":9}");
    }

    private static void invoke(JsonNode body, String model, UpstreamResponse response)
            throws IOException, BedrockFailure {
        if (model.contains("amazon.titan-embed-text")) {
            only(body, Set.of("inputText", "dimensions", "normalize", "embeddingTypes"));
            if (body.path("inputText").asText().isEmpty()) {
                throw BedrockFailure.invalid("Malformed input request: expected minLength: 1, actual: 0.");
            }
            response.json(
                    200,
                    "{\"embedding\":[0.6,-0.8],\"embeddingsByType\":{\"float\":[0.6,-0.8]},\"inputTextTokenCount\":2}");
        } else if (model.contains("cohere.embed")) {
            cohere(body, response);
        } else {
            throw BedrockFailure.invalid("The fake embeds with Titan and Cohere only.");
        }
    }

    private static void cohere(JsonNode body, UpstreamResponse response) throws IOException, BedrockFailure {
        only(body, Set.of("texts", "input_type", "truncate", "embedding_types", "output_dimension"));
        int texts = body.path("texts").size();
        if (texts < 1 || texts > MOST_TEXTS) {
            throw BedrockFailure.invalid("texts: between 1 and 96 are embedded.");
        }
        if (!Set.of("search_query", "search_document", "classification", "clustering")
                .contains(body.path("input_type").asText())) {
            throw BedrockFailure.invalid("input_type: valid input_type must be provided with the provided model.");
        }
        String vectors = StreamSupport.stream(body.get("texts").spliterator(), false)
                .map(text -> "[0.6,-0.8]")
                .collect(Collectors.joining(",", "[", "]"));
        boolean byType = body.has("embedding_types");
        response.json(
                200,
                "{\"embeddings\":" + (byType ? "{\"float\":" + vectors + "}" : vectors)
                        + ",\"id\":\"fake\",\"response_type\":\""
                        + (byType ? "embeddings_by_type" : "embeddings_floats") + "\",\"texts\":" + body.get("texts")
                        + "}",
                "x-amzn-bedrock-input-token-count: " + 2 * texts);
    }

    private static void only(JsonNode object, Set<String> known) throws BedrockFailure {
        for (String name : (Iterable<String>) object::fieldNames) {
            if (!known.contains(name)) {
                throw BedrockFailure.invalid(
                        "Malformed input request: extraneous key [" + name + "] is not permitted.");
            }
        }
    }
}
