package io.camelid.itests.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.camelid.itests.acceptance.harness.Await;
import io.camelid.itests.acceptance.harness.Client;
import io.camelid.itests.acceptance.harness.Gateway;
import io.camelid.itests.acceptance.harness.GatewaySetup;
import io.camelid.testkit.upstream.FakeOpenAi;
import io.camelid.testkit.upstream.FakeUpstream;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** SIGTERM: what is in flight finishes, nothing new begins, and the process is gone soon. */
class DrainIT {
    private static final String CHAT_PATH = "/v1/chat/completions";
    private static final Duration PROMPTLY = Duration.ofSeconds(4);
    /** Of its own accord, or by the signal's default as shells report it. */
    private static final Set<Integer> ORDERLY = Set.of(0, 143);

    private static final String MANIFESTS =
            """
            apiVersion: agentgateway.dev/v1alpha1
            kind: AgentgatewayBackend
            metadata: {name: vendor, namespace: default}
            spec: {ai: {provider: {openai: {}, host: 127.0.0.1, port: %1$d}}}
            ---
            apiVersion: gateway.networking.k8s.io/v1
            kind: HTTPRoute
            metadata: {name: vendor, namespace: default}
            spec:
              parentRefs: [{name: agentgateway}]
              rules:
              - matches: [{path: {type: PathPrefix, value: /v1}}]
                backendRefs: [{name: vendor, group: agentgateway.dev, kind: AgentgatewayBackend}]
            """;

    private static final PausedStream.Vendor SCRIPT = new PausedStream.Vendor(new FakeOpenAi(""));

    private static FakeUpstream vendor;

    @BeforeAll
    static void start() throws IOException {
        vendor = FakeUpstream.start(SCRIPT);
    }

    @AfterAll
    static void stop() throws IOException {
        vendor.close();
    }

    private static GatewaySetup setup(String name) throws IOException {
        return Gateway.named(name).manifest("all.yaml", MANIFESTS.formatted(vendor.port()));
    }

    @Test
    void aStreamInFlightFinishesAndTheProcessEnds() throws Exception {
        try (Gateway gateway = setup("drain-in-flight").start();
                PausedStream stream = PausedStream.open(SCRIPT, gateway.http(), CHAT_PATH)) {
            gateway.terminate();
            Await.until(
                    Duration.ofSeconds(5),
                    () -> gateway.admin().get("/healthz/ready").statusCode(),
                    status -> status == 503);
            Await.until(Duration.ofSeconds(5), () -> isRefused(new Client(gateway.port())));
            assertEquals(200, gateway.admin().get("/healthz/live").statusCode());
            stream.finish();
            int exit = gateway.awaitExit(PROMPTLY);
            assertTrue(ORDERLY.contains(exit), "exit code " + exit);
        }
    }

    @Test
    void aStreamThatDoesNotEndIsCutWhenItsTimeIsUp() throws Exception {
        try (Gateway gateway =
                        setup("drain-cut").environment("CAMELID_DRAIN", "1s").start();
                PausedStream stream = PausedStream.open(SCRIPT, gateway.http(), CHAT_PATH)) {
            gateway.terminate();
            int exit = gateway.awaitExit(PROMPTLY.plusSeconds(1));
            assertTrue(ORDERLY.contains(exit), "exit code " + exit);
            try {
                assertNotEquals("data: [DONE]", stream.event(), "a cut stream must not look whole");
            } catch (IOException cut) {
                // The client sees that it was cut.
            }
        }
    }

    @Test
    void anIdleGatewayEndsAtOnce() throws Exception {
        try (Gateway gateway = setup("drain-idle").start()) {
            assertEquals(404, gateway.http().get("/nowhere").statusCode(), "and leaves an idle connection behind");
            gateway.terminate();
            int exit = gateway.awaitExit(PROMPTLY);
            assertTrue(ORDERLY.contains(exit), "exit code " + exit);
        }
    }

    private static boolean isRefused(Client client) throws InterruptedException {
        try {
            client.get("/");
            return false;
        } catch (IOException refused) {
            return true;
        }
    }
}
