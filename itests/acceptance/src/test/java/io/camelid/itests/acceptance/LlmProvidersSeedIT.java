package io.camelid.itests.acceptance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.camelid.itests.acceptance.harness.Await;
import io.camelid.itests.acceptance.harness.Gateway;
import io.camelid.itests.acceptance.harness.Markdown;
import io.camelid.itests.acceptance.harness.ReaderShell;
import io.camelid.itests.acceptance.harness.Testbed;
import io.camelid.testkit.upstream.FakeOpenAi;
import io.camelid.testkit.upstream.FakeUpstream;
import io.camelid.testkit.upstream.UpstreamRequest;
import io.camelid.testkit.upstream.UpstreamResponse;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * "LLM Providers Configuration", pasted into the directory as it stands, of which the OpenAI, the LiteLLM and
 * the Troubleshooting sections are tried; secrets that others need are missing. The keys come from the local
 * secret store; api.openai.com and LiteLLM are servers on loopback.
 */
class LlmProvidersSeedIT {
    private static final String KEY = "sk-first-key-of-the-store";
    private static final String ROTATED_KEY = "sk-second-key-of-the-store";
    private static final String LITELLM_KEY = "sk-key-for-litellm";
    private static final Set<String> KEYS = Set.of(KEY, ROTATED_KEY, LITELLM_KEY);

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CHAT =
            "{\"model\":\"gpt-3.5-turbo\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]";

    /** For the block "Backend Pointing to LiteLLM", which has no route in the document. */
    private static final String ROUTE_TO_LITELLM_AS_LLM =
            """
            apiVersion: gateway.networking.k8s.io/v1
            kind: HTTPRoute
            metadata: {name: litellm-as-llm, namespace: ai-system}
            spec:
              parentRefs: [{name: agentgateway}]
              rules:
              - matches: [{path: {type: PathPrefix, value: /litellm}}]
                backendRefs: [{name: litellm, group: gateway.kgateway.dev, kind: Backend}]
            """;

    private static final String LITELLM_SECRET =
            """
            apiVersion: v1
            kind: Secret
            metadata: {name: litellm-secret, namespace: ai-system}
            stringData: {Authorization: "Bearer %s"}
            """
                    .formatted(LITELLM_KEY);

    private static Markdown document;
    private static Testbed bed;
    private static Path storedKey;
    private static FakeUpstream openAi;
    private static FakeUpstream liteLlm;
    private static Gateway gateway;

    @BeforeAll
    static void start() throws Exception {
        document = Markdown.seed("llm-providers-configuration.md");
        bed = Testbed.named("seed-llm-providers");
        storedKey = bed.store("openai-credentials", "OPENAI_API_KEY", KEY);
        openAi = bed.vendor("api.openai.com", LlmProvidersSeedIT::openAi);
        liteLlm = bed.server("litellm.ai.svc.cluster.local", 4000, LlmProvidersSeedIT::liteLlm);
        bed.setup()
                .manifest("document.yaml", document.manifests())
                .manifest("litellm-as-llm.yaml", ROUTE_TO_LITELLM_AS_LLM);
        gateway = bed.start();
    }

    @AfterAll
    static void stop() throws Exception {
        if (bed != null) {
            bed.close();
        }
    }

    private static void openAi(UpstreamRequest request, UpstreamResponse response) throws IOException {
        String sent = request.header("Authorization").orElse("").replaceFirst("^Bearer ", "");
        new FakeOpenAi(KEYS.contains(sent) ? sent : KEY).answer(request, response);
    }

    private static void liteLlm(UpstreamRequest request, UpstreamResponse response) throws IOException {
        response.json(200, "{\"litellm\":true}", "X-Litellm-Version: 1");
    }

    @Test
    @DisplayName("S1: the document's test request")
    void theTestRequestOfTheDocumentIsAnswered() throws Exception {
        ReaderShell.Answer answer = bed.shell()
                .curl(document.section("OpenAI").section("Test Request").script())
                .get(0);
        assertEquals(200, answer.status(), answer::body);
        assertEquals(
                "Hello from the fake.",
                JSON.readTree(answer.body()).at("/choices/0/message/content").asText());

        UpstreamRequest request = openAi.last();
        assertEquals("POST /v1/chat/completions", request.method() + " " + request.target());
        assertEquals("api.openai.com", request.header("Host").orElseThrow());
        assertEquals("Bearer " + KEY, request.header("Authorization").orElseThrow());
        assertEquals("application/json", request.header("Content-Type").orElseThrow());
        JsonNode body = JSON.readTree(request.body());
        assertEquals("gpt-4", body.path("model").asText());
        assertEquals("What is Kubernetes?", body.at("/messages/1/content").asText());
        assertEquals(2, body.size(), request::text);
    }

