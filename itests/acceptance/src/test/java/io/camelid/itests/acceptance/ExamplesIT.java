package io.camelid.itests.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.camelid.itests.acceptance.harness.Gateway;
import io.camelid.itests.acceptance.harness.Markdown;
import io.camelid.itests.acceptance.harness.ReaderShell;
import io.camelid.itests.acceptance.harness.Testbed;
import io.camelid.testkit.upstream.FakeAnthropic;
import io.camelid.testkit.upstream.FakeAzureOpenAi;
import io.camelid.testkit.upstream.FakeBedrock;
import io.camelid.testkit.upstream.FakeGemini;
import io.camelid.testkit.upstream.FakeOpenAi;
import io.camelid.testkit.upstream.FakeVertexAi;
import io.camelid.testkit.upstream.UpstreamRequest;
import io.camelid.testkit.upstream.UpstreamResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The folders of {@code examples}, all in one gateway, each with a Backend and a route of its own name in a
 * namespace of that name: what their manifests say is accepted, and the curls in their READMEs are answered.
 * OpenAI fails, so that the failover has something to do. With them what {@code docs/configuration.md} has of
 * each provider: the example in either dialect, and the settings that the provider itself declares.
 */
class ExamplesIT {
    private static final Path EXAMPLES = Path.of("../../examples");
    private static final Path CONFIGURATION = Path.of("../../docs/configuration.md");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String KEY = "key-from-the-environment";
    private static final String AWS_KEY = "AKIAIOSFODNN7EXAMPLE";
    private static final String TOKEN = "ya29.token-of-the-user";

    /** As {@code gcloud auth application-default login} writes it. */
    private static final String GOOGLE_CREDENTIALS =
            """
            {"type": "authorized_user", "client_id": "client", "client_secret": "secret", "refresh_token": "refresh"}
            """;

    private static Markdown providers;
    private static Testbed bed;
    private static Gateway gateway;

    @BeforeAll
    static void start() throws Exception {
        providers = Markdown.of(Files.readString(CONFIGURATION)).section("Providers");
        bed = Testbed.named("examples");
        for (String name : List.of("ANTHROPIC_API_KEY", "GEMINI_API_KEY", "AZURE_OPENAI_API_KEY", "OPENAI_API_KEY")) {
            bed.setup().environment(name, KEY);
        }
        Path credentials = Files.writeString(bed.setup().folder().resolve("google.json"), GOOGLE_CREDENTIALS);
        bed.setup()
                .environment("AWS_ACCESS_KEY_ID", AWS_KEY)
                .environment("AWS_SECRET_ACCESS_KEY", KEY)
                .environment("GOOGLE_APPLICATION_CREDENTIALS", credentials.toString());
        bed.vendor("api.anthropic.com", new FakeAnthropic(KEY));
        bed.vendor("api.openai.com", (request, response) -> response.json(503, "{}"));
        bed.vendor("generativelanguage.googleapis.com", new FakeGemini(KEY));
        bed.vendor("oauth2.googleapis.com", ExamplesIT::tokens);
        bed.vendor("us-central1-aiplatform.googleapis.com", new FakeVertexAi(TOKEN, "my-project"));
        bed.vendor("bedrock-runtime.us-east-1.amazonaws.com", new FakeBedrock(AWS_KEY, KEY, ""));
        bed.vendor("my-resource.openai.azure.com", new FakeAzureOpenAi(KEY, "no token", List.of("gpt-4o")));
        bed.server("localhost", 8000, new FakeOpenAi(""));
        for (String folder : folders()) {
            for (Path file : files(EXAMPLES.resolve(folder))) {
                if (file.toString().endsWith(".yaml")) {
                    bed.setup().manifest(folder + "-" + file.getFileName(), Files.readString(file));
                }
            }
        }
        for (String provider : providers()) {
            String example = providers.section(provider).manifest();
            bed.setup().manifest("docs-" + provider + ".yaml", inBothDialects(name(provider), example));
        }
        gateway = bed.start();
    }

    @AfterAll
    static void stop() throws Exception {
        if (bed != null) {
            bed.close();
        }
    }

