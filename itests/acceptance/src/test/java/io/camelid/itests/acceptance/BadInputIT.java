package io.camelid.itests.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.camelid.itests.acceptance.harness.Await;
import io.camelid.itests.acceptance.harness.Command;
import io.camelid.itests.acceptance.harness.Folders;
import io.camelid.itests.acceptance.harness.Gateway;
import io.camelid.itests.acceptance.harness.RawConnection;
import io.camelid.itests.acceptance.harness.RawConnection.Answer;
import io.camelid.testkit.upstream.FakeOpenAi;
import io.camelid.testkit.upstream.FakeUpstream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each kind of bad input gets its clear error, and the next request is served as if nothing had been. */
class BadInputIT {
    private static final String KEY = "sk-never-to-be-seen-anywhere";
    private static final String ENCODED_KEY = Base64.getEncoder().encodeToString(KEY.getBytes(StandardCharsets.UTF_8));
    private static final String CHAT_PATH = "/v1/chat/completions";
    private static final String CHAT =
            "{\"model\":\"gpt-4o-mini\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
    private static final int LIMIT = 32 << 20;
    private static final int BACKENDS = 3;

    private static final String MANIFESTS =
            """
            apiVersion: v1
            kind: Secret
            metadata: {name: vendor, namespace: default}
            data: {Authorization: %2$s}
            ---
            apiVersion: agentgateway.dev/v1alpha1
            kind: AgentgatewayBackend
            metadata: {name: vendor, namespace: default}
            spec:
              ai: {provider: {openai: {}, host: 127.0.0.1, port: %1$d}}
              policies: {auth: {secretRef: {name: vendor}}}
            ---
            apiVersion: agentgateway.dev/v1alpha1
            kind: AgentgatewayBackend
            metadata: {name: keyless, namespace: default}
            spec:
              ai: {provider: {openai: {}, host: 127.0.0.1, port: %1$d}}
              policies: {auth: {secretRef: {name: no-such-secret}}}
            ---
            apiVersion: agentgateway.dev/v1alpha1
            kind: AgentgatewayBackend
            metadata: {name: dead, namespace: default}
            spec:
              ai: {provider: {openai: {}, host: 127.0.0.1, port: 1}}
              policies: {auth: {key: %3$s}}
            ---
            apiVersion: gateway.networking.k8s.io/v1
            kind: HTTPRoute
            metadata: {name: vendor, namespace: default}
            spec:
              parentRefs: [{name: agentgateway}]
              rules:
              - matches: [{path: {type: PathPrefix, value: /v1}}]
                backendRefs: [{name: vendor, group: agentgateway.dev, kind: AgentgatewayBackend}]
              - matches: [{path: {type: PathPrefix, value: /keyless}}]
                backendRefs: [{name: keyless, group: agentgateway.dev, kind: AgentgatewayBackend}]
              - matches: [{path: {type: PathPrefix, value: /dead}}]
                backendRefs: [{name: dead, group: agentgateway.dev, kind: AgentgatewayBackend}]
            ---
            apiVersion: gateway.networking.k8s.io/v1
            kind: HTTPRoute
            metadata: {name: lost, namespace: default}
            spec:
              parentRefs: [{name: agentgateway}]
              rules:
              - matches: [{path: {type: PathPrefix, value: /lost}}]
                backendRefs: [{name: no-such-backend, group: agentgateway.dev, kind: AgentgatewayBackend}]
            """;

    private static FakeUpstream vendor;
    private static Gateway gateway;

    @BeforeAll
    static void start() throws Exception {
        vendor = FakeUpstream.start(new FakeOpenAi(KEY));
        gateway = Gateway.named("bad-input")
                .setting("io.camelid.http", "head.timeout", "1000")
                .setting("io.camelid.http", "idle.timeout", "2000")
                .manifest("all.yaml", MANIFESTS.formatted(vendor.port(), ENCODED_KEY, KEY))
                .start();
    }

    @AfterAll
    static void stop() throws Exception {
        if (gateway != null) {
            gateway.close();
        }
        vendor.close();
    }

    @AfterEach
    void isServing() throws Exception {
        HttpResponse<String> response = gateway.http().post(CHAT_PATH, CHAT);
        assertEquals(200, response.statusCode(), response::body);
    }

    private static GatewayError post(String path, String body) throws Exception {
        return GatewayError.of(gateway.http().post(path, body));
    }

