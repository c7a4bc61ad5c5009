package io.camelid.itests.acceptance;

import com.fasterxml.jackson.databind.node.TextNode;
import io.camelid.testkit.upstream.FakeAnthropic;
import io.camelid.testkit.upstream.FakeAzureOpenAi;
import io.camelid.testkit.upstream.FakeBedrock;
import io.camelid.testkit.upstream.FakeGemini;
import io.camelid.testkit.upstream.FakeOpenAi;
import io.camelid.testkit.upstream.FakeUpstream;
import io.camelid.testkit.upstream.FakeVertexAi;
import io.camelid.testkit.upstream.UpstreamRequest;
import io.camelid.testkit.upstream.UpstreamResponse;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** The vendors that official clients are led to, each in a backend of its own. */
enum SdkVendor {
    OPENAI("api.openai.com", "openai: {}", "gpt-4o-mini", Errors.OPENAI),
    AZURE(
            "camelid.openai.azure.com",
            "azureopenai: {endpoint: camelid.openai.azure.com}",
            "gpt-4o-mini",
            Errors.OPENAI),
    /** Knows neither responses nor the options of streams. */
    AZURE_DATED(
            "camelid.openai.azure.com",
            "azureopenai: {endpoint: camelid.openai.azure.com, deploymentName: old, apiVersion: 2024-02-15-preview}",
            "gpt-4o-mini",
            Errors.OPENAI),
    ANTHROPIC("api.anthropic.com", "anthropic: {}", "claude-sonnet-4-5-20250929", Errors.ANTHROPIC),
    /** Speaks Anthropic's API on a host of its own. */
    CUSTOM("", "custom: {formats: [{type: Messages}]}", "claude-sonnet-4-5-20250929", Errors.ANTHROPIC),
    GEMINI("generativelanguage.googleapis.com", "gemini: {}", "gemini-2.5-flash", Errors.GOOGLE),
    BEDROCK(
            "bedrock-runtime.eu-central-1.amazonaws.com",
            "bedrock: {region: eu-central-1}",
            "eu.anthropic.claude-sonnet-4-5-20250929-v1:0",
            Errors.AWS),
    VERTEX_GEMINI(
            "europe-west4-aiplatform.googleapis.com",
            "vertexai: {projectId: camelid, region: europe-west4}",
            "gemini-3-pro-preview",
            Errors.GOOGLE),
    VERTEX_CLAUDE(
            "europe-west4-aiplatform.googleapis.com",
            "vertexai: {projectId: camelid, region: europe-west4}",
            "claude-sonnet-4-5-20250929",
            Errors.GOOGLE);

    /** How the vendor words a failure. */
    private enum Errors {
        OPENAI,
        ANTHROPIC,
        GOOGLE,
        AWS
    }

    /** For tests with these parameters: the vendor, and whether it is to answer in a stream. */
    static final String WAYS = "io.camelid.itests.acceptance.SdkVendor#ways";

    /** What they say to a mere question. */
    static final String ANSWER = "Hello from the fake.";

    /** A picture, as the base64 of a PNG. */
    static final String PIXEL =
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

    /** In a question, before a status: the vendor fails with that. */
    static final String FAIL = "Fail with status ";

    /** What failures say. */
    static final String FAILURE = "It went wrong.";

    private static final Pattern FAILING = Pattern.compile(FAIL + "(\\d{3})");
    private static final String KEY = "key-of-the-backend";
    private static final String WRONG_KEY = "key-of-nobody";

    private final String host;
    private final String provider;
    private final String model;
    private final Errors errors;

    SdkVendor(String host, String provider, String model, Errors errors) {
        this.host = host;
        this.provider = provider;
        this.model = model;
        this.errors = errors;
    }

    static Stream<Arguments> ways() {
        return Stream.of(values())
                .flatMap(vendor -> Stream.of(Arguments.of(vendor, false), Arguments.of(vendor, true)));
    }

    /** Name of the backend, and of the route's prefix. */
    String prefix() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Where the gateway looks for it by itself; empty text if it must be told. */
    String host() {
        return host;
    }

    String model() {
        return model;
    }

    /** The status of a request whose key is refused. */
    int refusal() {
        return switch (errors) {
            case OPENAI, ANTHROPIC -> 401;
            case AWS -> 403;
            case GOOGLE -> this == GEMINI ? 400 : 401;
        };
    }

    /** The status that says there is no capacity. */
    int overload() {
        return errors == Errors.ANTHROPIC ? 529 : 503;
    }

    /** Whether a client sees what the model thinks. */
    boolean showsThoughts() {
        return errors != Errors.OPENAI;
    }

    /** What a thought is known by when it goes back to the vendor that had it; empty text if it is not sealed. */
    String thoughtGoesBackAs() {
        return switch (errors) {
            case OPENAI -> "Z0FBQUFBQm8=";
            case ANTHROPIC, AWS -> "c2lnbmF0dXJl";
            case GOOGLE ->
                switch (this) {
                    case VERTEX_CLAUDE -> "c2lnbmF0dXJl";
                    case VERTEX_GEMINI -> "ZmFrZS1zaWduYXR1cmU=";
                    default -> "";
                };
        };
    }

    /** Whether it has a list of models; else the gateway lists the backend's, if that has one. */
    boolean listsModels() {
        return switch (this) {
            case OPENAI, AZURE, AZURE_DATED, ANTHROPIC, GEMINI -> true;
            case CUSTOM, BEDROCK, VERTEX_GEMINI, VERTEX_CLAUDE -> false;
        };
    }

