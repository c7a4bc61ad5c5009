package io.camelid.config.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.camelid.config.Condition;
import io.camelid.config.KubernetesObject;
import io.camelid.config.ObjectKey;
import io.camelid.config.Problem;
import io.camelid.config.SourceContent;
import io.camelid.config.snapshot.Backend;
import io.camelid.config.snapshot.Filter;
import io.camelid.config.snapshot.RuleMatch;
import io.camelid.spi.ErrorKind;
import io.camelid.spi.Secret;
import io.camelid.spi.provider.Address;
import io.camelid.spi.provider.Auth;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The users' own examples, verbatim, with every provider installed, and with each of them missing. */
class SeedsTest {
    private static final Path SEEDS = Path.of("src/test/resources/seeds");
    /** Two blocks are parts of an object. */
    private static final List<String> FRAGMENTS =
            List.of("11-aws-bedrock-using-irsa-eks.yaml", "12-aws-bedrock-cross-region-models.yaml");

    static List<Path> blocks() throws IOException {
        try (Stream<Path> files = Files.walk(SEEDS)) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .filter(file -> !FRAGMENTS.contains(file.getFileName().toString()))
                    .sorted()
                    .toList();
        }
    }

    private static SourceContent read(Path file) {
        try {
            return Manifests.parse(file.getFileName().toString(), Files.readString(file));
        } catch (IOException unreadable) {
            throw new AssertionError(unreadable);
        }
    }

    /** What the directory source and the External Secrets operator make of the seeds' secrets. */
    private static String secrets() {
        StringBuilder yaml = new StringBuilder();
        for (String name : List.of(
                "openai-secret",
                "anthropic-secret",
                "google-secret",
                "azure-openai-secret",
                "vertex-ai-secret",
                "litellm-secret")) {
            yaml.append(secret("ai-system", name, "Authorization: \"Bearer key-of-" + name + "\""));
        }
        yaml.append(secret(
                "ai-system", "bedrock-secret", "accessKey: AKIA\n  secretKey: s3cret\n  sessionToken: <no value>"));
        return yaml.toString();
    }

    private static String secret(String namespace, String name, String data) {
        return """
                apiVersion: v1
                kind: Secret
                metadata:
                  name: %s
                  namespace: %s
                stringData:
                  %s
                ---
                """
                .formatted(name, namespace, data);
    }

    private static Manifests compile(List<FakeProvider> providers) throws IOException {
        List<KubernetesObject> objects = new ArrayList<>();
        for (Path block : blocks()) {
            SourceContent content = read(block);
            assertEquals(List.of(), content.problems());
            objects.addAll(content.objects());
        }
        objects.addAll(Manifests.parse("secrets.yaml", secrets()).objects());
        return Manifests.compile(List.of(new SourceContent(objects, List.of())), providers);
    }

    @ParameterizedTest
    @MethodSource("blocks")
    void everyBlockIsUnderstoodToTheLastField(Path block) {
        SourceContent content = read(block);
        assertEquals(List.of(), content.problems());
        assertTrue(!content.objects().isEmpty());
        Manifests compiled = Manifests.compile(List.of(content), FakeProvider.ofTheSeeds());
        List<Problem> warnings = compiled.outcome().problems().stream()
                .filter(problem -> problem.severity() == Problem.Severity.WARNING)
                .toList();
        assertEquals(List.of(), warnings);
    }

    @Test
    void everyObjectIsAcceptedWhenEverythingIsThere() throws IOException {
        Manifests compiled = compile(FakeProvider.ofTheSeeds());
        List<String> bad = compiled.outcome().book().statuses().values().stream()
                .flatMap(status -> status.conditions().stream()
                        .filter(condition ->
                                !condition.isGood() && !condition.type().equals("Programmed"))
                        .map(condition -> status.key() + " " + condition))
                .toList();
        // The second document's Secrets hold ${…}, which only the directory source fills in: here they are as they are.
        assertEquals(List.of(), bad);
        assertEquals(
                "Backend accepted",
                compiled.condition("Backend", "ai-system", "openai", "Accepted").message());
        assertEquals(
                "Backend successfully accepted; secret kgateway-system/openai-api-key: key api-key used",
                compiled.condition("AgentgatewayBackend", "kgateway-system", "openai-backend", "Accepted")
                        .message());
    }

    @ParameterizedTest
    @CsvSource({
        "ai-system, openai, openai, gpt-4",
        "ai-system, anthropic, anthropic, claude-3-opus-20240229",
        "ai-system, gemini, gemini, gemini-2.5-flash-lite",
        "ai-system, bedrock, bedrock, anthropic.claude-3-sonnet-20240229-v1:0",
        "ai-system, azure-openai, azureopenai, ",
        "ai-system, vertex-ai, vertexai, gemini-pro",
        "ai-system, litellm, openai, ",
        "kgateway-system, ollama-backend, openai, llama3.2",
        "kgateway-system, openai-backend, openai, gpt-4o-mini",
        "kgateway-system, anthropic-backend, anthropic, claude-sonnet-4-20250514",
        "kgateway-system, gemini-backend, gemini, gemini-2.0-flash",
    })
    void backendsHaveTheirProviderAndModel(String namespace, String name, String provider, String model)
            throws IOException {
        var target = compile(FakeProvider.ofTheSeeds()).target(namespace, name);
        assertEquals(provider, target.provider().id());
        assertEquals(provider, target.config().name());
        assertEquals(Optional.ofNullable(model), target.config().model());
    }

    @Test
    void credentialsAndSettingsReachTheProviders() throws IOException {
        Manifests compiled = compile(FakeProvider.ofTheSeeds());
        assertEquals(
                Auth.Key.of("key-of-openai-secret"),
                compiled.target("ai-system", "openai").config().auth());
        assertEquals(
                new Auth.Cloud(
                        "aws", Map.of(), Map.of("accessKey", Secret.of("AKIA"), "secretKey", Secret.of("s3cret"))),
                compiled.target("ai-system", "bedrock").config().auth());
        assertEquals(
                Auth.DEFAULT,
                compiled.target("kgateway-system", "ollama-backend").config().auth());
        assertEquals(
                Optional.of(Address.plaintext("host.internal", 11434)),
                compiled.target("kgateway-system", "ollama-backend")
                        .config()
                        .endpoint()
                        .address());
        assertEquals(
                Map.of(
                        "endpoint", "https://your-resource.openai.azure.com",
                        "deploymentName", "gpt-4-deployment",
                        "apiVersion", "2024-02-15-preview"),
                compiled.target("ai-system", "azure-openai").config().settings().values());
        assertEquals(
                Map.of("projectId", "your-gcp-project-id", "location", "us-central1"),
                compiled.target("ai-system", "vertex-ai").config().settings().values());
    }

    @Test
    void failoverKeepsItsGroups() throws IOException {
        Backend.Llm backend = (Backend.Llm) compile(FakeProvider.ofTheSeeds()).backend("ai-system", "llm-failover");
        assertEquals(
                List.of(List.of("openai-gpt-4", "anthropic-sonnet"), List.of("openai-gpt-3.5")),
                backend.groups().stream()
                        .map(group -> group.targets().stream()
                                .map(target -> target.config().name())
                                .toList())
                        .toList());
    }

    @Test
    void staticBackendIsPlaintext() throws IOException {
        Backend.Static backend =
                (Backend.Static) compile(FakeProvider.ofTheSeeds()).backend("ai-system", "litellm-proxy");
        assertEquals(List.of(Address.plaintext("litellm.ai.svc.cluster.local", 4000)), backend.addresses());
    }

    @Test
    void routesLeadToTheBackends() throws IOException {
        Manifests compiled = compile(FakeProvider.ofTheSeeds());
        RuleMatch openai = compiled.match("ai.sklab.dev", "POST", "/openai").orElseThrow();
        assertEquals("/openai", openai.prefix());
        assertEquals(
                List.of(new Filter.ReplaceFullPath("/v1/chat/completions")),
                openai.rule().filters());
        assertEquals("openai", openai.rule().backends().get(0).backend().key().name());
        assertEquals(
                "litellm-proxy",
                compiled.match("x", "GET", "/v1/models")
                        .orElseThrow()
                        .rule()
                        .backends()
                        .get(0)
                        .backend()
                        .key()
                        .name());
        assertTrue(compiled.match("x", "GET", "/openaix").isEmpty());
    }

    @Test
    void gatewayIsImpliedInTheRoutesOwnNamespace() throws IOException {
        Manifests compiled = compile(FakeProvider.ofTheSeeds());
        ObjectKey gateway = new ObjectKey("gateway.networking.k8s.io", "Gateway", "ai-system", "agentgateway");
        assertEquals(
                "implied", compiled.outcome().objects().get(gateway).origin().source());
        Map<String, Object> status =
                compiled.status("Gateway", "ai-system", "agentgateway").status();
        Map<?, ?> listener = (Map<?, ?>) ((List<?>) status.get("listeners")).get(0);
        assertEquals(4, listener.get("attachedRoutes"));
        assertEquals(8080, compiled.snapshot().listeners().get(0).port());
    }

    @ParameterizedTest
    @CsvSource({
        "openai, ai-system, openai, openai",
        "anthropic, ai-system, anthropic, anthropic",
        "gemini, kgateway-system, gemini-backend, gemini",
        "bedrock, ai-system, bedrock, bedrock",
        "azureopenai, ai-system, azure-openai, azureopenai",
        "vertexai, ai-system, vertex-ai, vertexai",
    })
    void missingProviderIsNamedAndAnswers503(String missing, String namespace, String name, String named)
            throws IOException {
        List<FakeProvider> others = FakeProvider.ofTheSeeds().stream()
                .filter(provider -> !provider.describe().id().equals(missing))
                .toList();
        Manifests compiled = compile(others);
        String kind = namespace.equals("ai-system") ? "Backend" : "AgentgatewayBackend";
        Condition accepted = compiled.condition(kind, namespace, name, "Accepted");
        assertEquals(false, accepted.status());
        assertTrue(accepted.message().contains("provider \"" + named + "\" is not installed"), accepted.message());
        Backend.Unusable backend = assertInstanceOf(Backend.Unusable.class, compiled.backend(namespace, name));
        assertEquals(503, backend.error().status());
        assertEquals(ErrorKind.UNAVAILABLE, backend.error().kind());
        assertEquals("provider_not_installed", backend.error().code());
    }

    @Test
    void failoverServesWithoutOneOfItsProviders() throws IOException {
        Manifests compiled = compile(List.of(FakeProvider.openai()));
        Backend.Llm backend = (Backend.Llm) compiled.backend("ai-system", "llm-failover");
        assertEquals(2, backend.targets().size());
        assertTrue(compiled.condition("Backend", "ai-system", "llm-failover", "Accepted")
                .status());
        Condition resolved = compiled.condition("Backend", "ai-system", "llm-failover", "ResolvedRefs");
        assertEquals(false, resolved.status());
        assertEquals("ProviderNotInstalled", resolved.reason());
        assertEquals(
                "anthropic-sonnet: provider \"anthropic\" is not installed; the other providers serve",
                resolved.message());
    }

    @Test
    void fragmentsCompileInsideABackend() throws IOException {
        String head = "apiVersion: gateway.kgateway.dev/v1alpha1\nkind: Backend\nmetadata:\n  name: irsa\n";
        String irsa = Files.readString(SEEDS.resolve("llm-providers/" + FRAGMENTS.get(0)));
        String model = Files.readString(SEEDS.resolve("llm-providers/" + FRAGMENTS.get(1)))
                .strip();
        String crossRegion = irsa.replaceAll("model: .*", model);
        for (String spec : List.of(irsa, crossRegion)) {
            Manifests compiled =
                    Manifests.compile(head + spec, FakeProvider.ofTheSeeds().get(3));
            assertTrue(compiled.status("Backend", "default", "irsa").isGood());
            assertEquals(
                    Auth.DEFAULT, compiled.target("default", "irsa").config().auth());
        }
    }
}