    private static GatewayError post(byte[] body, String encoding) throws Exception {
        return GatewayError.of(gateway.http()
                .send(gateway.http()
                        .request(CHAT_PATH)
                        .header("Content-Encoding", encoding)
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                        .build()));
    }

    private static String head(String... headers) {
        return "POST " + CHAT_PATH + " HTTP/1.1\r\nHost: gateway\r\n" + String.join("\r\n", headers) + "\r\n\r\n";
    }

    private static CompletableFuture<Answer> answering(RawConnection connection) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return connection.answer();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** Sends what will be refused before its end. */
    private static CompletableFuture<Void> sending(RawConnection connection, String text) {
        return CompletableFuture.runAsync(() -> {
            try {
                connection.send(text);
            } catch (IOException closed) {
                // As it should be.
            }
        });
    }

    private static byte[] gzip(byte[] plain, int times) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            for (int i = 0; i < times; i++) {
                out.write(plain);
            }
        }
        return bytes.toByteArray();
    }

    // ---- bodies ----

    @ParameterizedTest
    @ValueSource(
            strings = {"{\"model\": \"gpt-4o-mini\", \"messages\": [", "", "model=x", "[1,2", "{\"model\":\"a\",}"})
    void invalidJson(String body) throws Exception {
        post(CHAT_PATH, body).is(400, "invalid_json");
    }

    @Test
    void aBodyThatAnnouncesTooMuchIsNotWaitedFor() throws Exception {
        try (RawConnection connection = RawConnection.to(gateway.port())) {
            Answer answer = connection
                    .send(head("Content-Length: " + (LIMIT + (1 << 20))))
                    .answer();
            GatewayError.of(answer).is(413, "request_body_too_large");
        }
    }

    @Test
    void aBodyThatTurnsOutTooLongIsCutShort() throws Exception {
        byte[] chunk = ("100000\r\n" + " ".repeat(1 << 20) + "\r\n").getBytes(StandardCharsets.US_ASCII);
        try (RawConnection connection = RawConnection.to(gateway.port())) {
            connection.send(head("Transfer-Encoding: chunked"));
            CompletableFuture<Answer> answer = answering(connection);
            for (int sent = 0; sent < 40 && !answer.isDone(); sent++) {
                try {
                    connection.send(chunk);
                } catch (IOException closed) {
                    break;
                }
            }
            GatewayError.of(answer.get(10, TimeUnit.SECONDS)).is(413, "request_body_too_large");
        }
    }

    @Test
    void anOrdinaryClientIsToldThatItsBodyIsTooLong() throws Exception {
        post(CHAT_PATH, " ".repeat(LIMIT + (1 << 20))).is(413, "request_body_too_large");
    }

    @Test
    void aBodyJustWithinTheLimitPasses() throws Exception {
        String padding = " ".repeat(LIMIT - CHAT.length());
        HttpResponse<String> response = gateway.http().post(CHAT_PATH, CHAT + padding);
        assertEquals(200, response.statusCode(), response::body);
    }

    @Test
    void aDecompressionBombIsDefused() throws Exception {
        long before = gateway.residentBytes();
        post(gzip(new byte[1 << 20], 512), "gzip").is(413, "request_body_too_large");
        assertTrue(gateway.residentBytes() - before < 300L << 20, "the gateway grew");
    }

    @Test
    void compressedBodiesAreRead() throws Exception {
        HttpResponse<String> response = gateway.http()
                .send(gateway.http()
                        .request(CHAT_PATH)
                        .header("Content-Encoding", "gzip")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(gzip(CHAT.getBytes(StandardCharsets.UTF_8), 1)))
                        .build());
        assertEquals(200, response.statusCode(), response::body);
        assertEquals(CHAT, vendor.requests().get(vendor.requests().size() - 1).text());
    }

    @Test
    void anUnknownEncodingIsRefused() throws Exception {
        post(CHAT.getBytes(StandardCharsets.UTF_8), "compress").is(415, "unsupported_content_encoding");
    }

    @Test
    void aBodyThatIsNotWhatItsEncodingSaysIsRefused() throws Exception {
        post(CHAT.getBytes(StandardCharsets.UTF_8), "gzip").is(400, "malformed_content_encoding");
    }

    // ---- configuration ----

    @Test
    void anUnknownPath() throws Exception {
        post("/nowhere", CHAT).is(404, "no_route").mentions("/nowhere");
    }

    @Test
    void anUnknownBackend() throws Exception {
        post("/lost" + CHAT_PATH, CHAT).is(500, "backend_not_found").mentions("no-such-backend");
        JsonNode route = gateway.object("gateway.networking.k8s.io/v1", "httproutes", "default", "lost");
        JsonNode resolved = Gateway.condition(route.at("/status/parents/0"), "ResolvedRefs");
        assertEquals("False", resolved.path("status").asText(), route::toString);
        assertEquals("BackendNotFound", resolved.path("reason").asText());
    }

    @Test
    void aMissingSecret() throws Exception {
        post("/keyless" + CHAT_PATH, CHAT).is(500, "secret_not_found").mentions("no-such-secret");
        JsonNode accepted = gateway.accepted("agentgatewaybackends", "default", "keyless");
        assertEquals("False", accepted.path("status").asText());
        assertTrue(accepted.path("message").asText().contains("no-such-secret"), accepted::toString);
    }

    @Test
    void anUpstreamThatIsNotThere() throws Exception {
        post("/dead" + CHAT_PATH, CHAT).is(503, "upstream_connect_failed").mentions("127.0.0.1:1");
    }

    @Test
    void aManifestThatIsCutInTheMiddleChangesNothing() throws Exception {
        String whole = Files.readString(gateway.manifest("all.yaml"));
        int cut = whole.indexOf("spec:", whole.indexOf("name: keyless")) + "spec:\n  ai: {provider: {open".length();
        try {
            gateway.write("all.yaml", whole.substring(0, cut));
            String place = "all.yaml:" + whole.substring(0, cut).lines().count();
            Await.until(Gateway.LIVE, BadInputIT::problems, problems -> problems.contains(place));
            Command.Result status = gateway.shell("llm:config-status");
            assertTrue(status.out().contains(place), status::toString);
            isServing();
            post("/keyless" + CHAT_PATH, CHAT).is(500, "secret_not_found");
        } finally {
            gateway.write("all.yaml", whole);
        }
        Await.until(Gateway.LIVE, BadInputIT::problems, problems -> !problems.contains("not YAML"));
    }

    private static String problems() throws Exception {
        return gateway.admin().json("/debug/config").path("problems").toString();
    }

    // ---- HTTP ----

    @Test
    void aHeaderOfAMegabyte() throws Exception {
        try (RawConnection connection = RawConnection.to(gateway.port())) {
            CompletableFuture<Void> sending = sending(connection, head("X-Long: " + "a".repeat(1 << 20)));
            GatewayError.of(connection.answer()).is(431, "request_head_too_large");
            assertTrue(connection.isClosedWithin(Duration.ofSeconds(5)));
            sending.get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void aPathOfAMegabyte() throws Exception {
        try (RawConnection connection = RawConnection.to(gateway.port())) {
            CompletableFuture<Void> sending =
                    sending(connection, "GET /" + "a".repeat(1 << 20) + " HTTP/1.1\r\nHost: gateway\r\n\r\n");
            GatewayError.of(connection.answer()).is(414, "request_target_too_long");
            sending.get(10, TimeUnit.SECONDS);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 5|Transfer-Encoding: chunked",
                "Transfer-Encoding: chunked|Content-Length: 5",
                "Content-Length: 5|Content-Length: 49",
                "Content-Length: 5, 49",
                "Content-Length: +5",
                "Content-Length: -1",
                "Content-Length: 0x5",
                "Transfer-Encoding: chunked, identity",
                "Transfer-Encoding: xchunked",
                "Transfer-Encoding : chunked",
                "Transfer-Encoding: chunked|Transfer-Encoding: chunked",
                "X: a|  folded: b|Content-Length: 5",
                "X: a\u0000b|Content-Length: 5",
            })
    void nothingIsSmuggled(String headers) throws Exception {
        int before = vendor.requests().size();
        String smuggled = "GET /v1/models/smuggled HTTP/1.1\r\nHost: gateway\r\n\r\n";
        try (RawConnection connection = RawConnection.to(gateway.port())) {
            Answer answer = connection
                    .send(head(headers.split("\\|")) + "0\r\n\r\n" + smuggled)
                    .answer();
            GatewayError.of(answer).is(400, "malformed_request");
            assertTrue(connection.isClosedWithin(Duration.ofSeconds(5)), "nothing more is read from it");
        }
        assertEquals(before, vendor.requests().size(), "nothing has been forwarded");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /v1/models HTTP/1.1\r\n\r\n",
                "GET /v1/models HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
                "GET /v1/models HTTP/9.1\r\nHost: gateway\r\n\r\n",
                "GET /v1/mo dels HTTP/1.1\r\nHost: gateway\r\n\r\n",
                "GET /v1/%zz HTTP/1.1\r\nHost: gateway\r\n\r\n",
                "GET /v1/../v1/models HTTP/1.1\r\nHost: gateway:port\r\n\r\n",
                "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003hello\r\n\r\n",
                "nonsense\r\n\r\n",
            })
    void whatIsNotHttpIsRefused(String request) throws Exception {
        try (RawConnection connection = RawConnection.to(gateway.port())) {
            Answer answer = connection.send(request).answer();
            assertTrue(answer.status() >= 400 && answer.status() <= 505, answer::toString);
            assertFalse(answer.headers().getOrDefault("x-camelid-error", "").isEmpty(), answer::toString);
        }
    }

    @Test
    void halfAHeadIsNotWaitedForForever() throws Exception {
        try (RawConnection connection = RawConnection.to(gateway.port())) {
            connection.send("POST " + CHAT_PATH + " HTTP/1.1\r\nHost: gate");
            GatewayError.of(connection.answer()).is(408, "request_timeout");
            assertTrue(connection.isClosedWithin(Duration.ofSeconds(5)));
        }
    }

    @Test
    void aHeadThatTricklesInIsNotWaitedForForever() throws Exception {
        try (RawConnection connection = RawConnection.to(gateway.port())) {
            CompletableFuture<Answer> answer = answering(connection);
            connection.send("POST " + CHAT_PATH + " HTTP/1.1\r\n");
            for (int i = 0; i < 100 && !answer.isDone(); i++) {
                try {
                    connection.send("X-" + i + ": y\r\n");
                    answer.get(100, TimeUnit.MILLISECONDS);
                } catch (IOException | TimeoutException goOn) {
                    // It is the gateway that has to lose patience.
                }
            }
            GatewayError.of(answer.get(10, TimeUnit.SECONDS)).is(408, "request_timeout");
        }
    }

    @Test
    void halfABodyIsNotWaitedForForever() throws Exception {
        int before = vendor.requests().size();
        try (RawConnection connection = RawConnection.to(gateway.port())) {
            connection.send(head("Content-Length: " + CHAT.length()) + CHAT.substring(0, 20));
            GatewayError.of(connection.answer()).is(408, "request_timeout");
            assertTrue(connection.isClosedWithin(Duration.ofSeconds(5)));
        }
        assertEquals(before, vendor.requests().size());
    }

    @Test
    void aClientThatLeavesInTheMiddleOfItsBodyIsForgotten() throws Exception {
        int before = vendor.requests().size();
        try (RawConnection connection = RawConnection.to(gateway.port())) {
            connection.send(head("Content-Length: " + CHAT.length()) + CHAT.substring(0, 20));
        }
        isServing();
        assertEquals(before + 1, vendor.requests().size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/nowhere", "/lost", "/keyless" + CHAT_PATH})
    void aRefusalBeforeTheBodyDoesNotCostTheNextRequest(String path) throws Exception {
        String next = "GET /v1/models HTTP/1.1\r\nHost: gateway\r\n\r\n";
        try (RawConnection connection = RawConnection.to(gateway.port())) {
            connection.send(head("Content-Length: " + CHAT.length()).replace(CHAT_PATH, path));
            connection.answersWithin(Duration.ofMillis(500));
            Answer refusal = connection.send(CHAT).answer();
            assertTrue(refusal.status() >= 400, refusal::toString);
            if (!"close".equals(refusal.headers().get("Connection"))) {
                assertEquals(200, connection.send(next).answer().status());
            }
        }
    }

    @Test
    void pipelinedRequestsAreAnsweredInTheirOrder() throws Exception {
        String unknown = "GET /v1/models/unknown HTTP/1.1\r\nHost: gateway\r\n\r\n";
        String known = "GET /v1/models/gpt-4o-mini HTTP/1.1\r\nHost: gateway\r\n\r\n";
        String chat = head("Content-Length: " + CHAT.length()) + CHAT;
        try (RawConnection connection = RawConnection.to(gateway.port())) {
            connection.send(known + unknown + chat + "GET /nowhere HTTP/1.1\r\nHost: gateway\r\n\r\n" + known);
            for (int status : new int[] {200, 404, 200, 404, 200}) {
                assertEquals(status, connection.answer().status());
            }
        }
    }

    @Test
    void oldClientsAreServed() throws Exception {
        String stream = CHAT.replace("{\"model\"", "{\"stream\":true,\"model\"");
        for (String body : List.of(CHAT, stream)) {
            try (RawConnection connection = RawConnection.to(gateway.port())) {
                Answer answer = connection
                        .send("POST " + CHAT_PATH + " HTTP/1.0\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)
                        .answer();
                assertEquals(200, answer.status());
                assertFalse(answer.headers().containsKey("Transfer-Encoding"), answer::toString);
                assertTrue(answer.body().contains("Hello"), answer::body);
                assertTrue(connection.isClosedWithin(Duration.ofSeconds(5)));
            }
        }
    }

    @Test
    void clientsThatOfferHttp2AreServed() throws Exception {
        HttpClient upgrading =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
        HttpResponse<String> response = upgrading.send(
                gateway.http()
                        .request(CHAT_PATH)
                        .POST(HttpRequest.BodyPublishers.ofString(CHAT))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertEquals(200, response.statusCode(), response::body);
    }

    @Test
    void aClientThatTakesHttp2ForGrantedIsServed() {
        assumeTrue(Command.of("curl", "--version").run().out().contains("HTTP2"), "there is no curl with HTTP/2");
        Command.Result result = Command.of(
                        "curl",
                        "--silent",
                        "--show-error",
                        "--max-time",
                        "10",
                        "--http2-prior-knowledge",
                        "--write-out",
                        "\n%{http_version} %{http_code}",
                        "--data",
                        CHAT,
                        gateway.http().uri(CHAT_PATH).toString())
                .run();
        assertTrue(result.out().endsWith("\n2 200"), result::toString);
    }

    @Test
    void aClientThatAsksBeforeItSendsIsToldToGoOn() throws Exception {
        try (RawConnection connection = RawConnection.to(gateway.port())) {
            connection.send(head("Content-Length: " + CHAT.length(), "Expect: 100-continue"));
            assertEquals("HTTP/1.1 100 Continue", connection.line());
            assertEquals("", connection.line());
            assertEquals(200, connection.send(CHAT).answer().status());
        }
    }

    // ---- secrets ----

    @Test
    void noKeyIsEverShown() throws Exception {
        StringBuilder shown = new StringBuilder();
        for (String path : List.of("/keyless", "/dead", "/lost", "/nowhere", "")) {
            HttpResponse<String> response = gateway.http().post(path + CHAT_PATH, CHAT);
            shown.append(response.headers());
            shown.append(response.body());
        }
        List<String> pages = List.of(
                "/metrics",
                "/debug/config",
                "/api/v1/secrets",
                "/api/v1/namespaces/default/secrets/vendor",
                "/apis/agentgateway.dev/v1alpha1/agentgatewaybackends",
                "/apis/agentgateway.dev/v1alpha1/namespaces/default/agentgatewaybackends/dead",
                "/apis/gateway.networking.k8s.io/v1/httproutes");
        for (String page : pages) {
            HttpResponse<String> response = gateway.admin().get(page);
            assertEquals(200, response.statusCode(), page);
            shown.append(response.body());
        }
        for (String command : List.of(
                "llm:backend-list --json",
                "llm:backend-info default/vendor",
                "llm:backend-info default/dead",
                "llm:route-explain POST http://gateway/dead" + CHAT_PATH,
                "llm:config-status --json",
                "llm:target-list --json")) {
            Command.Result result = gateway.shell(command);
            assertEquals(0, result.exit(), result::toString);
            shown.append(result.out()).append(result.err());
        }
        shown.append(gateway.log());
        for (Path file : Folders.files(gateway.data().resolve("log"))) {
            shown.append(Files.readString(file, StandardCharsets.ISO_8859_1));
        }
        assertFalse(shown.toString().contains(ENCODED_KEY), "a key in base64");
        int at = shown.indexOf(KEY);
        assertEquals(-1, at, () -> "a key: " + shown.substring(Math.max(0, at - 300), at + 60));
        JsonNode backends = gateway.admin().json("/apis/agentgateway.dev/v1alpha1/agentgatewaybackends");
        assertEquals(BACKENDS, backends.path("items").size());
    }
}