    @Test
    @DisplayName("S1: the Backend's model and key, and none of the caller's")
    void theBackendsModelAndKeyReplaceTheCallers() throws Exception {
        HttpResponse<String> response = gateway.http()
                .send(gateway.http()
                        .request("/openai?key=callers-key&trace=1")
                        .header("Content-Type", "application/json")
                        .header("Authorization", "Bearer callers-key")
                        .header("x-api-key", "callers-key")
                        .header("api-key", "callers-key")
                        .header("x-goog-api-key", "callers-key")
                        .header("Cookie", "session=callers-key")
                        .POST(HttpRequest.BodyPublishers.ofString(CHAT + ",\"max_tokens\":5,\"unknown\":[1.0]}"))
                        .build());
        assertEquals(200, response.statusCode(), response::body);
        assertEquals(
                "ai-system/openai",
                response.headers().firstValue("x-camelid-backend").orElseThrow());
        assertEquals("1", response.headers().firstValue("x-camelid-attempts").orElseThrow());
        assertTrue(response.headers().firstValue("x-camelid-provider").isPresent());
        assertTrue(response.headers().firstValue("x-request-id").isPresent());

        UpstreamRequest request = openAi.last();
        assertEquals("/v1/chat/completions?trace=1", request.target());
        assertFalse(request.headers().toString().contains("callers-key"), () -> request.headers()
                .toString());
        assertEquals(
                CHAT.replace("gpt-3.5-turbo", "gpt-4") + ",\"max_completion_tokens\":5,\"unknown\":[1.0]}",
                request.text());
    }

    @ParameterizedTest(name = "S10: {0} to a Static Backend")
    @ValueSource(strings = {"GET", "POST", "PUT", "PATCH", "DELETE"})
    void whateverGoesToLiteLlmArrivesAsItWas(String method) throws Exception {
        byte[] body = method.equals("GET") ? new byte[0] : "{not json, \u00e9".getBytes(StandardCharsets.UTF_8);
        String target = "/v1/any/path%2Fwith/parts?key=k&x=%20y";
        HttpResponse<String> response = gateway.http()
                .send(gateway.http()
                        .request(target)
                        .header("Authorization", "Bearer callers-own")
                        .header("X-Custom", "kept")
                        .method(method, HttpRequest.BodyPublishers.ofByteArray(body))
                        .build());
        assertEquals(200, response.statusCode(), response::body);
        assertEquals("{\"litellm\":true}", response.body());
        assertEquals("1", response.headers().firstValue("X-Litellm-Version").orElseThrow());

        UpstreamRequest request = liteLlm.last();
        assertEquals(method + " " + target, request.method() + " " + request.target());
        assertEquals("Bearer callers-own", request.header("Authorization").orElseThrow());
        assertEquals("kept", request.header("X-Custom").orElseThrow());
        assertEquals("litellm.ai.svc.cluster.local:4000", request.header("Host").orElseThrow());
        assertArrayEquals(body, request.body());
    }

    @Test
    @DisplayName("S11, S19: a Backend without a model, whose Secret comes and goes")
    void aMissingSecretIsReportedAndRepairedLive() throws Exception {
        JsonNode missing = gateway.accepted("backends", "ai-system", "litellm");
        assertEquals("False", missing.path("status").asText(), missing::toString);
        assertTrue(missing.path("message").asText().contains("litellm-secret"), missing::toString);
        HttpResponse<String> refused = gateway.http().post("/litellm/v1/chat/completions", CHAT + "}");
        GatewayError.of(refused).is(500, "secret_not_found").mentions("litellm-secret");

        gateway.write("litellm-secret.yaml", LITELLM_SECRET);
        Await.until(
                Gateway.LIVE,
                () -> gateway.accepted("backends", "ai-system", "litellm"),
                condition -> condition.path("status").asText().equals("True"));
        HttpResponse<String> response = gateway.http().post("/litellm/v1/chat/completions", CHAT + "}");
        assertEquals(200, response.statusCode(), response::body);
        UpstreamRequest request = openAi.last();
        assertEquals("Bearer " + LITELLM_KEY, request.header("Authorization").orElseThrow());
        assertEquals(CHAT + "}", request.text(), "the backend has model \"\", so the caller's is kept");

        Files.delete(gateway.manifest("litellm-secret.yaml"));
        Await.until(
                Gateway.LIVE,
                () -> gateway.accepted("backends", "ai-system", "litellm"),
                condition -> condition.path("status").asText().equals("False"));
        assertEquals(
                500,
                gateway.http().post("/litellm/v1/chat/completions", CHAT + "}").statusCode());
    }