    /**
     * Backend, Secret and route.
     *
     * @param place {@code host} and {@code port} where it is elsewhere
     */
    String manifests(String place) {
        return manifests(prefix(), provider + place, KEY)
                + manifests(prefix() + "-refused", (listsModels() ? provider : ofOneModel()) + place, WRONG_KEY);
    }

    /** The provider with a model, whatever clients ask for. */
    private String ofOneModel() {
        return provider.replaceFirst("}$", ", model: '" + model + "'}");
    }

    private String manifests(String name, String provider, String key) {
        String auth = errors == Errors.AWS ? "aws: {secretRef: {name: %s}}" : "secretRef: {name: %s}";
        return """
                ---
                apiVersion: v1
                kind: Secret
                metadata: {name: %1$s, namespace: default}
                stringData: {%2$s}
                ---
                apiVersion: agentgateway.dev/v1alpha1
                kind: AgentgatewayBackend
                metadata: {name: %1$s, namespace: default}
                spec:
                  ai: {provider: {%3$s}}
                  policies: {auth: {%4$s}}
                ---
                apiVersion: gateway.networking.k8s.io/v1
                kind: HTTPRoute
                metadata: {name: %1$s, namespace: default}
                spec:
                  parentRefs: [{name: agentgateway}]
                  rules:
                  - matches: [{path: {type: PathPrefix, value: /%1$s}}]
                    backendRefs: [{name: %1$s, group: agentgateway.dev, kind: AgentgatewayBackend}]
                """
                .formatted(
                        name,
                        errors == Errors.AWS ? "accessKey: AKIAFAKE, secretKey: " + key : "Authorization: " + key,
                        provider,
                        auth.formatted(name));
    }

    /** A server of the vendor's API, which fails when it is asked to. */
    FakeUpstream.Script server() {
        FakeUpstream.Script fake = fake();
        return (request, response) -> {
            Matcher failing = FAILING.matcher(request.text());
            if (failing.find()) {
                fail(Integer.parseInt(failing.group(1)), request, response);
            } else {
                fake.answer(request, response);
            }
        };
    }

    private FakeUpstream.Script fake() {
        return switch (this) {
            case OPENAI -> new FakeOpenAi(KEY);
            case AZURE, AZURE_DATED -> new FakeAzureOpenAi(KEY, "", List.of("old", model, endless()));
            case ANTHROPIC, CUSTOM -> new FakeAnthropic(KEY);
            case GEMINI -> new FakeGemini(KEY);
            case BEDROCK -> new FakeBedrock("AKIAFAKE", KEY, "");
            case VERTEX_GEMINI, VERTEX_CLAUDE -> new FakeVertexAi(KEY, "camelid");
        };
    }

    /** A model whose streams do not go on. */
    String endless() {
        return model + "-" + FakeUpstream.ENDLESS;
    }

    /** One of Anthropic's models, or of a server that speaks as it does, whose streams break off. */
    static final String CUT = "claude-" + FakeAnthropic.CUT_STREAM;

    /** A model whose streams end with an error; none if the fake has no such model. */
    Optional<String> breaking() {
        return switch (errors) {
            case OPENAI -> Optional.empty();
            case ANTHROPIC -> Optional.of("claude-" + FakeAnthropic.FAILING_STREAM);
            case AWS -> Optional.of("anthropic." + FakeBedrock.FAILING_STREAM);
            case GOOGLE ->
                Optional.of(this == VERTEX_CLAUDE ? "claude-" + FakeAnthropic.FAILING_STREAM : FakeGemini.BREAKING);
        };
    }

    private void fail(int status, UpstreamRequest request, UpstreamResponse response) throws IOException {
        if (status == 502) {
            response.begin(status, "Content-Type: text/html");
            response.chunk("<html><title>502 Bad Gateway</title></html>");
            response.end();
            return;
        }
        String message = TextNode.valueOf(FAILURE).toString();
        String body =
                switch (errors) {
                    case OPENAI ->
                        "{\"error\":{\"message\":" + message + ",\"type\":\"" + openAi(status)
                                + "\",\"param\":null,\"code\":null}}";
                    case ANTHROPIC ->
                        "{\"type\":\"error\",\"error\":{\"type\":\"" + anthropic(status) + "\",\"message\":" + message
                                + "},\"request_id\":\"req_fake\"}";
                    case GOOGLE ->
                        "{\"error\":{\"code\":" + status + ",\"message\":" + message + ",\"status\":\"" + google(status)
                                + "\"}}";
                    case AWS -> "{\"message\":" + message + "}";
                };
        response.json(status, body, "Retry-After: 7", "x-amzn-ErrorType: " + aws(status));
    }

    private static String openAi(int status) {
        return switch (status) {
            case 400 -> "invalid_request_error";
            case 429 -> "requests";
            default -> "server_error";
        };
    }

    private static String anthropic(int status) {
        return switch (status) {
            case 400 -> "invalid_request_error";
            case 429 -> "rate_limit_error";
            default -> "overloaded_error";
        };
    }

    private static String google(int status) {
        return switch (status) {
            case 400 -> "INVALID_ARGUMENT";
            case 429 -> "RESOURCE_EXHAUSTED";
            default -> "UNAVAILABLE";
        };
    }

    private static String aws(int status) {
        return switch (status) {
            case 400 -> "ValidationException";
            case 429 -> "ThrottlingException";
            default -> "ServiceUnavailableException";
        };
    }
}
