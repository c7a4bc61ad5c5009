package io.camelid.itests.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.camelid.itests.acceptance.harness.Await;
import io.camelid.itests.acceptance.harness.Client;
import io.camelid.itests.acceptance.harness.Gateway;
import io.camelid.itests.acceptance.harness.Ports;
import io.camelid.itests.acceptance.harness.Traffic;
import io.camelid.testkit.upstream.FakeOpenAi;
import io.camelid.testkit.upstream.FakeUpstream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Manifests are edited while clients keep requesting; nobody notices but for what the edit says. */
class LiveReloadIT {
    private static final String CHAT_PATH = "/v1/chat/completions";
    private static final String CHAT = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
    private static final int EDITS = 50;
    private static final int CLIENTS = 3;

    private static final String BACKEND =
            """
            apiVersion: agentgateway.dev/v1alpha1
            kind: AgentgatewayBackend
            metadata: {name: vendor, namespace: default}
            spec: {ai: {provider: {openai: {%2$s}, host: 127.0.0.1, port: %1$d}}}
            """;

    private static final String ROUTE =
            """
            apiVersion: gateway.networking.k8s.io/v1
            kind: HTTPRoute
            metadata: {name: vendor, namespace: default}
            spec:
              parentRefs: [{name: agentgateway}]
              rules:
              - matches: [{path: {type: PathPrefix, value: /v1}}]
                filters:
                - type: ResponseHeaderModifier
                  responseHeaderModifier: {set: [{name: x-edit, value: "%1$d"}]}
                backendRefs: [{name: vendor, group: agentgateway.dev, kind: AgentgatewayBackend}]
            """;

    private static final String SECOND_RULE =
            """
              - matches: [{path: {type: Exact, value: /v1/chat/completions}, headers: [{name: x-nobody, value: sends}]}]
                backendRefs: [{name: vendor, group: agentgateway.dev, kind: AgentgatewayBackend}]
            """;

    private static final String GATEWAY =
            """
            apiVersion: gateway.networking.k8s.io/v1
            kind: Gateway
            metadata: {name: agentgateway, namespace: default}
            spec:
              gatewayClassName: camelid
              listeners: [{name: http, protocol: HTTP, port: %1$d}]
            """;

    private static final PausedStream.Vendor SCRIPT = new PausedStream.Vendor(new FakeOpenAi(""));

    private static FakeUpstream vendor;
    private static Gateway gateway;

    @BeforeAll
    static void start() throws Exception {
        vendor = FakeUpstream.start(SCRIPT);
        gateway = Gateway.named("live-reload")
                .manifest("backend.yaml", backend(""))
                .manifest("route.yaml", ROUTE.formatted(0))
                .start();
    }

    @AfterAll
    static void stop() throws Exception {
        if (gateway != null) {
            gateway.close();
        }
        vendor.close();
    }

    private static String backend(String settings) {
        return BACKEND.formatted(vendor.port(), settings);
    }

    private static Callable<String> chat(Client client) {
        return () -> {
            HttpResponse<String> response = client.post(CHAT_PATH, CHAT);
            return response.statusCode() == 200 ? "200" : response.statusCode() + " " + response.body();
        };
    }

    @Test
    void fiftyEditsLoseNoRequestAndEachIsLiveWithinASecond() throws Exception {
        Client probe = new Client(gateway.port());
        long[] millis = new long[EDITS];
        Map<String, Long> outcomes;
        try (Traffic traffic = Traffic.of(CLIENTS, chat(gateway.http()));
                PausedStream stream = PausedStream.open(SCRIPT, probe, CHAT_PATH)) {
            for (int edit = 1; edit <= EDITS; edit++) {
                String wanted = Integer.toString(edit);
                gateway.write("route.yaml", ROUTE.formatted(edit) + (edit % 2 == 0 ? SECOND_RULE : ""));
                if (edit % 5 == 0) {
                    gateway.write("backend.yaml", backend("model: edited-" + edit));
                }
                long written = System.nanoTime();
                Await.until(
                        Gateway.LIVE,
                        () -> probe.post(CHAT_PATH, CHAT)
                                .headers()
                                .firstValue("x-edit")
                                .orElse(""),
                        wanted::equals);
                millis[edit - 1] = Duration.ofNanos(System.nanoTime() - written).toMillis();
            }
            stream.finish();
            outcomes = traffic.stop();
        } finally {
            gateway.write("backend.yaml", backend(""));
        }
        assertEquals(Set.of("200"), outcomes.keySet(), outcomes::toString);
        assertTrue(outcomes.get("200") > EDITS, outcomes::toString);
        Arrays.sort(millis);
        assertTrue(
                millis[EDITS / 2] < 1_000,
                "half of the edits took " + millis[EDITS / 2] + " ms or more, the slowest " + millis[EDITS - 1]);
    }

    @Test
    void aPortOpensMovesAndCloses() throws Exception {
        Client implied = gateway.http();
        Iterator<Integer> ports = Ports.free(2).iterator();
        Client first = new Client(ports.next());
        Client second = new Client(ports.next());
        try {
            gateway.write("gateway.yaml", GATEWAY.formatted(first.uri("").getPort()));
            Await.until(Gateway.LIVE, () -> serves(first) && isClosed(implied));
            try (PausedStream stream = PausedStream.open(SCRIPT, first, CHAT_PATH)) {
                gateway.write("gateway.yaml", GATEWAY.formatted(second.uri("").getPort()));
                Await.until(Gateway.LIVE, () -> serves(second) && isClosed(first));
                stream.finish();
            }
        } finally {
            Files.deleteIfExists(gateway.manifest("gateway.yaml"));
        }
        Await.until(Gateway.LIVE, () -> serves(implied) && isClosed(second));
    }

    private static boolean serves(Client client) throws InterruptedException {
        try {
            return client.post(CHAT_PATH, CHAT).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    /** Whether the port takes no connection any more. */
    private static boolean isClosed(Client client) throws InterruptedException {
        try {
            new Client(client.uri("").getPort()).get("/");
            return false;
        } catch (ConnectException closed) {
            return true;
        } catch (IOException closing) {
            return false;
        }
    }
}
