package io.camelid.itests.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.camelid.itests.acceptance.harness.Await;
import io.camelid.itests.acceptance.harness.Gateway;
import io.camelid.itests.acceptance.harness.RawConnection;
import io.camelid.testkit.upstream.FakeUpstream;
import io.camelid.testkit.upstream.UpstreamRequest;
import io.camelid.testkit.upstream.UpstreamResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that take what they are sent slowly, or not at all, cost the gateway next to nothing. */
class SlowClientIT {
    private static final long MIB = 1 << 20;
    private static final long SENT = 200 * MIB;
    private static final String SILENT = "are you there";
    private static final String TEXT = "x".repeat(16 << 10);

    private static final String MANIFESTS =
            """
            apiVersion: agentgateway.dev/v1alpha1
            kind: AgentgatewayBackend
            metadata: {name: vendor, namespace: default}
            spec: {ai: {provider: {openai: {}, host: 127.0.0.1, port: %1$d}}}
            ---
            apiVersion: agentgateway.dev/v1alpha1
            kind: AgentgatewayBackend
            metadata: {name: files, namespace: default}
            spec: {static: {host: 127.0.0.1, port: %1$d}}
            ---
            apiVersion: gateway.networking.k8s.io/v1
            kind: HTTPRoute
            metadata: {name: vendor, namespace: default}
            spec:
              parentRefs: [{name: agentgateway}]
              rules:
              - matches: [{path: {type: PathPrefix, value: /v1}}]
                backendRefs: [{name: vendor, group: agentgateway.dev, kind: AgentgatewayBackend}]
              - matches: [{path: {type: PathPrefix, value: /files}}]
                backendRefs: [{name: files, group: agentgateway.dev, kind: AgentgatewayBackend}]
            """;

    private static final AtomicLong TAKEN = new AtomicLong();
    private static final AtomicInteger BROKEN = new AtomicInteger();

    private static FakeUpstream vendor;
    private static Gateway gateway;

    @BeforeAll
    static void start() throws Exception {
        vendor = FakeUpstream.start(SlowClientIT::send);
        gateway = Gateway.named("slow-client")
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

    /** Sends as much as is taken, and counts it. */
    private static void send(UpstreamRequest request, UpstreamResponse response) throws IOException {
        try {
            if (request.text().contains(SILENT)) {
                if (response.awaitDisconnect(Duration.ofSeconds(20))) {
                    throw new IOException("left");
                }
            } else if (request.text().contains("\"stream\":true")) {
                response.events();
                sendPieces(
                        response,
                        "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":"
                                + "[{\"index\":0,\"delta\":{\"content\":\"" + TEXT
                                + "\"},\"finish_reason\":null}]}\n\n");
                response.event("[DONE]");
            } else {
                response.begin(200, "Content-Type: application/json");
                response.chunk("{\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"");
                sendPieces(response, TEXT);
                response.chunk("\"},\"finish_reason\":\"stop\"}]}");
            }
            response.end();
        } catch (IOException e) {
            BROKEN.incrementAndGet();
            throw e;
        }
    }

    private static void sendPieces(UpstreamResponse response, String piece) throws IOException {
        byte[] bytes = piece.getBytes(StandardCharsets.US_ASCII);
        for (long sent = 0; sent < SENT; sent += bytes.length) {
            response.chunk(bytes);
            TAKEN.addAndGet(bytes.length);
        }
    }

    private static String chat(boolean stream) {
        return "{\"model\":\"m\",\"stream\":" + stream + ",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
    }

    private static void readAll(String path, String body) throws Exception {
        HttpResponse<InputStream> response = gateway.http()
                .open(gateway.http()
                        .request(path)
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build());
        assertEquals(200, response.statusCode());
        try (InputStream in = response.body()) {
            long read = 0;
            byte[] buffer = new byte[64 << 10];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                read += count;
            }
            assertTrue(read >= SENT, "read " + read);
        }
    }

    @ParameterizedTest
    @CsvSource({"/v1/chat/completions, true", "/v1/chat/completions, false", "/files/large, false"})
    void aClientThatReadsNothingHoldsBackItsOwnUpstreamOnly(String path, boolean stream) throws Exception {
        String body = chat(stream);
        readAll(path, body);
        long residentBefore = gateway.residentBytes();
        int brokenBefore = BROKEN.get();
        TAKEN.set(0);
        try (RawConnection client = RawConnection.narrow(gateway.port())) {
            client.send("POST " + path + " HTTP/1.1\r\nHost: gateway\r\nContent-Length: " + body.length() + "\r\n\r\n"
                    + body);
            long taken = settled(TAKEN);
            assertTrue(taken > 0 && taken < 24 * MIB, "the gateway took " + taken / MIB + " MiB for nobody");
            long grown = gateway.residentBytes() - residentBefore;
            assertTrue(grown < 64 * MIB, "the gateway grew by " + grown / MIB + " MiB");
            readAll(path, body);
        }
        Await.until(Duration.ofSeconds(5), () -> BROKEN.get() > brokenBefore);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/chat/completions", "/files/slow"})
    void aClientThatLeavesBeforeItsAnswerEndsTheUpstreamsWorkWithinASecond(String path) throws Exception {
        int brokenBefore = BROKEN.get();
        int arrivedBefore = vendor.requests().size();
        String body = chat(false).replace("Hi", SILENT);
        try (RawConnection client = RawConnection.to(gateway.port())) {
            client.send("POST " + path + " HTTP/1.1\r\nHost: gateway\r\nContent-Length: " + body.length() + "\r\n\r\n"
                    + body);
            Await.until(Duration.ofSeconds(10), () -> vendor.requests().size() > arrivedBefore);
        }
        Await.until(Duration.ofSeconds(1), () -> BROKEN.get() > brokenBefore);
    }

    /** What a counter stands at when it has not moved for a second. */
    private static long settled(AtomicLong counter) throws Exception {
        long[] last = {-1, 0};
        Await.until(Duration.ofSeconds(30), () -> {
            long now = System.nanoTime();
            if (counter.get() != last[0]) {
                last[0] = counter.get();
                last[1] = now;
            }
            return last[0] > 0 && now - last[1] > 1_000_000_000L;
        });
        return last[0];
    }

    @Test
    void aThousandIdleConnectionsCostNoThreads() throws Exception {
        gateway.http().get("/nowhere");
        long residentBefore = gateway.residentBytes();
        double threadsBefore = threads();
        List<RawConnection> idle = new ArrayList<>();
        try {
            for (int i = 0; i < 1_000; i++) {
                RawConnection connection = RawConnection.to(gateway.port());
                idle.add(connection);
                if (i % 2 == 0) {
                    assertEquals(
                            404,
                            connection
                                    .send("GET /nowhere HTTP/1.1\r\nHost: gateway\r\n\r\n")
                                    .answer()
                                    .status());
                }
            }
            assertEquals(404, gateway.http().get("/nowhere").statusCode());
            assertTrue(threads() < threadsBefore + 10, threadsBefore + " threads became " + threads());
            long grown = gateway.residentBytes() - residentBefore;
            assertTrue(grown < 64 * MIB, "the gateway grew by " + grown / MIB + " MiB");
            assertEquals(
                    404,
                    idle.get(0)
                            .send("GET /nowhere HTTP/1.1\r\nHost: gateway\r\n\r\n")
                            .answer()
                            .status());
        } finally {
            for (RawConnection connection : idle) {
                connection.close();
            }
        }
    }

    private static double threads() throws Exception {
        return gateway.admin()
                .get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith("jvm_threads_live") || line.startsWith("jvm_threads_current"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .findFirst()
                .orElseThrow();
    }
}
