package io.camelid.itests.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.camelid.itests.acceptance.harness.Await;
import io.camelid.itests.acceptance.harness.Command;
import io.camelid.itests.acceptance.harness.Gateway;
import io.camelid.testkit.upstream.FakeUpstream;
import io.camelid.testkit.upstream.UpstreamRequest;
import io.camelid.testkit.upstream.UpstreamResponse;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clients that speak HTTP/2 without TLS. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class Http2ClientsIT {
    private static final String CHAT = "/v1/chat/completions";
    private static final int STREAMS = 100;

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
              - backendRefs: [{name: vendor, group: agentgateway.dev, kind: AgentgatewayBackend}]
            """;

    private static final Semaphore GO_ON = new Semaphore(0);
    /** When clients were seen to have left, by {@link System#nanoTime}. */
    private static final BlockingQueue<Long> DEPARTURES = new LinkedBlockingQueue<>();

    private static FakeUpstream vendor;
    private static Gateway gateway;
    private static HttpClient client;

    @BeforeAll
    static void start() throws Exception {
        vendor = FakeUpstream.start(Http2ClientsIT::answer);
        gateway = Gateway.named("http2-clients")
                .manifest("all.yaml", MANIFESTS.formatted(vendor.port()))
                .start();
        client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
    }

    /** The first request asks for the upgrade, which one with a body does not get; the others go by that connection. */
    @BeforeEach
    void upgrade() throws Exception {
        HttpRequest first = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port() + "/v1/models"))
                .build();
        HttpResponse<Void> response = client.send(first, HttpResponse.BodyHandlers.discarding());
        assertEquals(HttpClient.Version.HTTP_2, response.version());
    }

    @AfterAll
    static void stop() throws Exception {
        if (gateway != null) {
            gateway.close();
        }
        vendor.close();
    }

    private static void answer(UpstreamRequest request, UpstreamResponse response)
            throws IOException, InterruptedException {
        if (!request.text().contains("\"stream\":true")) {
            response.json(200, "{\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"Hi\"}}]}");
            return;
        }
        response.events();
        response.event(chunk("first"));
        if (request.text().contains("abandoned")) {
            response.awaitDisconnect(Duration.ofSeconds(20));
            DEPARTURES.add(System.nanoTime());
        } else if (GO_ON.tryAcquire(60, TimeUnit.SECONDS)) {
            response.event(chunk("last"));
            response.event("[DONE]");
            response.end();
        }
    }

    private static String chunk(String word) {
        return "{\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,"
                + "\"delta\":{\"content\":\"" + word + "\"},\"finish_reason\":null}]}";
    }

    private static HttpRequest request(boolean stream, String model) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port() + CHAT))
                .timeout(Duration.ofSeconds(60))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"model\":\"" + model + "\",\"stream\":" + stream + ",\"messages\":[]}"))
                .build();
    }

    private static HttpResponse<InputStream> send(boolean stream) throws IOException, InterruptedException {
        return client.send(request(stream, "m"), HttpResponse.BodyHandlers.ofInputStream());
    }

    private static BufferedReader lines(InputStream stream) {
        return new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource({"--http2-prior-knowledge, 2", "--http2, 2", "--http1.1, 1.1"})
    void curlIsServed(String option, String version) {
        assumeTrue(Command.exists("curl"), "there is no curl");
        Command.Result result = Command.of(
                        "curl",
                        "--silent",
                        option,
                        "--max-time",
                        "20",
                        "--output",
                        "/dev/null",
                        "--write-out",
                        "%{http_version} %{http_code}",
                        "http://127.0.0.1:" + gateway.port() + "/v1/models")
                .run();
        assertTrue(result.out().startsWith(version + " "), result::toString);
    }

    @Test
    void aHundredStreamsShareAConnection() throws Exception {
        List<CompletableFuture<HttpResponse<InputStream>>> pending = new ArrayList<>();
        for (int i = 0; i < STREAMS; i++) {
            pending.add(client.sendAsync(request(true, "m"), HttpResponse.BodyHandlers.ofInputStream()));
        }
        List<BufferedReader> streams = new ArrayList<>();
        for (CompletableFuture<HttpResponse<InputStream>> response : pending) {
            BufferedReader lines = lines(response.get(30, TimeUnit.SECONDS).body());
            assertTrue(lines.readLine().contains("first"));
            streams.add(lines);
        }
        // All are open; a request beside them is answered all the same.
        assertEquals(200, send(false).statusCode());
        GO_ON.release(STREAMS);
        for (BufferedReader lines : streams) {
            assertTrue(lines.lines().toList().contains("data: [DONE]"));
        }
    }

    @Test
    void aCancelledStreamIsCancelledAtTheVendorWithinASecondAndItsNeighbourGoesOn() throws Exception {
        try (BufferedReader neighbour = lines(send(true).body())) {
            assertTrue(neighbour.readLine().contains("first"));
            long left;
            try (BufferedReader abandoned =
                    lines(client.send(request(true, "abandoned"), HttpResponse.BodyHandlers.ofInputStream())
                            .body())) {
                assertTrue(abandoned.readLine().contains("first"));
                left = System.nanoTime();
            }
            Long seen = DEPARTURES.poll(10, TimeUnit.SECONDS);
            assertTrue(seen != null, "the vendor saw nobody leave");
            long millis = TimeUnit.NANOSECONDS.toMillis(seen - left);
            assertTrue(millis < 1_000, "it took " + millis + " ms");
            GO_ON.release();
            assertTrue(neighbour.lines().toList().contains("data: [DONE]"));
        }
    }

    /** With curl: Java's client, up to 23 at least, gives up its streams when it is told that no new ones are taken. */
    @Test
    @Order(Integer.MAX_VALUE)
    void aGatewayThatStopsServesItsStreamsToTheirEnd() throws Exception {
        assumeTrue(Command.exists("curl"), "there is no curl");
        Process curl = new ProcessBuilder(
                        "curl",
                        "--silent",
                        "--no-buffer",
                        "--http2-prior-knowledge",
                        "--max-time",
                        "60",
                        "--header",
                        "Content-Type: application/json",
                        "--data",
                        "{\"model\":\"m\",\"stream\":true,\"messages\":[]}",
                        "http://127.0.0.1:" + gateway.port() + CHAT)
                .start();
        try (BufferedReader stream = lines(curl.getInputStream())) {
            assertTrue(stream.readLine().contains("first"));
            gateway.terminate();
            Await.until(Duration.ofSeconds(20), () -> gateway.log().contains("draining"));
            GO_ON.release();
            assertTrue(stream.lines().toList().contains("data: [DONE]"));
        } finally {
            curl.destroy();
        }
        gateway.awaitExit(Duration.ofSeconds(40));
    }
}