    @Test
    @DisplayName("S19: the stored key changes and is withdrawn")
    void aRotatedKeyIsUsedAndAWithdrawnOneIsNot() throws Exception {
        Files.writeString(storedKey, ROTATED_KEY);
        Await.until(
                Gateway.LIVE,
                () -> gateway.http().post("/openai", CHAT + "}").statusCode() == 200
                        && openAi.last().header("Authorization").orElse("").endsWith(ROTATED_KEY));

        Files.delete(storedKey);
        JsonNode withdrawn = Await.until(
                Gateway.LIVE,
                () -> gateway.accepted("backends", "ai-system", "openai"),
                condition -> condition.path("status").asText().equals("False"));
        assertTrue(withdrawn.path("message").asText().contains("openai-secret"), withdrawn::toString);
        JsonNode secret = gateway.object("external-secrets.io/v1", "externalsecrets", "ai-system", "openai-secret");
        assertEquals(
                "False",
                Gateway.condition(secret.path("status"), "Ready").path("status").asText(),
                secret::toString);
        assertEquals(500, gateway.http().post("/openai", CHAT + "}").statusCode());

        Files.writeString(storedKey, KEY);
        Await.until(
                Gateway.LIVE,
                () -> gateway.http().post("/openai", CHAT + "}").statusCode() == 200
                        && openAi.last().header("Authorization").orElse("").endsWith(KEY));
    }

    @Test
    @DisplayName("S20: conditions and attached routes, as kubectl's API paths show them")
    void theTroubleshootingSectionFindsItsObjects() throws Exception {
        JsonNode backend = gateway.accepted("backends", "ai-system", "openai");
        assertEquals("True", backend.path("status").asText(), backend::toString);
        assertEquals("Accepted", backend.path("reason").asText());
        JsonNode secret = gateway.object("v1", "secrets", "ai-system", "openai-secret");
        assertEquals("Kioq", secret.at("/data/Authorization").asText(), "base64 of ***");
        for (String name : List.of("openai", "llm-routes")) {
            JsonNode route = gateway.object("gateway.networking.k8s.io/v1", "httproutes", "ai-system", name);
            for (String type : List.of("Accepted", "ResolvedRefs")) {
                JsonNode condition = Gateway.condition(route.at("/status/parents/0"), type);
                assertEquals("True", condition.path("status").asText(), condition::toString);
            }
        }
        JsonNode implied = gateway.object("gateway.networking.k8s.io/v1", "gateways", "ai-system", "agentgateway");
        assertEquals("5", implied.at("/status/listeners/0/attachedRoutes").asText(), implied::toString);
    }

    @ParameterizedTest(name = "S20: {0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "Authentication Errors | openai-secret .*\\*\\*\\*.*openai-secret .*True",
                "Backend Not Ready | type: Accepted.*io.camelid.config",
                "Route Not Working | name: llm-routes.*type: Accepted.*attachedRoutes: 5",
            })
    void theTroubleshootingCommandsOfTheDocumentAnswer(String section, String printed) {
        assumeTrue(ReaderShell.hasKubectl(), "there is no kubectl");
        String script = document.section("Troubleshooting").section(section).script();
        String out = bed.shell().run(script);
        assertTrue(Pattern.compile(printed, Pattern.DOTALL).matcher(out).find(), out);
        assertFalse(KEYS.stream().anyMatch(out::contains), out);
    }

    /** What other sections need is not there; it must not get in the way of what is. */
    @Test
    void theWholeDocumentIsLoadedAndSaysWhatItLacks() throws Exception {
        JsonNode backends = gateway.admin()
                .json("/apis/gateway.kgateway.dev/v1alpha1/backends")
                .path("items");
        Map<String, String> accepted = new TreeMap<>();
        for (JsonNode backend : backends) {
            JsonNode condition = Gateway.condition(backend.path("status"), "Accepted");
            accepted.put(
                    backend.at("/metadata/name").asText(),
                    condition.path("status").asText());
            assertFalse(condition.path("message").asText().isEmpty(), backend::toString);
        }
        assertEquals(
                Map.of(
                        "openai", "True",
                        "anthropic", "False",
                        "gemini", "False",
                        "bedrock", "False",
                        "azure-openai", "False",
                        "vertex-ai", "False",
                        "litellm", "False",
                        "litellm-proxy", "True",
                        "llm-failover", "True"),
                accepted);
    }
}
