package io.camelid.itests.acceptance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.camelid.itests.acceptance.harness.Await;
import io.camelid.itests.acceptance.harness.Command;
import io.camelid.itests.acceptance.harness.Gateway;
import io.camelid.itests.acceptance.harness.GatewaySetup;
import io.camelid.itests.acceptance.harness.SeedDocument;
import io.camelid.itests.acceptance.harness.SeedShell;
import io.camelid.itests.acceptance.harness.Vendors;
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
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The OpenAI and LiteLLM sections of "LLM Providers Configuration", pasted into the directory as they
 * stand. The keys come from the local secret store; api.openai.com and LiteLLM are servers on loopback.
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

    private static SeedDocument document;
    private static Path storedKey;
    private static Vendors vendors;
    private static Optional<FakeUpstream> openAi;
    private static FakeUpstream liteLlm;
    private static Gateway gateway;

    @BeforeAll
    static void start() throws Exception {
        document = SeedDocument.read("llm-providers-configuration.md");
        GatewaySetup setup = Gateway.named("seed-llm-providers");
        storedKey = Files.createDirectories(setup.etc().resolve("secrets/openai-credentials"))
                .resolve("OPENAI_API_KEY");
        Files.writeString(storedKey, KEY + "\n");
        vendors = new Vendors(setup);
        openAi = vendors.secure("api.openai.com", LlmProvidersSeedIT::openAi);
        liteLlm = vendors.plain("litellm.ai.svc.cluster.local", 4000, LlmProvidersSeedIT::liteLlm)
                .orElseThrow();
        gateway = setup.manifest("openai.yaml", document.section("OpenAI").manifests())
                .manifest(
                        "litellm.yaml",
                        document.section("LiteLLM Integration (Recommended)").manifests())
                .manifest("litellm-as-llm.yaml", ROUTE_TO_LITELLM_AS_LLM)
                .start();
    }

    @AfterAll
    static void stop() throws Exception {
        if (gateway != null) {
            gateway.close();
        }
        vendors.close();
    }

    private static void openAi(UpstreamRequest request, UpstreamResponse response) throws IOException {
        String sent = request.header("Authorization").orElse("").replaceFirst("^Bearer ", "");
        new FakeOpenAi(KEYS.contains(sent) ? sent : KEY).answer(request, response);
    }

    private static void liteLlm(UpstreamRequest request, UpstreamResponse response) throws IOException {
        response.json(200, "{\"litellm\":true}", "X-Litellm-Version: 1");
    }

    private static FakeUpstream openAi() {
        assumeTrue(openAi.isPresent(), "this process may not bind port 443, where api.openai.com would be");
        return openAi.get();
    }

    private static UpstreamRequest last(FakeUpstream upstream) {
        List<UpstreamRequest> requests = upstream.requests();
        return requests.get(requests.size() - 1);
    }

    @Test
    void theTestRequestOfTheDocumentIsAnswered() throws Exception {
        FakeUpstream vendor = openAi();
        assumeTrue(Command.exists("curl"), "there is no curl");
        List<String> printed = new SeedShell(gateway)
                .run(document.section("OpenAI").section("Test Request").script());
        assertEquals("200", printed.get(1), () -> printed.toString());
        assertEquals(
                "Hello from the fake.",
                JSON.readTree(printed.get(0)).at("/choices/0/message/content").asText());

        UpstreamRequest request = last(vendor);
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
    void theBackendsModelAndKeyReplaceTheCallers() throws Exception {
        FakeUpstream vendor = openAi();
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

        UpstreamRequest request = last(vendor);
        assertEquals("/v1/chat/completions?trace=1", request.target());
        assertFalse(request.headers().toString().contains("callers-key"), () -> request.headers()
                .toString());
        assertEquals(
                CHAT.replace("gpt-3.5-turbo", "gpt-4") + ",\"max_completion_tokens\":5,\"unknown\":[1.0]}",
                request.text());
    }

    @ParameterizedTest
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

        UpstreamRequest request = last(liteLlm);
        assertEquals(method + " " + target, request.method() + " " + request.target());
        assertEquals("Bearer callers-own", request.header("Authorization").orElseThrow());
        assertEquals("kept", request.header("X-Custom").orElseThrow());
        assertEquals("litellm.ai.svc.cluster.local:4000", request.header("Host").orElseThrow());
        assertArrayEquals(body, request.body());
    }

    @Test
    void aMissingSecretIsReportedAndRepairedLive() throws Exception {
        FakeUpstream vendor = openAi();
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
        UpstreamRequest request = last(vendor);
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
    void aRotatedKeyIsUsedAndAWithdrawnOneIsNot() throws Exception {
        FakeUpstream vendor = openAi();
        Files.writeString(storedKey, ROTATED_KEY);
        Await.until(
                Gateway.LIVE,
                () -> gateway.http().post("/openai", CHAT + "}").statusCode() == 200
                        && last(vendor).header("Authorization").orElse("").endsWith(ROTATED_KEY));

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
                        && last(vendor).header("Authorization").orElse("").endsWith(KEY));
    }

    @Test
    void theTroubleshootingSectionFindsItsObjects() throws Exception {
        JsonNode backend = gateway.accepted("backends", "ai-system", "openai");
        assertEquals("True", backend.path("status").asText(), backend::toString);
        assertEquals("Accepted", backend.path("reason").asText());
        JsonNode secret = gateway.object("v1", "secrets", "ai-system", "openai-secret");
        assertEquals("Kioq", secret.at("/data/Authorization").asText(), "base64 of ***");
        JsonNode route = gateway.object("gateway.networking.k8s.io/v1", "httproutes", "ai-system", "openai");
        for (String type : List.of("Accepted", "ResolvedRefs")) {
            JsonNode condition = Gateway.condition(route.at("/status/parents/0"), type);
            assertEquals("True", condition.path("status").asText(), condition::toString);
        }
        JsonNode implied = gateway.object("gateway.networking.k8s.io/v1", "gateways", "ai-system", "agentgateway");
        assertEquals("3", implied.at("/status/listeners/0/attachedRoutes").asText(), implied::toString);
    }

    /** What other sections need may not be installed; it must not get in the way of what is. */
    @Test
    void theWholeDocumentLoadsBesideIt() throws Exception {
        openAi();
        gateway.write("zz-whole-document.yaml", document.manifests());
        try {
            JsonNode route = Await.until(
                    Gateway.LIVE,
                    () -> gateway.object("gateway.networking.k8s.io/v1", "httproutes", "ai-system", "llm-routes"),
                    found -> found != null && found.has("status"));
            assertEquals(
                    "True",
                    Gateway.condition(route.at("/status/parents/0"), "Accepted")
                            .path("status")
                            .asText(),
                    route::toString);
            JsonNode backends = gateway.admin()
                    .json("/apis/gateway.kgateway.dev/v1alpha1/backends")
                    .path("items");
            assertEquals(9, backends.size());
            for (JsonNode backend : backends) {
                JsonNode accepted = Gateway.condition(backend.path("status"), "Accepted");
                assertFalse(accepted.path("message").asText().isEmpty(), backend::toString);
            }
            assertEquals(200, gateway.http().post("/openai", CHAT + "}").statusCode());
            assertEquals(200, gateway.http().get("/v1/anything").statusCode());
        } finally {
            Files.delete(gateway.manifest("zz-whole-document.yaml"));
            Await.until(
                    Gateway.LIVE,
                    () -> gateway.object("gateway.networking.k8s.io/v1", "httproutes", "ai-system", "llm-routes")
                            == null);
        }
    }
}
