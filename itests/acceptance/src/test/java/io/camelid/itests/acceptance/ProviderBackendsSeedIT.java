package io.camelid.itests.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.camelid.itests.acceptance.harness.Command;
import io.camelid.itests.acceptance.harness.Gateway;
import io.camelid.itests.acceptance.harness.GatewaySetup;
import io.camelid.itests.acceptance.harness.SeedDocument;
import io.camelid.itests.acceptance.harness.SeedShell;
import io.camelid.itests.acceptance.harness.Vendors;
import io.camelid.testkit.upstream.FakeOpenAi;
import io.camelid.testkit.upstream.FakeUpstream;
import io.camelid.testkit.upstream.UpstreamRequest;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The Ollama and OpenAI sections of "Provider Backend Configurations", pasted into the directory as they
 * stand, and its curl calls. The document gives no routes; these are the ones that its calls imply.
 */
class ProviderBackendsSeedIT {
    private static final String KEY = "sk-key-from-the-environment";
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String ROUTES =
            """
            apiVersion: gateway.networking.k8s.io/v1
            kind: HTTPRoute
            metadata: {name: providers, namespace: kgateway-system}
            spec:
              parentRefs: [{name: ai-gateway}]
              rules:
              - matches: [{path: {type: PathPrefix, value: /ollama}}]
                backendRefs: [{name: ollama-backend, group: agentgateway.dev, kind: AgentgatewayBackend}]
              - matches: [{path: {type: PathPrefix, value: /openai}}]
                backendRefs: [{name: openai-backend, group: agentgateway.dev, kind: AgentgatewayBackend}]
            """;

    private static SeedDocument document;
    private static Vendors vendors;
    private static Optional<FakeUpstream> openAi;
    private static FakeUpstream ollama;
    private static Gateway gateway;

    @BeforeAll
    static void start() throws Exception {
        document = SeedDocument.read("provider-backend-configurations.md");
        GatewaySetup setup = Gateway.named("seed-provider-backends").environment("OPENAI_API_KEY", KEY);
        vendors = new Vendors(setup);
        openAi = vendors.secure("api.openai.com", new FakeOpenAi(KEY));
        ollama = vendors.plain("host.internal", 11434, new FakeOpenAi("")).orElseThrow();
        gateway = setup.manifest(
                        "ollama.yaml", document.section("Ollama (Local)").manifests())
                .manifest("openai.yaml", document.section("OpenAI").manifests())
                .manifest("routes.yaml", ROUTES)
                .start();
    }

    @AfterAll
    static void stop() throws Exception {
        if (gateway != null) {
            gateway.close();
        }
        vendors.close();
    }

    private static FakeUpstream openAi() {
        assumeTrue(openAi.isPresent(), "this process may not bind port 443, where api.openai.com would be");
        return openAi.get();
    }

    private static List<UpstreamRequest> lastTwo(FakeUpstream upstream) {
        List<UpstreamRequest> requests = upstream.requests();
        return requests.subList(requests.size() - 2, requests.size());
    }

    private static UpstreamRequest last(FakeUpstream upstream) {
        return lastTwo(upstream).get(1);
    }

    private static List<String> run(String section) throws Exception {
        assumeTrue(Command.exists("curl"), "there is no curl");
        return new SeedShell(gateway).run(document.section(section).script());
    }

    @Test
    void theOllamaCallsOfTheDocumentAreAnswered() throws Exception {
        List<String> printed = run("Test Ollama");
        assertEquals(List.of("200", "200"), List.of(printed.get(1), printed.get(3)), printed::toString);
        assertEquals("list", JSON.readTree(printed.get(0)).path("object").asText());
        assertEquals(
                "Hello from the fake.",
                JSON.readTree(printed.get(2)).at("/choices/0/message/content").asText());

        UpstreamRequest models = lastTwo(ollama).get(0);
        assertEquals("GET /v1/models", models.method() + " " + models.target());
        UpstreamRequest chat = lastTwo(ollama).get(1);
        assertEquals("POST /v1/chat/completions", chat.method() + " " + chat.target());
        assertEquals(
                "{\"model\": \"llama3.2\", \"messages\": [{\"role\": \"user\", \"content\": \"Hello\"}]}", chat.text());
        for (UpstreamRequest request : List.of(models, chat)) {
            assertEquals("host.internal:11434", request.header("Host").orElseThrow());
            assertEquals(Optional.empty(), request.header("Authorization"));
        }
    }

    @Test
    void theOpenAiCallOfTheDocumentIsAnswered() throws Exception {
        openAi();
        List<String> printed = run("Test OpenAI");
        assertEquals("200", printed.get(1), printed::toString);
        assertEquals(
                "gpt-4o-mini", JSON.readTree(printed.get(0)).at("/data/0/id").asText());
        UpstreamRequest models = openAi().requests().get(openAi().requests().size() - 1);
        assertEquals("GET /v1/models", models.method() + " " + models.target());
        assertEquals("api.openai.com", models.header("Host").orElseThrow());
        assertEquals("Bearer " + KEY, models.header("Authorization").orElseThrow());
    }

    @Test
    void theSecretsKeyOfAnotherNameIsFoundAndNamedInTheStatus() throws Exception {
        JsonNode accepted = gateway.accepted("agentgatewaybackends", "kgateway-system", "openai-backend");
        assertEquals("True", accepted.path("status").asText(), accepted::toString);
        assertTrue(accepted.path("message").asText().contains("api-key"), accepted::toString);
    }

    @Test
    void ollamaGetsNoKeyEvenIfTheCallerSendsOne() throws Exception {
        HttpResponse<String> response = gateway.http()
                .send(gateway.http()
                        .request("/ollama/v1/chat/completions")
                        .header("Content-Type", "application/json")
                        .header("Authorization", "Bearer callers-key")
                        .POST(HttpRequest.BodyPublishers.ofString(
                                "{\"model\":\"mistral\",\"max_tokens\":7,\"messages\":[],\"stream\":true}"))
                        .build());
        assertEquals(200, response.statusCode(), response::body);
        assertEquals(
                "text/event-stream",
                response.headers().firstValue("Content-Type").orElseThrow());
        assertTrue(response.body().endsWith("data: [DONE]\n\n"), response::body);
        UpstreamRequest chat = last(ollama);
        assertEquals(Optional.empty(), chat.header("Authorization"));
        assertEquals(
                "{\"model\":\"llama3.2\",\"max_tokens\":7,\"messages\":[],\"stream\":true,"
                        + "\"stream_options\":{\"include_usage\":true}}",
                chat.text());
    }
}
