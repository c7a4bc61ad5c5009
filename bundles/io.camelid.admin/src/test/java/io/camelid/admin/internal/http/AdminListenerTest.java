package io.camelid.admin.internal.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.camelid.admin.internal.Admin;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdminListenerTest {
    private final FakeEndpoint endpoint = new FakeEndpoint();
    private final Admin admin = new Admin(endpoint);

    @AfterEach
    void close() {
        admin.close();
    }

    @Test
    void hasAnIndex() {
        HttpResponse<String> answer = admin.get("/");

        assertEquals(200, answer.statusCode());
        assertTrue(answer.body().contains("/fake              something made up\n"), answer.body());
    }

    @Test
    void isReadOnlyUncacheableAndForNoOtherSite() {
        HttpResponse<String> answer = admin.get("/fake/x?a=1&a=2&b=", "Origin", "http://evil.example");

        assertEquals("GET /fake/x {a=[1, 2], b=[]} ", answer.body());
        assertEquals(Optional.of("no-store"), answer.headers().firstValue("Cache-Control"));
        assertEquals(Optional.of("nosniff"), answer.headers().firstValue("X-Content-Type-Options"));
        assertTrue(answer.headers().map().keySet().stream().noneMatch(name -> name.startsWith("access-control")));
        assertFalse(answer.headers().firstValue("Server").isPresent());
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACK"})
    void refusesToChangeAnything(String method) {
        HttpResponse<String> answer = admin.send(method, "/fake");

        assertEquals(405, answer.statusCode());
        assertEquals(Optional.of("GET, HEAD"), answer.headers().firstValue("Allow"));
    }

    @Test
    void answersHeadWithoutABody() {
        HttpResponse<String> answer = admin.send("HEAD", "/fake");

        assertEquals(200, answer.statusCode());
        assertEquals("", answer.body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/nothing", "/fakes", "/favicon.ico"})
    void knowsWhatIsNotThere(String path) {
        assertEquals(404, admin.get(path).statusCode());
    }

    @Test
    void doesNotTellWhatWentWrong() {
        endpoint.failure = new IllegalStateException("with a secret in its message");
        HttpResponse<String> answer = admin.get("/fake");

        assertEquals(500, answer.statusCode());
        assertFalse(answer.body().contains("secret"));
    }

    @Test
    void refusesNamesThatAreNotThisMachines() throws IOException {
        assertTrue(raw("GET /fake HTTP/1.1\r\nHost: evil.example\r\n\r\n").startsWith("HTTP/1.1 421 "));
        assertTrue(raw("GET /fake HTTP/1.1\r\nHost: localhost\r\n\r\n").startsWith("HTTP/1.1 200 "));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /fake HTTP/1.1\r\n\r\n",
                "GET /fake%2f..%2fx HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET /../x HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET /fake HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
                "rubbish\r\n\r\n"
            })
    void refusesMalformedRequests(String request) throws IOException {
        assertTrue(raw(request).startsWith("HTTP/1.1 400 "), request);
    }

    @Test
    void boundsTheHead() throws IOException {
        String answer = raw("GET /fake HTTP/1.1\r\nHost: localhost\r\nX: " + "a".repeat(20_000) + "\r\n\r\n");

        assertTrue(answer.startsWith("HTTP/1.1 431 "), answer);
        assertFalse(answer.contains("aaaa"));
    }

    @Test
    void sendsEventsAsTheyCome() throws Exception {
        endpoint.limit = Duration.ofSeconds(30);
        try (Socket socket = open("/fake/events")) {
            BufferedReader lines = reader(socket);
            skipHead(lines);
            endpoint.events.add("one\n");
            assertEquals("one", nextLine(lines));
            endpoint.events.add("two\n");
            assertEquals("two", nextLine(lines));
        }
    }

    @Test
    void endsAStreamWhenItsTimeIsOver() {
        endpoint.limit = Duration.ofMillis(300);
        endpoint.events.add("one\n");

        assertEquals("one\n", admin.get("/fake/events").body());
    }

    @Test
    void boundsTheNumberOfStreams() throws Exception {
        endpoint.limit = Duration.ofSeconds(30);
        List<Socket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < 32; i++) {
                Socket socket = open("/fake/events");
                sockets.add(socket);
                assertTrue(reader(socket).readLine().contains("200"));
            }
            assertEquals(503, admin.get("/fake/events").statusCode());
            assertEquals(200, admin.get("/fake").statusCode(), "streams hold no thread");
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    @Test
    void saysWhyItCannotListen() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            AdminListener second = RunningListener.listener("127.0.0.1", taken.getLocalPort());

            IOException failure = assertThrows(IOException.class, second::open);
            assertTrue(
                    failure.getMessage()
                            .contains(
                                    "127.0.0.1:" + taken.getLocalPort() + " (keys bind and port of io.camelid.admin)"),
                    failure.getMessage());
        }
    }

    private Socket open(String path) throws IOException {
        Socket socket = new Socket("127.0.0.1", admin.port());
        socket.setSoTimeout(20_000);
        socket.getOutputStream()
                .write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private String raw(String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", admin.port())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            byte[] head = in.readNBytes(12);
            return new String(head, StandardCharsets.US_ASCII)
                    + new String(in.readNBytes(Math.max(1, in.available())), StandardCharsets.US_ASCII);
        }
    }

    private static BufferedReader reader(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
    }

    private static void skipHead(BufferedReader lines) throws IOException {
        String line = lines.readLine();
        while (!line.isEmpty()) {
            line = lines.readLine();
        }
    }

    /** Past the chunk sizes of the transfer encoding. */
    private static String nextLine(BufferedReader lines) throws IOException {
        String line = lines.readLine();
        while (line.isEmpty() || line.matches("[0-9A-Fa-f]+")) {
            line = lines.readLine();
        }
        return line;
    }

    private static final class FakeEndpoint implements Endpoint {
        final BlockingQueue<String> events = new LinkedBlockingQueue<>();
        volatile RuntimeException failure;
        volatile Duration limit = Duration.ofSeconds(1);

        @Override
        public Map<String, String> paths() {
            return Map.of("/fake", "something made up");
        }

        @Override
        public Reply answer(Query query) {
            if (failure != null) {
                throw failure;
            }
            if (query.path().endsWith("/events")) {
                return new Reply.Events("text/plain", this::next, "\n", limit);
            }
            String text = String.join(
                    " ", query.method(), query.path(), query.parameters().toString(), query.accept());
            return new Reply.Whole(200, "text/plain", text.getBytes(StandardCharsets.UTF_8));
        }

        private byte[] next() {
            String event = events.poll();
            return (event == null ? "" : event).getBytes(StandardCharsets.UTF_8);
        }
    }
}
