package io.camelid.itests.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.camelid.itests.acceptance.harness.Assembly;
import io.camelid.itests.acceptance.harness.Await;
import io.camelid.itests.acceptance.harness.Client;
import io.camelid.itests.acceptance.harness.Command;
import io.camelid.itests.acceptance.harness.Gateway;
import io.camelid.itests.acceptance.harness.Traffic;
import io.camelid.testkit.upstream.FakeOpenAi;
import io.camelid.testkit.upstream.FakeUpstream;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A provider comes and goes while traffic flows, through its own route and through a neighbour's. */
class HotDeploymentIT {
    private static final String FEATURE = "camelid-provider-openai";
    private static final String BUNDLE = "io.camelid.provider.openai";
    private static final String CHAT_PATH = "/v1/chat/completions";
    private static final String CHAT = "{\"model\":\"demo\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
    private static final Duration WITHIN = Duration.ofSeconds(5);
    private static final String SERVED = "200";
    private static final String NOT_INSTALLED = "503 provider_not_installed";

    private static final String MANIFESTS =
            """
            apiVersion: agentgateway.dev/v1alpha1
            kind: AgentgatewayBackend
            metadata: {name: vendor, namespace: default}
            spec: {ai: {provider: {openai: {}, host: 127.0.0.1, port: %1$d}}}
            ---
            apiVersion: agentgateway.dev/v1alpha1
            kind: AgentgatewayBackend
            metadata: {name: neighbour, namespace: default}
            spec: {ai: {provider: {demo: {}}}}
            ---
            apiVersion: gateway.networking.k8s.io/v1
            kind: HTTPRoute
            metadata: {name: both, namespace: default}
            spec:
              parentRefs: [{name: agentgateway}]
              rules:
              - matches: [{path: {type: PathPrefix, value: /v1}}]
                backendRefs: [{name: vendor, group: agentgateway.dev, kind: AgentgatewayBackend}]
              - matches: [{path: {type: PathPrefix, value: /neighbour}}]
                backendRefs: [{name: neighbour, group: agentgateway.dev, kind: AgentgatewayBackend}]
            """;

    private static final PausedStream.Vendor SCRIPT = new PausedStream.Vendor(new FakeOpenAi(""));

    private static FakeUpstream vendor;
    private static Assembly assembly;
    private static Gateway gateway;

    /** What puts the provider in, or takes it out. */
    @FunctionalInterface
    private interface Change {
        void make() throws Exception;
    }

    @BeforeAll
    static void start() throws Exception {
        vendor = FakeUpstream.start(SCRIPT);
        assembly = Assembly.unpack("assembly-hot-deployment");
        gateway = Gateway.of(assembly, "hot-deployment")
                .manifest("all.yaml", MANIFESTS.formatted(vendor.port()))
                .start();
    }

    @AfterAll
    static void stop() throws Exception {
        if (gateway != null) {
            gateway.close();
        }
        vendor.close();
    }

    private static Callable<String> outcome(Client client, String path) {
        return () -> {
            HttpResponse<String> response = client.post(path, CHAT);
            String code = response.headers().firstValue("x-camelid-error").orElse("");
            return (response.statusCode() + " " + code).trim();
        };
    }

    private static void shell(String command) {
        Command.Result result = gateway.shell(command);
        assertEquals(0, result.exit(), result::toString);
    }

    @Test
    void aFeatureIsUninstalledAndInstalled() throws Exception {
        leavesAndReturns(() -> shell("feature:uninstall " + FEATURE), () -> shell("feature:install " + FEATURE));
    }

    @Test
    void aJarIsDroppedAndRemoved() throws Exception {
        Path jar = assembly.jar(BUNDLE);
        Path dropped = assembly.home().resolve("deploy").resolve(jar.getFileName());
        shell("feature:uninstall " + FEATURE);
        try {
            Files.copy(jar, dropped);
            awaitOutcome(SERVED);
            leavesAndReturns(() -> Files.delete(dropped), () -> Files.copy(jar, dropped));
        } finally {
            Files.deleteIfExists(dropped);
            awaitOutcome(NOT_INSTALLED);
            shell("feature:install " + FEATURE);
            awaitOutcome(SERVED);
        }
    }

    private static void leavesAndReturns(Change leave, Change comeBack) throws Exception {
        Map<String, Long> own;
        Map<String, Long> neighbours;
        try (Traffic ownTraffic = Traffic.of(2, outcome(new Client(gateway.port()), CHAT_PATH));
                Traffic neighboursTraffic =
                        Traffic.of(1, outcome(new Client(gateway.port()), "/neighbour" + CHAT_PATH));
                PausedStream stream = PausedStream.open(SCRIPT, gateway.http(), CHAT_PATH)) {
            leave.make();
            awaitOutcome(NOT_INSTALLED);
            JsonNode gone = gateway.accepted("agentgatewaybackends", "default", "vendor");
            assertEquals("False", gone.path("status").asText(), gone::toString);
            assertTrue(gone.path("message").asText().contains("openai"), gone::toString);
            stream.finish();

            comeBack.make();
            awaitOutcome(SERVED);
            JsonNode back = gateway.accepted("agentgatewaybackends", "default", "vendor");
            assertEquals("True", back.path("status").asText(), back::toString);
            own = ownTraffic.stop();
            neighbours = neighboursTraffic.stop();
        }
        assertEquals(Set.of(SERVED, NOT_INSTALLED), own.keySet(), own::toString);
        assertEquals(Set.of(SERVED), neighbours.keySet(), neighbours::toString);
    }

    private static void awaitOutcome(String wanted) throws Exception {
        Await.until(WITHIN, outcome(gateway.http(), CHAT_PATH), wanted::equals);
    }
}
