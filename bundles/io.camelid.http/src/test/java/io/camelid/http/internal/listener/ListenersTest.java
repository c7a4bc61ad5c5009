package io.camelid.http.internal.listener;

import static io.camelid.http.internal.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.camelid.http.internal.RawClient;
import io.camelid.http.internal.Wire;
import io.camelid.http.internal.reactor.AffineEndPoint;
import io.camelid.http.internal.upstream.UpstreamSettings;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ListenersTest {
    /** Answers with the path. */
    private static final class Echo extends Handler.Abstract.NonBlocking {
        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            ByteBuffer path = BufferUtil.toBuffer(request.getHttpURI().getPathQuery());
            response.getHeaders().put("Content-Length", path.remaining());
            response.write(true, path, callback);
            return true;
        }
    }

    /** Answers when the test says so. */
    private static final class Held extends Handler.Abstract.NonBlocking {
        private final LinkedBlockingQueue<Runnable> answers = new LinkedBlockingQueue<>();

        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            answers.add(() -> response.write(true, BufferUtil.toBuffer("done"), callback));
            return true;
        }

        Runnable next() throws InterruptedException {
            return answers.poll(30, TimeUnit.SECONDS);
        }
    }

    private static Wire serving(Handler handler) {
        return new Wire(client -> handler);
    }

    private static Wire serving(ListenerSettings settings, Handler handler) {
        return new Wire(settings, UpstreamSettings.DEFAULT, client -> handler);
    }

    private static ListenerSettings settings(Duration header, Duration idle, int connections) {
        return new ListenerSettings(16 << 10, header, idle, connections, 128, 512);
    }

    @Test
    void keepsAConnectionForManyRequests() throws Exception {
        try (Wire wire = serving(new Echo());
                RawClient client = wire.connect()) {
            for (int i = 0; i < 100; i++) {
                assertTrue(client.get("/n/" + i).response().endsWith("/n/" + i));
            }
            assertEquals(1, wire.listeners().connections());
        }
    }

    @Test
    void servesPipelinedRequestsInOrder() throws Exception {
        try (Wire wire = serving(new Echo());
                RawClient client = wire.connect()) {
            client.send("GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\n"
                    + "GET /3 HTTP/1.1\r\nHost: a\r\n\r\n");
            assertTrue(client.response().endsWith("/1"));
            assertTrue(client.response().endsWith("/2"));
            assertTrue(client.response().endsWith("/3"));
        }
    }

    @Test
    void servesARequestThatArrivesWhileTheOneBeforeIsStillServed() throws Exception {
        Held held = new Held();
        try (Wire wire = serving(held);
                RawClient client = wire.connect()) {
            client.get("/1");
            Runnable first = held.next();
            client.get("/2").get("/3");
            first.run();
            assertTrue(client.response().endsWith("done"));
            held.next().run();
            assertTrue(client.response().endsWith("done"));
            held.next().run();
            assertTrue(client.response().endsWith("done"));
        }
    }

    @Test
    void holdsBackAClientThatPipelinesWithoutEnd() throws Exception {
        Held held = new Held();
        int count = 2_000;
        try (Wire wire = serving(held);
                RawClient client = wire.connect()) {
            client.get("/first");
            Runnable first = held.next();
            Thread flood = new Thread(() -> {
                try {
                    for (int i = 0; i < count; i++) {
                        client.get("/" + "x".repeat(1000));
                    }
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            flood.start();
            first.run();
            assertTrue(client.response().endsWith("done"));
            for (int i = 0; i < count; i++) {
                held.next().run();
                assertTrue(client.response().endsWith("done"));
            }
            flood.join();
        }
    }

    @Test
    void noticesAClientThatLeavesBehindAPipelinedRequest() throws Exception {
        CompletableFuture<Throwable> left = new CompletableFuture<>();
        Handler handler = new Handler.Abstract.NonBlocking() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                request.addFailureListener(failure -> {
                    left.complete(failure);
                    callback.failed(failure);
                });
                return true;
            }
        };
        try (Wire wire = serving(handler);
                RawClient client = wire.connect()) {
            client.get("/1").get("/2").leave();
            left.get(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void speaksHttp2WithoutTls() throws Exception {
        try (Wire wire = serving(new Echo())) {
            HttpClient client =
                    HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
            URI uri = URI.create("http://127.0.0.1:" + wire.address().getPort() + "/over/h2c");
            var first = client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
            assertEquals("/over/h2c", first.body());
            var second = client.send(
                    HttpRequest.newBuilder(uri)
                            .POST(HttpRequest.BodyPublishers.ofString("x"))
                            .build(),
                    BodyHandlers.ofString());
            assertEquals(HttpClient.Version.HTTP_2, second.version());
            assertEquals("/over/h2c", second.body());
        }
    }

    @Test
    void sendsNoServerField() throws Exception {
        try (Wire wire = serving(new Echo());
                RawClient client = wire.connect()) {
            String head = client.get("/").response().toLowerCase();
            assertFalse(head.contains("\r\nserver:"), head);
            assertFalse(head.contains("x-powered-by"), head);
        }
    }

    @Test
    void opensAndClosesPortsWhileOthersServe() throws Exception {
        try (Wire wire = serving(new Echo());
                RawClient steady = wire.connect()) {
            Listener second = wire.listeners().open(Wire.ANY_PORT, Optional.empty());
            InetSocketAddress address = second.address();
            try (RawClient client = new RawClient(address)) {
                assertTrue(client.get("/second").response().endsWith("/second"));
                wire.listeners().close(second, Duration.ofSeconds(30)).get(30, TimeUnit.SECONDS);
                assertEquals("", client.rest());
            }
            assertThrows(ConnectException.class, () -> new RawClient(address));
            assertTrue(steady.get("/steady").response().endsWith("/steady"));
            // The very same port can be had again at once.
            Listener third = wire.listeners().open(address, Optional.empty());
            try (RawClient client = new RawClient(address)) {
                assertTrue(client.get("/third").response().endsWith("/third"));
            }
            wire.listeners().close(third, Duration.ZERO).get(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void saysWhichPortIsTaken() throws Exception {
        try (Wire wire = serving(new Echo())) {
            assertThrows(IOException.class, () -> wire.listeners().open(wire.address(), Optional.empty()));
            try (RawClient client = wire.connect()) {
                assertTrue(client.get("/still").response().endsWith("/still"));
            }
        }
    }

    @Test
    void drainsWithoutCuttingWhatIsServed() throws Exception {
        Held held = new Held();
        try (Wire wire = serving(held);
                RawClient idle = wire.connect();
                RawClient busy = wire.connect()) {
            idle.get("/idle");
            held.next().run();
            idle.response();
            busy.get("/busy");
            Runnable answer = held.next();

            InetSocketAddress address = wire.address();
            CompletableFuture<Void> drained = wire.listeners().drain(Duration.ofSeconds(60));
            assertEquals("", idle.rest());
            // The port is let go on its reactor's thread: whoever comes before that is served.
            eventually("refused", () -> isRefused(address));
            assertFalse(drained.isDone());

            answer.run();
            String response = busy.response();
            assertTrue(response.contains("Connection: close"), response);
            assertTrue(response.endsWith("done"), response);
            assertEquals("", busy.rest());
            drained.get(30, TimeUnit.SECONDS);
            assertEquals(0, wire.listeners().connections());
        }
    }

    private static boolean isRefused(InetSocketAddress address) {
        try (RawClient client = new RawClient(address)) {
            return client.socket().isClosed();
        } catch (IOException e) {
            return true;
        }
    }

    @Test
    void cutsWhatIsLeftAfterTheGrace() throws Exception {
        Held held = new Held();
        try (Wire wire = serving(held);
                RawClient client = wire.connect()) {
            client.get("/never");
            held.next();
            wire.listeners().drain(Duration.ofMillis(200)).get(30, TimeUnit.SECONDS);
            assertEquals("", client.rest());
        }
    }

    @Test
    void drainsAtOnceWhenNothingIsServed() throws Exception {
        try (Wire wire = serving(new Echo());
                RawClient client = wire.connect()) {
            client.get("/").response();
            wire.listeners().drain(Duration.ofSeconds(60)).get(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void makesConnectionsOverTheBudgetWait() throws Exception {
        try (Wire wire = serving(settings(Duration.ofSeconds(10), Duration.ofSeconds(30), 2), new Echo());
                RawClient first = wire.connect();
                RawClient second = wire.connect()) {
            first.get("/").response();
            second.get("/").response();
            try (RawClient third = wire.connect()) {
                third.get("/third");
                first.leave();
                assertTrue(third.response().endsWith("/third"));
            }
            second.leave();
            eventually("all closed", () -> wire.listeners().connections() == 0);
        }
    }

    // ---- hostile input ----

    @Test
    void refusesLengthAndChunksTogether() throws Exception {
        try (Wire wire = serving(new Echo());
                RawClient client = wire.connect()) {
            client.send("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + "0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n");
            String all = client.rest();
            assertTrue(all.startsWith("HTTP/1.1 400 "), all);
            assertFalse(all.contains("/smuggled"), all);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
                "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
                "GET / HTTP/1.1\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\n folded: b\r\n\r\n",
                "GET /\r\n\r\n",
                "\u0000\u0001\u0002\r\n\r\n"
            })
    void refusesWhatIsNotHttp(String request) throws Exception {
        try (Wire wire = serving(new Echo());
                RawClient client = wire.connect()) {
            String all = client.send(request).rest();
            assertTrue(all.startsWith("HTTP/1.1 4") || all.startsWith("HTTP/1.1 505"), all);
            assertFalse(all.contains("HTTP/1.1 200"), all);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/../admin", "/v1/./x", "/..", "/v1/%2e%2e/admin", "/v1/..;/admin", "//v1/x", "/v1/%00"})
    void refusesAmbiguousPaths(String path) throws Exception {
        try (Wire wire = serving(new Echo());
                RawClient client = wire.connect()) {
            String response = client.get(path).response();
            assertTrue(response.startsWith("HTTP/1.1 400 "), response);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/model/us.anthropic.claude-3-5-sonnet-20240620-v1:0/converse",
                "/model/arn:aws:bedrock:us-east-1:1:inference-profile%2Fx/converse-stream",
                "/model/a%3A0/converse",
                "/model/100%25/converse",
                "/v1beta/models/gemini-1.5-pro:streamGenerateContent?alt=sse",
                "/.well-known/x",
                "/a/..b/c",
                "/v1/models/"
            })
    void takesPathsThatModelsNeed(String path) throws Exception {
        try (Wire wire = serving(new Echo());
                RawClient client = wire.connect()) {
            assertTrue(client.get(path).response().endsWith("\r\n" + path));
        }
    }

    @Test
    void refusesAHeadThatIsTooLarge() throws Exception {
        try (Wire wire = serving(new Echo());
                RawClient client = wire.connect()) {
            String megabyte = "x".repeat(1 << 20);
            Thread sender = new Thread(() -> {
                try {
                    client.send("GET / HTTP/1.1\r\nHost: a\r\nX-Big: " + megabyte + "\r\n\r\n");
                } catch (IOException e) {
                    // Refused before all was sent.
                }
            });
            sender.start();
            assertTrue(client.head().startsWith("HTTP/1.1 431 "));
            sender.join();
        }
        try (Wire wire = serving(new Echo());
                RawClient client = wire.connect()) {
            assertTrue(client.get("/" + "x".repeat(40 << 10)).head().startsWith("HTTP/1.1 414 "));
        }
    }

    @Test
    void endsARequestHeadThatTricklesIn() throws Exception {
        try (Wire wire = serving(settings(Duration.ofMillis(300), Duration.ofSeconds(30), 100), new Echo());
                RawClient client = wire.connect()) {
            client.send("GET /slow HTTP/1.1\r\n");
            Thread dripping = new Thread(() -> {
                try {
                    for (int i = 0; i < 100; i++) {
                        client.send("X-" + i + ": y\r\n");
                        java.util.concurrent.locks.LockSupport.parkNanos(20_000_000);
                    }
                } catch (IOException e) {
                    // Cut, as it should be.
                }
            });
            dripping.start();
            assertTrue(client.head().startsWith("HTTP/1.1 408 "));
            dripping.interrupt();
            dripping.join();
        }
    }

    @Test
    void doesNotTakeAnIdleConnectionForARequestHeadThatTricklesIn() throws Exception {
        try (Wire wire = serving(settings(Duration.ofMillis(100), Duration.ofSeconds(60), 100), new Echo());
                RawClient idle = wire.connect()) {
            idle.get("/1").response();
            // One on each reactor, and both begin later than the idle one ended.
            for (int i = 0; i < 2; i++) {
                try (RawClient trickling = wire.connect()) {
                    assertTrue(trickling.send("GET /slow").head().startsWith("HTTP/1.1 408 "));
                }
            }
            assertTrue(idle.get("/2").response().endsWith("/2"));
        }
    }

    @Test
    void endsAnIdleConnectionAfterItsTimeout() throws Exception {
        Duration timeout = Duration.ofSeconds(1);
        try (Wire wire = serving(settings(Duration.ofSeconds(60), timeout, 100), new Echo())) {
            long start = System.nanoTime();
            try (RawClient client = wire.connect()) {
                assertEquals("", client.rest());
            }
            long open = System.nanoTime() - start;
            assertTrue(open >= timeout.toNanos(), "closed after " + open + " ns");
        }
    }

    @Test
    void failsTheReadOfABodyThatStops() throws Exception {
        CompletableFuture<Throwable> failed = new CompletableFuture<>();
        Handler handler = new Handler.Abstract.NonBlocking() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                // Only now, so that the client may take its time until here.
                AffineEndPoint.of(
                                request.getConnectionMetaData().getConnection().getEndPoint())
                        .setIdleTimeout(1000);
                read(request, response, callback);
                return true;
            }

            private void read(Request request, Response response, Callback callback) {
                Content.Chunk chunk = request.read();
                if (chunk == null) {
                    request.demand(Invocable.from(
                            Invocable.InvocationType.NON_BLOCKING, () -> read(request, response, callback)));
                } else if (Content.Chunk.isFailure(chunk)) {
                    failed.complete(chunk.getFailure());
                    Response.writeError(request, response, callback, 408);
                } else {
                    chunk.release();
                    read(request, response, callback);
                }
            }
        };
        try (Wire wire = serving(handler);
                RawClient client = wire.connect()) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nhalf");
            assertTrue(client.head().startsWith("HTTP/1.1 408 "));
            assertTrue(failed.isDone());
        }
    }
}
