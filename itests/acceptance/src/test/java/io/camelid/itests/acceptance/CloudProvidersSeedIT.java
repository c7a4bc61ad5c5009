package io.camelid.itests.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.camelid.itests.acceptance.harness.Await;
import io.camelid.itests.acceptance.harness.Gateway;
import io.camelid.itests.acceptance.harness.Markdown;
import io.camelid.itests.acceptance.harness.ReaderShell;
import io.camelid.itests.acceptance.harness.Testbed;
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
import java.net.URLDecoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The sections of "LLM Providers Configuration" on Anthropic, Gemini, Bedrock, Azure OpenAI and Vertex AI, the
 * combined route and the authentication methods, pasted into the directory as they stand, and asked with
 * the document's test request, of which only the path is another. The keys come from the local secret store;
 * the vendors are strict servers on loopback. The document gives no route to Azure OpenAI, to Vertex AI and to
 * the variations of Bedrock: those are the test's.
 */
class CloudProvidersSeedIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String HELLO = "Hello from the fake.";
    private static final String ANTHROPIC = "Anthropic (Claude)";
    private static final String BEDROCK = "AWS Bedrock";

    private static final String OPENAI_KEY = "sk-key-for-openai";
    private static final String ANTHROPIC_KEY = "sk-ant-key-for-anthropic";
    private static final String GEMINI_KEY = "AIza-key-for-gemini";
    private static final String AZURE_KEY = "key-for-azure";
    private static final String VERTEX_TOKEN = "ya29.token-for-vertex";
    private static final String AWS_KEY = "AKIAIOSFODNN7EXAMPLE";
    private static final String AWS_SECRET = "secret-of-the-stored-key";
    private static final String AWS_SESSION = "session-of-the-stored-key";
    private static final String ROLE_KEY = "ASIAROLEROLEROLEROLE";
    private static final String ROLE = "arn:aws:iam::123456789012:role/gateway";
    private static final String WEB_IDENTITY = "token-of-the-service-account";

    private static final FakeBedrock LASTING = new FakeBedrock(AWS_KEY, AWS_SECRET, "");
    private static final FakeBedrock SESSION = new FakeBedrock(AWS_KEY, AWS_SECRET, AWS_SESSION);
    private static final FakeBedrock ASSUMED = new FakeBedrock(ROLE_KEY, "secret-of-the-role", "session-of-the-role");

    private static final String VERTEX_SECRET =
            """
            apiVersion: v1
            kind: Secret
            metadata: {name: vertex-ai-secret, namespace: ai-system}
            stringData: {Authorization: %s}
            """
                    .formatted(VERTEX_TOKEN);

    private static Markdown document;
    private static Testbed bed;
    private static FakeUpstream openAi;
    private static FakeUpstream anthropic;
    private static FakeUpstream gemini;
    private static FakeUpstream bedrock;
    private static FakeUpstream sts;
    private static FakeUpstream azure;
    private static FakeUpstream vertex;
    private static Path storedSession;
    private static Gateway gateway;

    @BeforeAll
    static void start() throws Exception {
        document = Markdown.seed("llm-providers-configuration.md");
        bed = Testbed.named("seed-cloud-providers");
        bed.store("openai-credentials", "OPENAI_API_KEY", OPENAI_KEY);
        bed.store("anthropic-credentials", "ANTHROPIC_API_KEY", ANTHROPIC_KEY);
        bed.store("google-ai-credentials", "GOOGLE_AI_API_KEY", GEMINI_KEY);
        bed.store("azure-openai-credentials", "AZURE_OPENAI_API_KEY", AZURE_KEY);
        bed.store("aws-bedrock-credentials", "AWS_ACCESS_KEY_ID", AWS_KEY);
        bed.store("aws-bedrock-credentials", "AWS_SECRET_ACCESS_KEY", AWS_SECRET);
        storedSession = bed.store("aws-bedrock-credentials", "AWS_SESSION_TOKEN", AWS_SESSION);
        openAi = bed.vendor("api.openai.com", CloudProvidersSeedIT::openAi);
        anthropic = bed.vendor("api.anthropic.com", new FakeAnthropic(ANTHROPIC_KEY));
        gemini = bed.vendor("generativelanguage.googleapis.com", new FakeGemini(GEMINI_KEY));
        bedrock = bed.vendor("bedrock-runtime.us-east-1.amazonaws.com", CloudProvidersSeedIT::bedrock);
        sts = bed.vendor("sts.us-east-1.amazonaws.com", CloudProvidersSeedIT::sts);
        azure = bed.vendor(
                "your-resource.openai.azure.com",
                new FakeAzureOpenAi(AZURE_KEY, "no token", List.of("gpt-4-deployment")));
        vertex = bed.vendor(
                "us-central1-aiplatform.googleapis.com", new FakeVertexAi(VERTEX_TOKEN, "your-gcp-project-id"));
        // What an EKS pod finds in its environment.
        Path token = Files.writeString(bed.setup().folder().resolve("web-identity-token"), WEB_IDENTITY);
        bed.setup()
                .environment("AWS_WEB_IDENTITY_TOKEN_FILE", token.toString())
                .environment("AWS_ROLE_ARN", ROLE)
                .manifest("document.yaml", document.manifests())
                .manifest("vertex-secret.yaml", VERTEX_SECRET)
                .manifest("irsa.yaml", bedrockFromTheServiceAccount())
                .manifest("cross-region.yaml", bedrockAcrossRegions())
                .manifest("routes.yaml", routesTo("azure-openai", "vertex-ai", "bedrock-irsa", "bedrock-cross-region"));
        gateway = bed.start();
    }

    @AfterAll
    static void stop() throws Exception {
        if (bed != null) {
            bed.close();
        }
    }

    private static Markdown section(String name) {
        return document.section(name);
    }

    /** The document shows the spec alone. */
    private static String bedrockFromTheServiceAccount() {
        return """
                apiVersion: gateway.kgateway.dev/v1alpha1
                kind: Backend
                metadata: {name: bedrock-irsa, namespace: ai-system}
                """
                + section(BEDROCK).section("Using IRSA (EKS)").manifest();
    }

    /** The document shows the line alone. */
    private static String bedrockAcrossRegions() {
        String model =
                section(BEDROCK).section("Cross-Region Models").manifest().strip();
        return section(BEDROCK)
                .section("Backend Configuration")
                .manifest()
                .replace("name: bedrock\n", "name: bedrock-cross-region\n")
                .replaceFirst("model: .*", model);
    }

    private static String routesTo(String... backends) {
        StringBuilder routes = new StringBuilder();
        for (String backend : backends) {
            routes.append(
                    """
                    apiVersion: gateway.networking.k8s.io/v1
                    kind: HTTPRoute
                    metadata: {name: %1$s, namespace: ai-system}
                    spec:
                      parentRefs: [{name: agentgateway}]
                      rules:
                      - matches: [{path: {type: PathPrefix, value: /%1$s}}]
                        backendRefs: [{name: %1$s, group: gateway.kgateway.dev, kind: Backend}]
                    ---
                    """
                            .formatted(backend));
        }
        return routes.toString();
    }

    private static void openAi(UpstreamRequest request, UpstreamResponse response) throws IOException {
        String sent = request.header("Authorization").orElse("").replaceFirst("^Bearer ", "");
        boolean known = List.of(OPENAI_KEY, "sk-inline", "callers-token").contains(sent);
        new FakeOpenAi(known ? sent : OPENAI_KEY).answer(request, response);
    }

    private static void bedrock(UpstreamRequest request, UpstreamResponse response) throws IOException {
        boolean assumed = request.header("Authorization").orElse("").contains(ROLE_KEY);
        boolean session = request.header("x-amz-security-token").isPresent();
        (assumed ? ASSUMED : session ? SESSION : LASTING).answer(request, response);
    }

    /** @see <a href="https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html">AWS</a> */
    private static void sts(UpstreamRequest request, UpstreamResponse response) throws IOException {
        String form = URLDecoder.decode(request.text(), StandardCharsets.UTF_8);
        boolean right = List.of(form.split("&"))
                .containsAll(List.of(
                        "Action=AssumeRoleWithWebIdentity", "RoleArn=" + ROLE, "WebIdentityToken=" + WEB_IDENTITY));
        response.begin(right ? 200 : 400, "Content-Type: text/xml");
        response.chunk(
                """
                <AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
                  <AssumeRoleWithWebIdentityResult>
                    <Credentials>
                      <AccessKeyId>%s</AccessKeyId>
                      <SecretAccessKey>secret-of-the-role</SecretAccessKey>
                      <SessionToken>session-of-the-role</SessionToken>
                      <Expiration>%s</Expiration>
                    </Credentials>
                  </AssumeRoleWithWebIdentityResult>
                </AssumeRoleWithWebIdentityResponse>
                """
                        .formatted(ROLE_KEY, Instant.now().plus(1, ChronoUnit.HOURS)));
        response.end();
    }

    /** The document's test request, sent to another of its paths. */
    private static String testRequest(String path) {
        return section("OpenAI").section("Test Request").script().replace("ai.sklab.dev/openai", "ai.sklab.dev" + path);
    }

    private static ReaderShell.Answer send(String script) {
        List<ReaderShell.Answer> answers = bed.shell().curl(script);
        assertEquals(1, answers.size(), answers::toString);
        return answers.get(0);
    }

    /** Checks that an answer is a chat completion that says what the vendor said. */
    private static void assertSaysHello(ReaderShell.Answer answer) throws Exception {
        assertEquals(200, answer.status(), answer::body);
        JsonNode completion = JSON.readTree(answer.body());
        assertEquals("chat.completion", completion.path("object").asText(), answer::body);
        assertEquals(HELLO, completion.at("/choices/0/message/content").asText());
        assertEquals("stop", completion.at("/choices/0/finish_reason").asText());
        assertTrue(completion.at("/usage/total_tokens").asInt() > 0, answer::body);
    }

    /** The last request that a vendor got, if it is what it should be. */
    private static JsonNode assertAsked(FakeUpstream vendor, String called, Map<String, String> headers)
            throws Exception {
        UpstreamRequest request = vendor.last();
        assertEquals(called, request.method() + " " + request.target());
        for (Map.Entry<String, String> header : headers.entrySet()) {
            assertEquals(Optional.of(header.getValue()), request.header(header.getKey()));
        }
        return JSON.readTree(request.body());
    }

    @Test
    @DisplayName("S2: a chat completion to Anthropic")
    void anthropicIsAskedInItsOwnFormat() throws Exception {
        assertSaysHello(send(testRequest("/anthropic")));
        JsonNode body = assertAsked(
                anthropic,
                "POST /v1/messages",
                Map.of(
                        "Host", "api.anthropic.com",
                        "x-api-key", ANTHROPIC_KEY,
                        "anthropic-version", "2023-06-01"));
        assertEquals("claude-3-opus-20240229", body.path("model").asText());
        assertEquals(4096, body.path("max_tokens").asInt());
        assertTrue(body.path("system").toString().contains("You are a helpful assistant."), body::toString);
        assertTrue(body.at("/messages/0/content").toString().contains("What is Kubernetes?"), body::toString);
    }

    @Test
    @DisplayName("S3: a chat completion to Gemini")
    void geminiIsAskedInItsOwnFormat() throws Exception {
        assertSaysHello(send(testRequest("/gemini")));
        JsonNode body = assertAsked(
                gemini,
                "POST /v1beta/models/gemini-2.5-flash-lite:generateContent",
                Map.of("Host", "generativelanguage.googleapis.com", "x-goog-api-key", GEMINI_KEY));
        assertEquals(
                "You are a helpful assistant.",
                body.at("/systemInstruction/parts/0/text").asText());
        assertEquals("What is Kubernetes?", body.at("/contents/0/parts/0/text").asText());
    }

    @Test
    @DisplayName("S4: a chat completion to Bedrock, with a session token while the store has one")
    void bedrockIsAskedThroughConverse() throws Exception {
        assertSaysHello(send(testRequest("/bedrock")));
        JsonNode body = assertConverse(bedrock.last(), "anthropic.claude-3-sonnet-20240229-v1:0/converse", AWS_KEY);
        assertEquals("You are a helpful assistant.", body.at("/system/0/text").asText());
        assertEquals(
                "What is Kubernetes?", body.at("/messages/0/content/0/text").asText());
        assertEquals(AWS_SESSION, bedrock.last().header("x-amz-security-token").orElseThrow());

        for (String blank : List.of(" ", "<no value>")) {
            Files.writeString(storedSession, blank);
            Await.until(Gateway.LIVE, () -> {
                assertSaysHello(send(testRequest("/bedrock")));
                return bedrock.last().header("x-amz-security-token").isEmpty();
            });
            Files.writeString(storedSession, AWS_SESSION);
            Await.until(Gateway.LIVE, () -> {
                assertSaysHello(send(testRequest("/bedrock")));
                return bedrock.last().header("x-amz-security-token").isPresent();
            });
        }
    }

    private static JsonNode assertConverse(UpstreamRequest request, String modelAndMethod, String accessKey)
            throws Exception {
        assertEquals("POST", request.method());
        assertEquals(
                "/model/" + modelAndMethod,
                URLDecoder.decode(request.target().replace("+", "%2B"), StandardCharsets.UTF_8));
        assertEquals(
                "bedrock-runtime.us-east-1.amazonaws.com",
                request.header("Host").orElseThrow());
        String signature = request.header("Authorization").orElseThrow();
        assertTrue(signature.startsWith("AWS4-HMAC-SHA256 Credential=" + accessKey + "/"), signature);
        assertTrue(signature.contains("/us-east-1/bedrock/aws4_request"), signature);
        return JSON.readTree(request.body());
    }

    @Test
    @DisplayName("S5: a stream from Bedrock")
    void aStreamFromBedrockBecomesServerSentEvents() throws Exception {
        ReaderShell.Answer answer = send(
                testRequest("/bedrock").replace("\"model\": \"gpt-4\",", "\"model\": \"gpt-4\", \"stream\": true,"));
        assertEquals(200, answer.status(), answer::body);
        assertConverse(bedrock.last(), "anthropic.claude-3-sonnet-20240229-v1:0/converse-stream", AWS_KEY);
        assertTrue(answer.body().endsWith("data: [DONE]"), answer::body);
        StringBuilder said = new StringBuilder();
        for (String line :
                answer.body().lines().filter(line -> line.startsWith("data: {")).toList()) {
            said.append(JSON.readTree(line.substring("data: ".length()))
                    .at("/choices/0/delta/content")
                    .asText(""));
        }
        assertEquals(HELLO, said.toString());
    }

    @Test
    @DisplayName("S6: Bedrock without auth, as the pod's service account")
    void withoutAuthTheServiceAccountsRoleIsAssumed() throws Exception {
        assertSaysHello(send(testRequest("/bedrock-irsa")));
        assertConverse(bedrock.last(), "anthropic.claude-3-sonnet-20240229-v1:0/converse", ROLE_KEY);
        assertSaysHello(send(testRequest("/bedrock-irsa")));
        assertEquals(1, sts.requests().size(), "what was fetched is kept");
    }

    @Test
    @DisplayName("S7: a cross-region model of Bedrock")
    void aCrossRegionModelGoesToTheSameHost() throws Exception {
        assertSaysHello(send(testRequest("/bedrock-cross-region")));
        assertConverse(bedrock.last(), "us.anthropic.claude-3-5-sonnet-20240620-v1:0/converse", AWS_KEY);
    }

    @Test
    @DisplayName("S8: Azure OpenAI with a dated version")
    void azureIsAskedAtItsDeployment() throws Exception {
        String called = "POST /openai/deployments/gpt-4-deployment/chat/completions?api-version=2024-02-15-preview";
        Map<String, String> headers = Map.of("Host", "your-resource.openai.azure.com", "api-key", AZURE_KEY);
        assertSaysHello(send(testRequest("/azure-openai")));
        JsonNode body = assertAsked(azure, called, headers);
        assertEquals("What is Kubernetes?", body.at("/messages/1/content").asText());
        assertEquals(Optional.empty(), azure.last().header("Authorization"));

        String stream = testRequest("/azure-openai")
                .replace("\"model\": \"gpt-4\",", "\"model\": \"gpt-4\", \"max_tokens\": 9, \"stream\": true,");
        ReaderShell.Answer answer = send(stream);
        assertEquals(200, answer.status(), "parameters that this version does not know are not sent: " + answer);
        assertTrue(answer.body().endsWith("data: [DONE]"), answer::body);
        assertAsked(azure, called, headers);
    }

    @Test
    @DisplayName("S9: Vertex AI with a token from a Secret")
    void vertexIsAskedAtItsRegion() throws Exception {
        assertSaysHello(send(testRequest("/vertex-ai")));
        JsonNode body = assertAsked(
                vertex,
                "POST /v1/projects/your-gcp-project-id/locations/us-central1/publishers/google/models/"
                        + "gemini-pro:generateContent",
                Map.of("Host", "us-central1-aiplatform.googleapis.com", "Authorization", "Bearer " + VERTEX_TOKEN));
        assertEquals("What is Kubernetes?", body.at("/contents/0/parts/0/text").asText());
    }

    /** Without the sections' own routes, which come first where paths are the same. */
    @Test
    void theCombinedRouteLeadsToThemAll() throws Exception {
        StringBuilder withoutRoutes = new StringBuilder();
        for (String block : document.blocks("yaml")) {
            if (block.contains("apiVersion: ") && !block.contains("kind: HTTPRoute")) {
                withoutRoutes.append(block).append("---\n");
            }
        }
        gateway.write(
                "document.yaml",
                withoutRoutes + section("Combined HTTPRoute Example").manifest());
        try {
            for (String own : List.of("openai", "anthropic", "litellm")) {
                Await.until(
                        Gateway.LIVE,
                        () -> gateway.object("gateway.networking.k8s.io/v1", "httproutes", "ai-system", own) == null);
            }
            assertSaysHello(send(testRequest("/openai")));
            assertAsked(openAi, "POST /v1/chat/completions", Map.of("Authorization", "Bearer " + OPENAI_KEY));
            assertSaysHello(send(testRequest("/anthropic")));
            assertSaysHello(send(testRequest("/gemini")));
            assertSaysHello(send(testRequest("/bedrock")));
            assertEquals(503, gateway.http().get("/v1/models").statusCode(), "there is no LiteLLM here");
        } finally {
            gateway.write("document.yaml", document.manifests());
            Await.until(
                    Gateway.LIVE,
                    () -> gateway.object("gateway.networking.k8s.io/v1", "httproutes", "ai-system", "litellm") != null);
        }
    }

    /** The first column of the document's table; {@code SecretRef} is what all its blocks use. */
    @ParameterizedTest
    @CsvSource({"Inline, sk-inline", "Passthrough, callers-token"})
    void theOtherAuthenticationMethodsWork(String method, String sent) throws Exception {
        assertTrue(section("Authentication Methods").table().stream()
                .anyMatch(row -> row.get(0).equals("`" + method + "`")));
        String backend = section("OpenAI").section("Backend Configuration").manifest();
        String reference = backend.substring(backend.indexOf("kind: SecretRef"), backend.indexOf("model:"));
        String name = method.toLowerCase(Locale.ROOT);
        String auth = "kind: " + method + (method.equals("Inline") ? "\n          inline: " + sent : "");
        gateway.write(
                name + ".yaml",
                backend.replace(reference, auth + "\n        ").replace("name: openai\n", "name: " + name + "\n")
                        + "---\n" + routesTo(name));
        Await.until(
                Gateway.LIVE,
                () -> gateway.accepted("backends", "ai-system", name),
                accepted -> accepted != null && accepted.path("status").asText().equals("True"));
        HttpRequest request = gateway.http()
                .request("/" + name)
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer callers-token")
                .POST(HttpRequest.BodyPublishers.ofString("{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}"))
                .build();
        assertEquals(200, gateway.http().send(request).statusCode());
        assertAsked(openAi, "POST /v1/chat/completions", Map.of("Authorization", "Bearer " + sent));
    }
}
