package io.camelid.itests.acceptance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.camelid.itests.acceptance.harness.Await;
import io.camelid.itests.acceptance.harness.Gateway;
import io.camelid.itests.acceptance.harness.ImpliedRoutes;
import io.camelid.itests.acceptance.harness.Markdown;
import io.camelid.itests.acceptance.harness.ReaderShell;
import io.camelid.itests.acceptance.harness.Testbed;
import io.camelid.testkit.upstream.FakeAnthropic;
import io.camelid.testkit.upstream.FakeGemini;
import io.camelid.testkit.upstream.FakeOpenAi;
import io.camelid.testkit.upstream.FakeUpstream;
import io.camelid.testkit.upstream.UpstreamRequest;
import io.camelid.testkit.upstream.UpstreamResponse;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * "Provider Backend Configurations", pasted into the directory as it stands, with the environment that it
 * tells its readers to set, and its curl calls. The document gives no routes: they are {@link ImpliedRoutes}.
 */
class ProviderBackendsSeedIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> WITH_KEY = List.of("OpenAI", "Anthropic", "Google Gemini");
    private static final String ROTATED_KEY = "sk-ant-rotated";
    private static final String HELLO = "Hello from the fake.";

    /** By which readers find their gateway's address, as a cluster with a load balancer has it. */
    private static final String SERVICE =
            """
            apiVersion: v1
            kind: Service
            metadata: {name: ai-gateway, namespace: kgateway-system}
            spec: {type: LoadBalancer, ports: [{port: 8080}]}
            status: {loadBalancer: {ingress: [{hostname: %s}]}}
            """
                    .formatted(ReaderShell.GATEWAY);

    private static Markdown document;
    private static Testbed bed;
    private static final Map<String, String> KEYS = new HashMap<>();
    private static final Map<String, FakeUpstream> VENDORS = new HashMap<>();
    private static Gateway gateway;

    @BeforeAll
    static void start() throws Exception {
        document = Markdown.seed("provider-backend-configurations.md");
        bed = Testbed.named("seed-provider-backends");
        for (String provider : WITH_KEY) {
            document.section(provider)
                    .section("Environment Variables")
                    .environment()
                    .forEach((name, value) -> {
                        bed.setup().environment(name, value);
                        KEYS.put(name, value);
                    });
            bed.setup().manifest(provider + ".yaml", document.section(provider).manifests());
        }
        VENDORS.put("Ollama", bed.server("host.internal", 11434, new FakeOpenAi("")));
        VENDORS.put("OpenAI", bed.vendor("api.openai.com", new FakeOpenAi(KEYS.get("OPENAI_API_KEY"))));
        VENDORS.put("Anthropic", bed.vendor("api.anthropic.com", ProviderBackendsSeedIT::anthropic));
        VENDORS.put(
                "Gemini", bed.vendor("generativelanguage.googleapis.com", new FakeGemini(KEYS.get("GEMINI_API_KEY"))));
        bed.setup()
                .manifest("ollama.yaml", document.section("Ollama (Local)").manifests())
                .manifest("routes.yaml", ImpliedRoutes.YAML)
                .manifest("service.yaml", SERVICE);
        gateway = bed.start();
    }

    @AfterAll
    static void stop() throws Exception {
        if (bed != null) {
            bed.close();
        }
    }

    private static void anthropic(UpstreamRequest request, UpstreamResponse response) throws IOException {
        boolean rotated =
                request.header("x-api-key").filter(ROTATED_KEY::equals).isPresent();
        new FakeAnthropic(rotated ? ROTATED_KEY : KEYS.get("ANTHROPIC_API_KEY")).answer(request, response);
    }

    private static List<ReaderShell.Answer> run(String section) {
        return bed.shell().curl(document.section(section).script());
    }

    private static JsonNode only(List<ReaderShell.Answer> answers) throws Exception {
        assertEquals(1, answers.size(), answers::toString);
        assertEquals(200, answers.get(0).status(), answers::toString);
        return JSON.readTree(answers.get(0).body());
    }

    private static String called(UpstreamRequest request) {
        return request.method() + " " + request.target();
    }

    @Test
    @DisplayName("S14, S16: the calls to Ollama")
    void theOllamaCallsOfTheDocumentAreAnswered() throws Exception {
        List<ReaderShell.Answer> answers = run("Test Ollama");
        assertEquals(
                List.of(200, 200),
                answers.stream().map(ReaderShell.Answer::status).toList(),
                answers::toString);
        assertEquals("list", JSON.readTree(answers.get(0).body()).path("object").asText());
        assertEquals(
                HELLO,
                JSON.readTree(answers.get(1).body())
                        .at("/choices/0/message/content")
                        .asText());

        List<UpstreamRequest> requests = VENDORS.get("Ollama").requests();
        UpstreamRequest models = requests.get(requests.size() - 2);
        assertEquals("GET /v1/models", called(models));
        UpstreamRequest chat = requests.get(requests.size() - 1);
        assertEquals("POST /v1/chat/completions", called(chat));
        assertEquals(
                "{\"model\": \"llama3.2\", \"messages\": [{\"role\": \"user\", \"content\": \"Hello\"}]}", chat.text());
        for (UpstreamRequest request : List.of(models, chat)) {
            assertEquals("host.internal:11434", request.header("Host").orElseThrow());
            assertEquals(Optional.empty(), request.header("Authorization"));
        }
    }

    @Test
    @DisplayName("S14: OpenAI's models")
    void theOpenAiCallOfTheDocumentIsAnswered() throws Exception {
        JsonNode list = only(run("Test OpenAI"));
        assertEquals("gpt-4o-mini", list.at("/data/0/id").asText());
        UpstreamRequest models = VENDORS.get("OpenAI").last();
        assertEquals("GET /v1/models", called(models));
        assertEquals("api.openai.com", models.header("Host").orElseThrow());
        assertEquals(
                "Bearer " + KEYS.get("OPENAI_API_KEY"),
                models.header("Authorization").orElseThrow());
    }

    @Test
    @DisplayName("S17: Anthropic's own API is passed through")
    void theAnthropicCallOfTheDocumentIsAnswered() throws Exception {
        JsonNode message = only(run("Test Anthropic"));
        assertEquals("message", message.path("type").asText());
        assertEquals(HELLO, message.at("/content/0/text").asText());
        UpstreamRequest request = VENDORS.get("Anthropic").last();
        assertEquals("POST /v1/messages", called(request));
        assertEquals("api.anthropic.com", request.header("Host").orElseThrow());
        assertEquals(KEYS.get("ANTHROPIC_API_KEY"), request.header("x-api-key").orElseThrow());
        assertEquals("2023-06-01", request.header("anthropic-version").orElseThrow());
        String script = document.section("Test Anthropic").script();
        String sent = script.substring(script.indexOf("-d '") + "-d '".length(), script.lastIndexOf('\''));
        assertArrayEquals(sent.getBytes(StandardCharsets.UTF_8), request.body(), request::text);
    }

    @Test
    @DisplayName("S15: Gemini's models")
    void theGeminiCallOfTheDocumentIsAnswered() throws Exception {
        JsonNode list = only(run("Test Gemini"));
        assertEquals("list", list.path("object").asText());
        assertEquals("models/gemini-2.5-flash", list.at("/data/0/id").asText());
        UpstreamRequest models = VENDORS.get("Gemini").last();
        assertEquals("GET /v1beta/openai/models", called(models));
        assertEquals("generativelanguage.googleapis.com", models.header("Host").orElseThrow());
    }

    /** The document's table of differences, by row. */
    static List<List<String>> differences() throws Exception {
        return Markdown.seed("provider-backend-configurations.md")
                .section("Provider API Structure Differences")
                .table();
    }

    @ParameterizedTest(name = "S18: {0}")
    @MethodSource("differences")
    void allBackendsAcceptTheSameCallAndAreAskedInTheirOwnWay(List<String> row) throws Exception {
        String provider = row.get(0);
        String ollama = document.section("Test Ollama").script();
        String chat = ollama.substring(ollama.indexOf("# Test chat completions"))
                .replace("/ollama/", "/" + provider.toLowerCase(Locale.ROOT) + "/");
        JsonNode answer = only(bed.shell().curl(chat));
        assertEquals(HELLO, answer.at("/choices/0/message/content").asText());
        assertEquals("stop", answer.at("/choices/0/finish_reason").asText());

        UpstreamRequest request = VENDORS.get(provider).last();
        String model = model(provider);
        String endpoint = row.get(1).replace("`", "").replace(":model:", model + ":");
        assertEquals("POST " + endpoint, called(request));
        String credentials = row.get(2).replace("`", "");
        String key = KEYS.get(provider.toUpperCase(Locale.ROOT) + "_API_KEY");
        switch (credentials) {
            case "None" -> assertEquals(Optional.empty(), request.header("Authorization"));
            case "Authorization: Bearer" ->
                assertEquals("Bearer " + key, request.header("Authorization").orElseThrow());
            case "x-api-key" -> assertEquals(key, request.header("x-api-key").orElseThrow());
            // In the URL it would be logged; the header is the same parameter.
            case "API key param" ->
                assertEquals(key, request.header("x-goog-api-key").orElseThrow());
            default -> throw new AssertionError(credentials);
        }
        String inBody = row.get(3).equals("In URL") ? "" : model;
        assertEquals(inBody, JSON.readTree(request.body()).path("model").asText());
    }

    private static String model(String provider) throws Exception {
        JsonNode backend = gateway.object(
                "agentgateway.dev/v1alpha1",
                "agentgatewaybackends",
                "kgateway-system",
                provider.toLowerCase(Locale.ROOT) + "-backend");
        return backend.findPath("model").asText();
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "anthropic", "gemini"})
    void theSecretsKeyOfAnotherNameIsFoundAndNamedInTheStatus(String provider) throws Exception {
        JsonNode accepted = gateway.accepted("agentgatewaybackends", "kgateway-system", provider + "-backend");
        assertEquals("True", accepted.path("status").asText(), accepted::toString);
        assertTrue(accepted.path("message").asText().contains("api-key"), accepted::toString);
    }

    @Test
    @DisplayName("S19: a Secret loses its key, gets another, gets its own back")
    void aSecretWithoutItsKeyIsReportedAndARotatedOneUsed() throws Exception {
        String manifests = document.section("Anthropic").manifests();
        String variable = "\"${ANTHROPIC_API_KEY}\"";
        gateway.write("Anthropic.yaml", manifests.replace(variable, "\"${NOT_SET_ANYWHERE}\""));
        JsonNode missing = awaitAnthropic("False");
        assertTrue(missing.path("message").asText().contains("anthropic-api-key"), missing::toString);
        assertEquals(500, run("Test Anthropic").get(0).status());

        gateway.write("Anthropic.yaml", manifests.replace(variable, ROTATED_KEY));
        awaitAnthropic("True");
        only(run("Test Anthropic"));
        assertEquals(
                ROTATED_KEY, VENDORS.get("Anthropic").last().header("x-api-key").orElseThrow());

        gateway.write("Anthropic.yaml", manifests);
        Await.until(
                Gateway.LIVE,
                () -> run("Test Anthropic").get(0).status() == 200
                        && VENDORS.get("Anthropic")
                                .last()
                                .header("x-api-key")
                                .orElseThrow()
                                .equals(KEYS.get("ANTHROPIC_API_KEY")));
    }

    private static JsonNode awaitAnthropic(String status) throws Exception {
        return Await.until(
                Gateway.LIVE,
                () -> gateway.accepted("agentgatewaybackends", "kgateway-system", "anthropic-backend"),
                accepted -> accepted.path("status").asText().equals(status));
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
        UpstreamRequest chat = VENDORS.get("Ollama").last();
        assertEquals(Optional.empty(), chat.header("Authorization"));
        assertEquals(
                "{\"model\":\"llama3.2\",\"max_tokens\":7,\"messages\":[],\"stream\":true,"
                        + "\"stream_options\":{\"include_usage\":true}}",
                chat.text());
    }
}