    static List<String> folders() throws IOException {
        return files(EXAMPLES).stream()
                .map(folder -> folder.getFileName().toString())
                .toList();
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    private static void tokens(UpstreamRequest request, UpstreamResponse response) throws IOException {
        boolean right = request.path().equals("/token") && request.text().contains("refresh_token=refresh");
        response.json(
                right ? 200 : 400,
                "{\"access_token\":\"" + TOKEN + "\",\"expires_in\":3600,\"token_type\":\"Bearer\"}");
    }

    /** What the sections on providers are about. */
    static List<String> providers() throws IOException {
        return Markdown.of(Files.readString(CONFIGURATION)).section("Providers").headings(3);
    }

    private static String name(String provider) {
        return provider.toLowerCase(Locale.ROOT).replace(' ', '-');
    }

    private static String inBothDialects(String name, String example) {
        return """
                apiVersion: agentgateway.dev/v1alpha1
                kind: AgentgatewayBackend
                metadata: {name: %1$s, namespace: docs}
                spec:
                  ai:
                    provider:
                %2$s
                ---
                apiVersion: gateway.kgateway.dev/v1alpha1
                kind: Backend
                metadata: {name: %1$s, namespace: docs}
                spec:
                  type: AI
                  ai:
                    llm:
                %2$s
                """
                .formatted(name, example.stripTrailing().indent(6).stripTrailing());
    }

    @ParameterizedTest
    @MethodSource("providers")
    void theDocumentedExampleIsAcceptedInBothDialects(String provider) throws Exception {
        for (String plural : List.of("agentgatewaybackends", "backends")) {
            JsonNode backend = gateway.accepted(plural, "docs", name(provider));
            assertEquals("True", backend.path("status").asText(), backend::toString);
        }
    }

    @Test
    void theDocumentedSettingsAreWhatTheProvidersDeclare() throws Exception {
        Map<String, String> documented = new TreeMap<>();
        StringJoiner commands = new StringJoiner("; ");
        for (String provider : providers()) {
            Markdown section = providers.section(provider);
            documented.put(provider, rows(section.table()));
            String id = section.manifest().substring(0, section.manifest().indexOf(':'));
            commands.add("llm:provider-info " + id + " --json");
        }
        Map<String, String> declared = new TreeMap<>();
        for (String printed :
                gateway.shell(commands.toString()).orThrow().out().lines().toList()) {
            JsonNode provider = JSON.readTree(printed).path(0);
            declared.put(provider.path("displayName").asText(), rows(settings(provider)));
        }
        assertEquals(declared, documented);
    }

    /** But for the model, which they all have. */
    private static List<List<String>> settings(JsonNode provider) {
        List<List<String>> rows = new ArrayList<>();
        for (JsonNode setting : provider.path("settings")) {
            StringJoiner names =
                    new StringJoiner("`, `", "`", "`").add(setting.path("name").asText());
            setting.path("aliases").forEach(alias -> names.add(alias.asText()));
            String standard = setting.path("default").asText("");
            String unset = setting.path("required").asBoolean() ? "required" : standard;
            if (!names.toString().equals("`model`")) {
                rows.add(List.of(names.toString(), unset, setting.path("doc").asText()));
            }
        }
        return rows;
    }

    private static String rows(List<List<String>> cells) {
        return cells.stream()
                .map(row -> "| " + String.join(" | ", row) + " |\n")
                .collect(Collectors.joining());
    }

    @ParameterizedTest
    @MethodSource("folders")
    void whatTheManifestsSayIsAccepted(String example) throws Exception {
        JsonNode backend = gateway.accepted("agentgatewaybackends", example, example);
        assertEquals("True", backend.path("status").asText(), backend::toString);
        JsonNode route = gateway.object("gateway.networking.k8s.io/v1", "httproutes", example, example);
        for (String type : List.of("Accepted", "ResolvedRefs")) {
            JsonNode condition = Gateway.condition(route.at("/status/parents/0"), type);
            assertEquals("True", condition.path("status").asText(), condition::toString);
        }
    }

    @Test
    void nothingIsWrongWithAnyOfThem() {
        String status = gateway.shell("llm:config-status --json").orThrow().out();
        assertTrue(status.contains("\"problems\":[]"), status);
    }

    @ParameterizedTest
    @MethodSource("folders")
    void theCurlsOfTheReadmeAreAnswered(String example) throws Exception {
        String readme = Files.readString(EXAMPLES.resolve(example).resolve("README.md"));
        List<ReaderShell.Answer> answers = bed.shell().curl(curls(readme));
        assertTrue(!answers.isEmpty(), readme);
        for (ReaderShell.Answer answer : answers) {
            assertEquals(200, answer.status(), answer::body);
            assertTrue(answer.body().contains("Hello"), answer::body);
            if (example.equals("failover")) {
                assertTrue(answer.body().contains("x-camelid-provider: anthropic"), answer::body);
                assertTrue(answer.body().contains("x-camelid-attempts: 2"), answer::body);
            }
        }
    }

    /** The commands that begin with curl, with the lines that they go on in. */
    private static String curls(String readme) {
        StringBuilder curls = new StringBuilder();
        boolean within = false;
        for (String line : readme.lines().toList()) {
            within |= line.startsWith("    curl ");
            if (within) {
                curls.append(line).append('\n');
                within = line.endsWith("\\");
            }
        }
        return curls.toString();
    }
}
