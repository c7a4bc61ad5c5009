package io.camelid.itests.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.camelid.itests.acceptance.harness.CertificateAuthority;
import io.camelid.itests.acceptance.harness.Gateway;
import io.camelid.itests.acceptance.harness.GatewaySetup;
import io.camelid.itests.acceptance.harness.Http2Vendor;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A vendor that offers HTTP/2 is spoken to in HTTP/2. */
class Http2UpstreamIT {
    private static final String HOST = "vendor.example";
    private static final String CHAT_PATH = "/v1/chat/completions";
    private static final int CLIENTS = 20;

    private static final String MANIFESTS =
            """
            apiVersion: agentgateway.dev/v1alpha1
            kind: AgentgatewayBackend
            metadata: {name: vendor, namespace: default}
            spec:
              ai: {provider: {openai: {}, host: vendor.example, port: %1$d}}
              policies: {tls: {}, auth: {key: sk-vendor}}
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

    private static final Semaphore GO_ON = new Semaphore(0);
    /** When streams were reset, by {@link System#nanoTime}. */
    private static final BlockingQueue<Long> RESETS = new LinkedBlockingQueue<>();

    private static SSLContext tls;
    private static Http2Vendor vendor;
    private static Gateway gateway;

    @BeforeAll
    static void start() throws Exception {
        GatewaySetup setup = Gateway.named("http2-upstream").host(HOST, InetAddress.getLoopbackAddress());
        CertificateAuthority authority = new CertificateAuthority(setup.folder().resolve("tls"));
        tls = authority.server(HOST);
        vendor = new Http2Vendor(tls, 0, Http2UpstreamIT::answer);
        gateway = setup.jvmOptions(authority.jvmOptions())
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

    private static void answer(Request request, Response response) throws Exception {
        String body = Content.Source.asString(request);
        boolean stream = body.contains("\"stream\":true");
        response.getHeaders().put("Content-Type", stream ? "text/event-stream" : "application/json");
        assertEquals(HOST, Request.getServerName(request));
        assertEquals("Bearer sk-vendor", request.getHeaders().get("Authorization"));
        try (OutputStream out = Content.Sink.asOutputStream(response)) {
            if (!stream) {
                write(out, "{\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"Hi\"}}]}");
                return;
            }
            request.addFailureListener(failure -> RESETS.add(System.nanoTime()));
            write(out, event("first"));
            if (GO_ON.tryAcquire(20, TimeUnit.SECONDS)) {
                write(out, event("last") + "data: [DONE]\n\n");
            }
        }
    }

    private static void write(OutputStream out, String text) throws Exception {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private static String event(String word) {
        return "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,"
                + "\"delta\":{\"content\":\"" + word + "\"},\"finish_reason\":null}]}\n\n";
    }

    private static String chat(boolean stream) {
        return "{\"model\":\"m\",\"stream\":" + stream + ",\"messages\":[]}";
    }

    private static InputStream openStream() throws Exception {
        HttpResponse<InputStream> response = gateway.http()
                .open(gateway.http()
                        .request(CHAT_PATH)
                        .POST(HttpRequest.BodyPublishers.ofString(chat(true)))
                        .build());
        assertEquals(200, response.statusCode());
        return response.body();
    }

    private static BufferedReader lines(InputStream stream) {
        return new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
    }

    @Test
    void manyRequestsShareAFewConnections() throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(CLIENTS);
        try {
            List<Callable<Integer>> calls = new ArrayList<>();
            for (int i = 0; i < 10 * CLIENTS; i++) {
                calls.add(() -> gateway.http().post(CHAT_PATH, chat(false)).statusCode());
            }
            Set<Integer> statuses = new HashSet<>();
            for (Future<Integer> status : executor.invokeAll(calls)) {
                statuses.add(status.get());
            }
            assertEquals(Set.of(200), statuses);
        } finally {
            executor.shutdown();
        }
        assertEquals(Set.of("HTTP/2.0"), Set.copyOf(vendor.protocols()));
        int few = 2 * Runtime.getRuntime().availableProcessors();
        assertTrue(vendor.connections() <= few, vendor.connections() + " connections");
    }

    @Test
    void anAbortedStreamIsResetAndItsNeighbourGoesOn() throws Exception {
        RESETS.clear();
        try (BufferedReader neighbour = lines(openStream())) {
            assertTrue(neighbour.readLine().contains("first"));
            long left;
            try (BufferedReader aborted = lines(openStream())) {
                assertTrue(aborted.readLine().contains("first"));
                left = System.nanoTime();
            }
            Long reset = RESETS.poll(10, TimeUnit.SECONDS);
            assertTrue(reset != null, "the vendor saw no reset");
            long millis = TimeUnit.NANOSECONDS.toMillis(reset - left);
            assertTrue(millis < 1_000, "it took " + millis + " ms");
            GO_ON.release(2);
            assertTrue(neighbour.lines().toList().contains("data: [DONE]"));
        } finally {
            GO_ON.drainPermits();
        }
    }

    @Test
    void aVendorThatRestartsIsSpokenToAgain() throws Exception {
        assertEquals(200, gateway.http().post(CHAT_PATH, chat(false)).statusCode());
        int port = vendor.port();
        vendor.close();
        vendor = new Http2Vendor(tls, port, Http2UpstreamIT::answer);
        HttpResponse<String> response = gateway.http().post(CHAT_PATH, chat(false));
        assertEquals(200, response.statusCode(), response::body);
    }
}
