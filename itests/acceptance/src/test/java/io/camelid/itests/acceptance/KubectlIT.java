package io.camelid.itests.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.camelid.itests.acceptance.harness.Command;
import io.camelid.itests.acceptance.harness.Gateway;
import io.camelid.itests.acceptance.harness.Kubectl;
import io.camelid.itests.acceptance.harness.Markdown;
import java.io.BufferedReader;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The real kubectl against a gateway that has no cluster, with both documents of the users' loaded. */
class KubectlIT {
    private static final String SECRETS =
            """
            apiVersion: v1
            kind: Secret
            metadata: {name: openai-secret, namespace: ai-system}
            stringData: {Authorization: sk-never-shown}
            """;

    private static Gateway gateway;
    private static Kubectl kubectl;

    @BeforeAll
    static void start() throws Exception {
        assumeTrue(Kubectl.find().isPresent(), "there is no kubectl");
        gateway = Gateway.named("kubectl")
                .environment("CAMELID_ADDRESS", "models.example.test")
                .manifest("secrets.yaml", SECRETS)
                .manifest(
                        "providers.yaml",
                        Markdown.seed("llm-providers-configuration.md").manifests())
                .manifest(
                        "backends.yaml",
                        Markdown.seed("provider-backend-configurations.md").manifests())
                .start();
        kubectl = Kubectl.of(gateway).orElseThrow();
    }

    @AfterAll
    static void stop() throws Exception {
        if (gateway != null) {
            gateway.close();
        }
    }

    private static String out(String arguments) {
        Command.Result result = kubectl.run(arguments);
        assertEquals(0, result.exit(), () -> result.out() + result.err());
        assertFalse((result.out() + result.err()).contains("sk-never-shown"));
        return result.out();
    }

    /** The rows of a table by namespace and name, with what is in the named column. */
    private static Map<String, String> column(String table, String heading) {
        List<String> lines = table.lines().filter(line -> !line.isBlank()).toList();
        List<String> headings = List.of(lines.get(0).split(" {2,}"));
        Map<String, String> values = new TreeMap<>();
        for (String line : lines.subList(1, lines.size())) {
            List<String> cells = Arrays.asList(line.split(" {2,}"));
            values.put(
                    cells.get(0) + "/" + cells.get(1),
                    cells.get(headings.indexOf(heading)).strip());
        }
        return values;
    }

    @Test
    void getsEveryKindInAllNamespacesAtOnce() {
        String printed = out("get backend,agentgatewaybackend,httproute,gateway -A");
        for (String name : List.of(
                "backend.gateway.kgateway.dev/openai",
                "backend.gateway.kgateway.dev/llm-failover",
                "agentgatewaybackend.agentgateway.dev/ollama-backend",
                "httproute.gateway.networking.k8s.io/llm-routes",
                "gateway.gateway.networking.k8s.io/agentgateway")) {
            assertTrue(printed.contains(name), () -> name + " is not in\n" + printed);
        }
    }

    @Test
    void printsTheColumnsOfTheDefinitions() {
        Map<String, String> accepted = column(out("get backend -A"), "ACCEPTED");
        assertEquals("True", accepted.get("ai-system/openai"));
        assertEquals("True", accepted.get("ai-system/llm-failover"), "one provider of three has its Secret");
        assertEquals("False", accepted.get("ai-system/anthropic"));
        assertEquals("True", column(out("get agbe -A"), "ACCEPTED").get("kgateway-system/ollama-backend"));
        String gateways = out("get gtw -A");
        assertEquals("True", column(gateways, "PROGRAMMED").get("ai-system/agentgateway"));
        assertEquals("models.example.test", column(gateways, "ADDRESS").get("ai-system/agentgateway"));
        assertTrue(out("get be -A -o wide").lines().findFirst().orElseThrow().contains("MESSAGE"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"yaml", "json", "name", "wide", "custom-columns=NAME:.metadata.name"})
    void speaksEveryOutputFormat(String format) {
        assertTrue(out("get backend,agentgatewaybackend,httproute,gateway -A -o " + format)
                .contains("llm-routes"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "backend openai -n ai-system                      | Type:\\s+Accepted.*Events:\\s+<none>",
                "backend llm-failover -n ai-system                | anthropic-sonnet: .*the other providers serve.*Reason:\\s+InvalidSecretRef.*Type:\\s+ResolvedRefs",
                "backend anthropic -n ai-system                   | secret ai-system/anthropic-secret .*Status:\\s+False.*Type:\\s+Accepted",
                "agentgatewaybackend openai-backend -n kgateway-system | Type:\\s+Accepted",
                "httproute llm-routes -n ai-system                | RouteConflict.*Controller Name:\\s+camelid.io/gateway-controller",
                "gateway agentgateway -n ai-system                | Attached Routes:\\s+4.*Type:\\s+Programmed",
                "secret openai-secret -n ai-system                | Authorization:\\s+3 bytes",
            })
    void describes(String object, String expected) {
        String printed = out("describe " + object);
        assertTrue(Pattern.compile(expected, Pattern.DOTALL).matcher(printed).find(), printed);
    }

    @Test
    void selectsByLabelAndByField() {
        assertEquals(
                "agentgatewaybackend.agentgateway.dev/ollama-backend",
                out("get agbe -A -l provider=ollama -o name").strip());
        assertEquals(
                "agentgatewaybackend.agentgateway.dev/ollama-backend",
                out("get agbe -A -l app=agentgateway,provider!=openai,provider!=anthropic,provider!=gemini -o name")
                        .strip());
        assertEquals(
                "backend.gateway.kgateway.dev/gemini",
                out("get backend -A --field-selector metadata.name=gemini -o name")
                        .strip());
        assertEquals("", out("get backend -n nowhere -o name"));
    }

    @Test
    void watchesWhatChanges() throws Exception {
        // It ends by itself, so that reading does.
        Process watch = kubectl.start("get backend -n ai-system --watch -o name --request-timeout=60s");
        try (BufferedReader lines = watch.inputReader()) {
            assertTrue(lines.readLine().startsWith("backend.gateway.kgateway.dev/"), "what is there comes first");
            gateway.write(
                    "watched.yaml",
                    """
                    apiVersion: gateway.kgateway.dev/v1alpha1
                    kind: Backend
                    metadata: {name: watched, namespace: ai-system}
                    spec: {type: Static, static: {hosts: [{host: h.test, port: 80}]}}
                    """);
            assertTrue(lines.lines().anyMatch("backend.gateway.kgateway.dev/watched"::equals));
        } finally {
            watch.destroy();
        }
    }

    @Test
    void waitsForACondition() {
        assertTrue(out("wait --for=condition=Accepted backend/openai -n ai-system --timeout=20s")
                .contains("condition met"));
    }

    @Test
    void saysWhatIsNotThereAndChangesNothing() {
        Command.Result missing = kubectl.run("get backend nothing -n ai-system");
        assertTrue(missing.err().contains("NotFound"), missing.err());
        assertEquals(1, missing.exit());
        Command.Result delete = kubectl.run("delete backend openai -n ai-system --wait=false");
        assertTrue(delete.err().contains("read-only"), delete.err());
        assertTrue(out("get backend openai -n ai-system").contains("openai"));
    }
}
