package io.camelid.admin.internal.kube;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.camelid.admin.internal.Admin;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real {@code kubectl}, where there is one, with the commands that people use to find out what is wrong. */
class KubectlTest {
    @TempDir
    private Path home;

    private Admin admin;

    @BeforeEach
    void open() {
        assumeTrue(
                Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                        .anyMatch(directory -> Files.isExecutable(Path.of(directory, "kubectl"))),
                "no kubectl here");
        Catalog catalog = new Catalog(FakeConfiguration.of("manifests.yaml"));
        admin = new Admin(new KubernetesEndpoint(catalog, "0.1.0", home.resolve("karaf.log")));
    }

    @AfterEach
    void close() {
        if (admin != null) {
            admin.close();
        }
    }

    @Test
    void getsSeveralTypesInAllNamespaces() throws Exception {
        assertPrints(
                """
                NAMESPACE NAME TYPE PROVIDER ACCEPTED AGE
                ai-system backend.gateway.kgateway.dev/litellm-proxy Static <none> True *
                ai-system backend.gateway.kgateway.dev/llm-failover AI anthropic,openai True *
                ai-system backend.gateway.kgateway.dev/openai AI openai True *
                NAMESPACE NAME HOSTNAMES AGE
                ai-system httproute.gateway.networking.k8s.io/llm-routes ["ai.sklab.dev","*.example.com"] *
                """,
                "get backends,httproutes -A");
    }

    @Test
    void knowsShortNamesCategoriesAndSelectors() throws Exception {
        assertPrints("backend.gateway.kgateway.dev/openai", "get be -A -l provider=openai -o name");
        assertPrints("agentgatewaybackend.agentgateway.dev/ollama-backend", "get agbe -A -o name");
        assertPrints("gateway.gateway.networking.k8s.io/agentgateway", "get gtw -n ai-system -o name");
        assertPrints(
                """
                backend.gateway.kgateway.dev/litellm-proxy
                backend.gateway.kgateway.dev/llm-failover
                backend.gateway.kgateway.dev/openai
                """,
                "get kgateway -A -o name");
    }

    @Test
    void answersTheTroubleshootersQuestions() throws Exception {
        Files.writeString(home.resolve("karaf.log"), "started\n");
        assertPrints("openai-secret", "get secret openai-secret -n ai-system -o jsonpath={.metadata.name}");
        assertPrints("Kioq", "get secret openai-secret -n ai-system -o jsonpath={.data.Authorization}");
        assertPrints(
                """
                NAME STORETYPE STORE REFRESH INTERVAL STATUS READY
                bedrock-secret ClusterSecretStore onepassword
                """,
                "get externalsecret bedrock-secret -n ai-system");
        assertPrints("started", "logs -n ai-system -l app.kubernetes.io/name=agentgateway");
        assertTrue(kubectl("get backend openai -n ai-system -o yaml").contains("message: Backend accepted"));
        assertTrue(kubectl("get httproute llm-routes -n ai-system -o yaml").contains("replaceFullPath: "));
        assertTrue(kubectl("get gateway agentgateway -n ai-system -o yaml").contains("attachedRoutes: 1"));
    }

    @Test
    void describesAndWaits() throws Exception {
        String description = kubectl("describe backend openai -n ai-system");
        assertTrue(description.contains("Backend accepted"), description);
        assertTrue(description.contains("Events:                    <none>"), description);
        assertPrints(
                "backend.gateway.kgateway.dev/openai condition met",
                "wait --for=condition=Accepted backend/openai -n ai-system --timeout=20s");
    }

    @Test
    void cannotChangeAnything() throws Exception {
        String answer = kubectl("delete backend openai -n ai-system");

        assertTrue(answer.contains("Error from server (MethodNotAllowed): this view is read-only"), answer);
    }

    /** Compares line by line, blanks and ages aside. */
    private void assertPrints(String expected, String command) throws Exception {
        String printed = kubectl(command);
        List<String> lines = printed.lines()
                .filter(line -> !line.isBlank())
                .map(line -> line.strip().replaceAll(" +", " ").replaceAll(" \\d+\\w+$", " *"))
                .toList();
        assertEquals(expected.lines().toList(), lines, printed);
    }

    private String kubectl(String command) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of("kubectl", "--server", admin.url()));
        line.addAll(List.of(command.split(" ")));
        ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
        builder.environment().put("HOME", home.toString());
        builder.environment().remove("KUBECONFIG");
        builder.environment().remove("KUBERNETES_SERVICE_HOST");
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(30, TimeUnit.SECONDS));
        return output;
    }
}
