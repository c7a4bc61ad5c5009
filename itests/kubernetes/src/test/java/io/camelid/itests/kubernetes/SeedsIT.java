package io.camelid.itests.kubernetes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.camelid.itests.acceptance.harness.Await;
import io.camelid.itests.acceptance.harness.Gateway;
import io.camelid.itests.acceptance.harness.ImpliedRoutes;
import io.camelid.itests.acceptance.harness.Markdown;
import io.camelid.itests.acceptance.harness.Ports;
import io.camelid.itests.acceptance.harness.ReaderShell;
import io.camelid.itests.acceptance.harness.Testbed;
import io.camelid.testkit.upstream.FakeAnthropic;
import io.camelid.testkit.upstream.FakeGemini;
import io.camelid.testkit.upstream.FakeOpenAi;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Both documents as their readers follow them: every block of YAML by {@code kubectl apply -f}, the
 * commands of their troubleshooting sections, their curl calls. What an operator of a cluster does in
 * between, the test does: it renders the ExternalSecret and gives the Service an address.
 */
@EnabledIfSystemProperty(named = Cluster.PROPERTY, matches = ".+")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SeedsIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PROVIDERS = "llm-providers-configuration.md";
    private static final String BACKENDS = "provider-backend-configurations.md";
    private static final String BACKENDS_NAMESPACE = "kgateway-system";
    private static final String KEY = "sk-of-the-rendered-secret";
    private static final Map<String, String> KEYS =
            Map.of("OPENAI_API_KEY", "sk-openai", "ANTHROPIC_API_KEY", "sk-anthropic", "GEMINI_API_KEY", "sk-gemini");
    private static final Duration LIVE = Duration.ofSeconds(30);

    private static Cluster cluster;
    private static Testbed bed;
    private static ReaderShell providersShell;
    private static ReaderShell backendsShell;

    @BeforeAll
    static void start() throws Exception {
        cluster = new Cluster();
        bed = Testbed.named("kubernetes-seeds");
        bed.vendor("api.openai.com", (request, response) -> {
            boolean first = request.header("Authorization").orElse("").endsWith(KEY);
            new FakeOpenAi(first ? KEY : KEYS.get("OPENAI_API_KEY")).answer(request, response);
        });
        bed.vendor("api.anthropic.com", new FakeAnthropic(KEYS.get("ANTHROPIC_API_KEY")));
        bed.vendor("generativelanguage.googleapis.com", new FakeGemini(KEYS.get("GEMINI_API_KEY")));
        bed.server("host.internal", 11434, new FakeOpenAi(""));
        cluster.joined(bed.setup(), "kubernetes-seeds");
        Gateway gateway = bed.start();
        int second = Ports.free(1).iterator().next();
        providersShell = shell(gateway, gateway.port());
        backendsShell = shell(gateway, second);
        cluster.kubectl("create", "namespace", BACKENDS_NAMESPACE);
        cluster.apply(Cluster.gateway(Cluster.NAMESPACE, "agentgateway", gateway.port())
                        + Cluster.gateway(BACKENDS_NAMESPACE, "ai-gateway", second)
                        + SERVICE
                        + ImpliedRoutes.YAML)
                .orThrow();
        cluster.kubectl(
                "patch",
                "service",
                "ai-gateway",
                "-n",
                BACKENDS_NAMESPACE,
                "--subresource=status",
                "--type=merge",
                "-p",
                "{\"status\":{\"loadBalancer\":{\"ingress\":[{\"hostname\":\"" + ReaderShell.GATEWAY + "\"}]}}}");
    }

    /** The second document's Gateway has a name that readers look up. */
    private static final String SERVICE =
            """
            apiVersion: v1
            kind: Service
            metadata: {name: ai-gateway, namespace: kgateway-system}
            spec: {type: LoadBalancer, ports: [{port: 8080}]}
            ---
            """;

    private static ReaderShell shell(Gateway gateway, int port) throws Exception {
        Path folder = Files.createDirectories(gateway.folder().resolve("shell-" + port));
        return new ReaderShell(folder, port, cluster.kubectlFunction());
    }

    @AfterAll
    static void stop() throws Exception {
        if (bed != null) {
            bed.close();
            cluster.clear(Cluster.NAMESPACE, BACKENDS_NAMESPACE);
        }
    }

    /** Every block that is whole objects; what a heading has before it. */
    static Stream<String> blocks() throws Exception {
        return Stream.of(PROVIDERS, BACKENDS).flatMap(SeedsIT::blocks);
    }

    private static Stream<String> blocks(String document) {
        try {
            return Markdown.seed(document).blocks("yaml").stream()
                    .filter(block -> block.contains("kind: ") && block.contains("apiVersion: "));
        } catch (java.io.IOException broken) {
            throw new java.io.UncheckedIOException(broken);
        }
    }

    @Order(1)
    @ParameterizedTest(name = "kubectl apply {index}")
    @MethodSource("blocks")
    void everyBlockIsApplied(String block) throws Exception {
        cluster.apply(block).orThrow();
    }

    @Order(2)
    @Test
    void everyBackendSaysWhatItLacks() throws Exception {
        Map<String, String> wanted = Map.of(
                "openai", "False",
                "anthropic", "False",
                "gemini", "False",
                "bedrock", "False",
                "azure-openai", "False",
                "vertex-ai", "False",
                "litellm", "False",
                "litellm-proxy", "True",
                "llm-failover", "False");
        Await.until(LIVE, SeedsIT::accepted, wanted::equals);
    }

    private static Map<String, String> accepted() throws Exception {
        Map<String, String> accepted = new TreeMap<>();
        String list = cluster.kubectl("get", "backends.gateway.kgateway.dev", "-n", Cluster.NAMESPACE, "-o", "json")
                .orThrow()
                .out();
        for (JsonNode backend : JSON.readTree(list).path("items")) {
            accepted.put(
                    backend.at("/metadata/name").asText(),
                    Gateway.condition(backend.path("status"), "Accepted")
                            .path("status")
                            .asText());
        }
        return accepted;
    }

    @Order(3)
    @Test
    void aSecretThatTheOperatorRendersIsUsed() throws Exception {
        cluster.apply(
                        """
                        apiVersion: v1
                        kind: Secret
                        metadata: {name: openai-secret, namespace: ai-system}
                        stringData: {Authorization: "%s"}
                        """
                                .formatted(KEY))
                .orThrow();
        cluster.awaitCondition("backend.gateway.kgateway.dev", "openai", "/status", "Accepted", "True");
        String script = Markdown.seed(PROVIDERS)
                .section("OpenAI")
                .section("Test Request")
                .script();
        ReaderShell.Answer answer = providersShell.curl(script).get(0);
        assertEquals(200, answer.status(), answer::body);
        assertEquals(
                "Hello from the fake.",
                JSON.readTree(answer.body()).at("/choices/0/message/content").asText());
    }

    @Order(4)
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "Authentication Errors | openai-secret .*" + KEY + ".*openai-secret ",
                "Backend Not Ready | status: \"True\"\\s+type: Accepted",
                "Route Not Working | controllerName: camelid.io/gateway-controller.*attachedRoutes: [1-9]",
            })
    void theTroubleshootingCommandsAnswer(String section, String printed) throws Exception {
        String script = Markdown.seed(PROVIDERS)
                .section("Troubleshooting")
                .section(section)
                .script();
        String out =
                Await.until(LIVE, () -> providersShell.run(script), text -> Pattern.compile(printed, Pattern.DOTALL)
                        .matcher(text)
                        .find());
        assertTrue(out.length() > 0);
    }

    @Order(5)
    @Test
    void theKeysOfTheSecondDocumentAreGiven() throws Exception {
        String manifests = Markdown.seed(BACKENDS).manifests();
        for (Map.Entry<String, String> key : KEYS.entrySet()) {
            manifests = manifests.replace("${" + key.getKey() + "}", key.getValue());
        }
        cluster.apply(manifests).orThrow();
        for (String provider : List.of("openai", "anthropic", "gemini", "ollama")) {
            Await.until(
                    LIVE,
                    () -> Gateway.condition(
                                    cluster.get("agentgatewaybackend", BACKENDS_NAMESPACE, provider + "-backend")
                                            .path("status"),
                                    "Accepted")
                            .path("status")
                            .asText(),
                    "True"::equals);
        }
    }

    @Order(6)
    @ParameterizedTest
    @ValueSource(strings = {"Test Ollama", "Test OpenAI", "Test Anthropic", "Test Gemini"})
    void theCallsOfTheSecondDocumentAreAnswered(String section) throws Exception {
        String script = Markdown.seed(BACKENDS).section(section).script();
        List<ReaderShell.Answer> answers = Await.until(
                LIVE, () -> backendsShell.curl(script), all -> all.stream().allMatch(answer -> answer.status() == 200));
        assertEquals(section.equals("Test Ollama") ? 2 : 1, answers.size());
    }
}
