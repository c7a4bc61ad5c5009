package io.camelid.http.internal.relay;

import static io.camelid.http.internal.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.camelid.http.internal.Forwarder;
import io.camelid.http.internal.RawClient;
import io.camelid.http.internal.RawServer;
import io.camelid.http.internal.Wire;
import io.camelid.http.internal.upstream.UpstreamTimeouts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.eclipse.jetty.util.BufferUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Client, listener, pump, upstream client and upstream together. */
@Timeout(60)
class ProxyTest {
    private static final String STREAM =
            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";

    private static String chunk(String text) {
        return Integer.toHexString(text.length()) + "\r\n" + text + "\r\n";
    }

    private static String answer(String body) {
        return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n"
                + body;
    }

    @Test
    void passesRequestsAndAnswersOn() throws Exception {
        CompletableFuture<String> seen = new CompletableFuture<>();
        try (RawServer server = new RawServer(link -> {
                    seen.complete(link.request());
                    link.send(
                            "HTTP/1.1 201 Made\r\nX-Up: yes\r\nConnection: X-Hop\r\nX-Hop: no\r\nContent-Length: 2\r\n\r\nok");
                });
                Wire wire = Wire.forwardingTo(server);
                RawClient client = wire.connect()) {
            client.send("POST /v1/x?y=z HTTP/1.1\r\nHost: h\r\nX-Down: yes\r\nConnection: X-Away\r\nX-Away: 1\r\n"
                    + "TE: trailers\r\nContent-Length: 4\r\n\r\nbody");
            String response = client.response();
            assertTrue(response.startsWith("HTTP/1.1 201 "), response);
            assertTrue(response.contains("X-Up: yes"), response);
            assertFalse(response.contains("X-Hop"), response);
            assertTrue(response.endsWith("ok"), response);
            String request = seen.get();
            assertTrue(request.startsWith("POST /v1/x?y=z HTTP/1.1\r\n"), request);
            assertTrue(request.contains("X-Down: yes"), request);
            assertFalse(request.contains("X-Away") || request.contains("TE:"), request);
            assertTrue(request.endsWith("\r\n\r\nbody"), request);
        }
    }

    @Test
    void keepsBothConnectionsAndTheReactor() throws Exception {
        try (RawServer server = RawServer.answering(answer("{}"));
                Wire wire = Wire.forwardingTo(server);
                RawClient first = wire.connect();
                RawClient second = wire.connect()) {
            for (int i = 0; i < 20; i++) {
                assertTrue(first.post("/", "x").response().endsWith("{}"));
                assertTrue(second.post("/", "x").response().endsWith("{}"));
            }
            // Two clients are on two reactors, and each reactor has an upstream connection of its own.
            assertEquals(2, server.links().size());
            assertEquals(20, server.links().get(0).requests());
            assertEquals(20, server.links().get(1).requests());
        }
    }

    @Test
    void passesEveryEventOnBeforeTheNext() throws Exception {
        SynchronousQueue<String> events = new SynchronousQueue<>();
        try (RawServer server = new RawServer(link -> {
                    link.request();
                    link.send(STREAM);
                    for (String event = events.take(); !event.isEmpty(); event = events.take()) {
                        link.send(chunk(event));
                    }
                    link.send("0\r\n\r\n");
                });
                Wire wire = Wire.forwardingTo(server);
                RawClient client = wire.connect()) {
            client.post("/", "{}");
            // The head comes before any event.
            assertTrue(client.head().contains("text/event-stream"));
            for (int i = 0; i < 100; i++) {
                String event = "data: {\"n\":" + i + "}\n\n";
                events.put(event);
                client.until(event);
            }
            events.put("");
            client.until("\r\n0\r\n\r\n");
        }
    }

    @Test
    void sendsAShortStreamWholeWhereItIsHereWhole() throws Exception {
        try (RawServer server = RawServer.answering(STREAM + chunk("data: 1\n\n") + "0\r\n\r\n");
                Wire wire = Wire.forwardingTo(server);
                RawClient client = wire.connect()) {
            for (int i = 0; i < 10; i++) {
                assertTrue(client.post("/", "{}").response().endsWith("\r\n\r\ndata: 1\n\n"));
            }
            assertEquals(1, server.links().size());
        }
    }

    // ---- clients that leave ----

    @Test
    void endsASilentUpstreamCallWhenTheClientLeaves() throws Exception {
        try (RawServer server = new RawServer(link -> {
                    link.request();
                    link.awaitClose();
                });
                Wire wire = Wire.forwardingTo(server)) {
            for (boolean reset : List.of(false, true)) {
                RawClient client = wire.connect();
                int links = server.links().size();
                client.post("/", "{}");
                eventually(
                        "asked",
                        () -> server.links().size() > links
                                && server.links().get(links).requests() == 1);
                if (reset) {
                    client.reset();
                } else {
                    client.leave();
                }
                eventually("ended", () -> server.links().get(links).isClosedByPeer());
                eventually("forgotten", () -> wire.listeners().connections() == 0);
            }
        }
    }

    @Test
    void endsAStreamThatHasFallenSilentWhenTheClientLeaves() throws Exception {
        try (RawServer server = new RawServer(link -> {
                    link.request();
                    link.send(STREAM + chunk("data: 1\n\n"));
                    link.awaitClose();
                });
                Wire wire = Wire.forwardingTo(server);
                RawClient client = wire.connect()) {
            client.post("/", "{}").until("data: 1\n\n");
            client.leave();
            eventually("ended", () -> server.links().get(0).isClosedByPeer());
        }
    }

    @Test
    void endsAStreamThatFlowsWhenTheClientLeaves() throws Exception {
        CompletableFuture<Void> failed = new CompletableFuture<>();
        try (RawServer server = new RawServer(link -> {
                    link.request();
                    link.send(STREAM);
                    try {
                        while (true) {
                            link.send(chunk("data: x\n\n"));
                            TimeUnit.MILLISECONDS.sleep(5);
                        }
                    } catch (IOException e) {
                        failed.complete(null);
                    }
                });
                Wire wire = Wire.forwardingTo(server);
                RawClient client = wire.connect()) {
            client.post("/", "{}").until("data: x\n\n");
            client.leave();
            failed.get(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void endsAStreamThatIsHeldBackWhenTheClientLeaves() throws Exception {
        try (RawServer server = flooding();
                Wire wire = Wire.forwardingTo(server);
                RawClient client = new RawClient(wire.address(), 8 << 10)) {
            client.post("/", "{}").head();
            eventually("stalled", () -> isStalled(server));
            client.reset();
            eventually("ended", () -> server.links().get(0).socket().isClosed());
        }
    }

    @Test
    void endsAnHttp2StreamWhenTheClientResetsIt() throws Exception {
        try (RawServer server = new RawServer(link -> {
                    link.request();
                    link.send(STREAM + chunk("data: 1\n\n"));
                    link.awaitClose();
                });
                Wire wire = Wire.forwardingTo(server)) {
            HttpClient client =
                    HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
            HttpResponse<InputStream> response = client.send(
                    HttpRequest.newBuilder(URI.create(
                                    "http://127.0.0.1:" + wire.address().getPort() + "/"))
                            .build(),
                    BodyHandlers.ofInputStream());
            assertEquals(HttpClient.Version.HTTP_2, response.version());
            assertEquals('d', response.body().read());
            response.body().close();
            eventually("ended", () -> server.links().get(0).isClosedByPeer());
        }
    }

    // ---- upstreams that break off ----

    @Test
    void breaksTheClientsStreamOffWithTheUpstreams() throws Exception {
        for (String begun :
                List.of(STREAM + chunk("data: 1\n\n"), "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nsome")) {
            try (RawServer server = new RawServer(link -> {
                        link.request();
                        link.send(begun);
                    });
                    Wire wire = Wire.forwardingTo(server);
                    RawClient client = wire.connect()) {
                String all = client.post("/", "{}").rest();
                assertTrue(all.startsWith("HTTP/1.1 200 "), all);
                assertFalse(all.endsWith("0\r\n\r\n"), all);
            }
        }
    }

    @Test
    void letsAStageEndABrokenStreamWithAnEventOfItsOwn() throws Exception {
        BodyStage stage = new BodyStage() {
            @Override
            public void content(ByteBuffer chunk, ClientOutput output) {
                output.write(chunk);
            }

            @Override
            public void end(ClientOutput output) {}

            @Override
            public void fail(Throwable failure, ClientOutput output) {
                output.write(BufferUtil.toBuffer("event: error\n\n"));
            }
        };
        try (RawServer server = new RawServer(link -> {
                    link.request();
                    link.send(STREAM + chunk("data: 1\n\n"));
                });
                Wire wire = Wire.forwardingTo(server, UpstreamTimeouts.NONE, () -> stage);
                RawClient client = wire.connect()) {
            String all = client.post("/", "{}").response();
            assertEquals("data: 1\n\nevent: error\n\n", RawClient.dechunk(all));
        }
    }

    @Test
    void letsAStageHoldBackReplaceAndAdd() throws Exception {
        ByteArrayOutputStream held = new ByteArrayOutputStream();
        BodyStage stage = new BodyStage() {
            @Override
            public void content(ByteBuffer chunk, ClientOutput output) {
                byte[] bytes = new byte[chunk.remaining()];
                chunk.get(bytes);
                held.writeBytes(bytes);
                if (held.toString().endsWith("b")) {
                    output.write(BufferUtil.toBuffer("<"));
                    output.write(BufferUtil.toBuffer(held.toString()));
                    output.write(BufferUtil.toBuffer(">"));
                    held.reset();
                }
            }

            @Override
            public void end(ClientOutput output) {
                output.write(BufferUtil.toBuffer("[" + held + "]"));
            }

            @Override
            public void fail(Throwable failure, ClientOutput output) {
                output.abort(failure);
            }
        };
        try (RawServer server = RawServer.answering(STREAM + chunk("a") + chunk("b") + chunk("c") + "0\r\n\r\n");
                Wire wire = Wire.forwardingTo(server, UpstreamTimeouts.NONE, () -> stage);
                RawClient client = wire.connect()) {
            String all = client.post("/", "{}").response();
            assertEquals("<ab>[c]", RawClient.dechunk(all));
        }
    }

    @Test
    void answersForAnUpstreamThatIsNotThere() throws Exception {
        RawServer gone = RawServer.answering("");
        gone.close();
        try (Wire wire = Wire.forwardingTo(gone);
                RawClient client = wire.connect()) {
            String response = client.post("/", "{}").response();
            assertTrue(response.startsWith("HTTP/1.1 502 "), response);
        }
    }

    // ---- back-pressure ----

    @Test
    void holdsBackOnlyTheUpstreamOfAClientThatDoesNotRead() throws Exception {
        try (RawServer server = flooding();
                Wire wire = Wire.forwardingTo(server);
                RawClient idle = new RawClient(wire.address(), 8 << 10)) {
            idle.post("/", "{}").head();
            eventually("stalled", () -> isStalled(server));
            assertTaken(server.links().get(0), 16 << 20);

            // Its neighbours on both reactors are served meanwhile.
            for (int i = 0; i < 4; i++) {
                try (RawClient other = wire.connect()) {
                    other.post("/", "{}").head();
                    assertTrue(other.in().readNBytes(1 << 20).length == 1 << 20);
                }
            }
            assertTaken(server.links().get(0), 16 << 20);

            // And it can go on where it stopped.
            assertEquals(8 << 20, idle.in().readNBytes(8 << 20).length);
        }
    }

    private static void assertTaken(RawServer.Link upstream, long atMost) {
        long taken = upstream.sent();
        assertTrue(taken < atMost, "taken from the upstream: " + taken);
    }

    private static RawServer flooding() {
        String block = "x".repeat(16 << 10);
        return new RawServer(link -> {
            link.request();
            link.send("HTTP/1.1 200 OK\r\nContent-Length: 209715200\r\n\r\n");
            for (int i = 0; i < 12_800; i++) {
                link.send(block);
            }
        });
    }

    private static boolean isStalled(RawServer server) {
        long before = server.links().get(0).sent();
        try {
            TimeUnit.MILLISECONDS.sleep(300);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return before > 0 && server.links().get(0).sent() == before;
    }

    @Test
    void takesManyLargeAnswersAtATime() throws Exception {
        String body = "y".repeat(3 << 20);
        try (RawServer server = RawServer.answering(answer(body));
                Wire wire = Wire.forwardingTo(server)) {
            List<CompletableFuture<Boolean>> readers = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                readers.add(CompletableFuture.supplyAsync(() -> {
                    try (RawClient client = wire.connect()) {
                        return client.post("/", "{}").response().endsWith(body)
                                && client.post("/", "{}").response().endsWith(body);
                    } catch (IOException e) {
                        throw new IllegalStateException(e);
                    }
                }));
            }
            for (CompletableFuture<Boolean> reader : readers) {
                assertTrue(reader.get(30, TimeUnit.SECONDS));
            }
        }
    }

    // ---- bodies of requests ----

    @Test
    void streamsRequestBodies() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CompletableFuture<String> received = new CompletableFuture<>();
        try (RawServer server = new RawServer(link -> {
                    String head = link.head();
                    begun.countDown();
                    StringBuilder all = new StringBuilder(head);
                    while (all.indexOf("0\r\n\r\n") < 0) {
                        all.append((char) link.in().read());
                    }
                    received.complete(all.toString());
                    link.send(answer("{}"));
                });
                Wire wire = new Wire(client -> new Forwarder(
                        client, () -> Wire.plaintext(server), true, UpstreamTimeouts.NONE, BodyStage::unchanged));
                RawClient client = wire.connect()) {
            client.send("POST /up HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
            assertTrue(begun.await(30, TimeUnit.SECONDS));
            client.send("6\r\n world\r\n0\r\n\r\n");
            assertTrue(client.response().endsWith("{}"));
            assertEquals("hello world", RawClient.dechunk(received.get()));
        }
    }

    @Test
    void endsTheUpstreamCallWhenTheClientLeavesDuringItsBody() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        try (RawServer server = new RawServer(link -> {
                    link.head();
                    begun.countDown();
                    link.awaitClose();
                });
                Wire wire = new Wire(client -> new Forwarder(
                        client, () -> Wire.plaintext(server), true, UpstreamTimeouts.NONE, BodyStage::unchanged));
                RawClient client = wire.connect()) {
            client.send("POST /up HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\nhello");
            assertTrue(begun.await(30, TimeUnit.SECONDS));
            client.leave();
            eventually("ended", () -> server.links().get(0).isClosedByPeer());
        }
    }

    @Test
    void asksForABodyThatTheClientHoldsBack() throws Exception {
        try (RawServer server = RawServer.answering(answer("{}"));
                Wire wire = Wire.forwardingTo(server);
                RawClient client = wire.connect()) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n");
            assertTrue(client.head().startsWith("HTTP/1.1 100 "));
            client.send("body");
            assertTrue(client.response().endsWith("{}"));
        }
    }

    // ---- odd answers ----

    @Test
    void passesAnswersWithoutBodiesOn() throws Exception {
        try (RawServer server = new RawServer(link -> {
                    for (String request = link.request(); request != null; request = link.request()) {
                        link.send(
                                request.startsWith("HEAD")
                                        ? "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"
                                        : "HTTP/1.1 204 No Content\r\n\r\n");
                    }
                });
                Wire wire = Wire.forwardingTo(server);
                RawClient client = wire.connect()) {
            for (int i = 0; i < 3; i++) {
                String head = client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n").head();
                assertTrue(head.contains("Content-Length: 1000"), head);
                assertTrue(client.get("/").head().startsWith("HTTP/1.1 204 "));
            }
            assertEquals(1, server.links().size());
        }
    }

    @Test
    void leavesContentCodingsAlone() throws Exception {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(zipped)) {
            gzip.write("text".repeat(100).getBytes());
        }
        String body = zipped.toString(java.nio.charset.StandardCharsets.ISO_8859_1);
        CompletableFuture<String> seen = new CompletableFuture<>();
        try (RawServer server = new RawServer(link -> {
                    seen.complete(link.request());
                    link.send("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: " + body.length()
                            + "\r\n\r\n" + body);
                });
                Wire wire = Wire.forwardingTo(server);
                RawClient client = wire.connect()) {
            String response = client.send("GET / HTTP/1.1\r\nHost: a\r\nAccept-Encoding: br\r\n\r\n")
                    .response();
            assertTrue(response.contains("Content-Encoding: gzip"), response);
            assertTrue(response.endsWith(body));
            assertTrue(seen.get().contains("Accept-Encoding: br\r\n"));
        }
    }

    @Test
    void cutsAnHttp10ClientsAnswerWithTheConnection() throws Exception {
        try (RawServer server = RawServer.answering(STREAM + chunk("data: 1\n\n") + "0\r\n\r\n");
                Wire wire = Wire.forwardingTo(server);
                RawClient client = wire.connect()) {
            String all = client.send("GET / HTTP/1.0\r\n\r\n").rest();
            assertTrue(all.endsWith("\r\n\r\ndata: 1\n\n"), all);
        }
    }

    @Test
    void refusesConnectionsAfterClosing() throws Exception {
        RawServer server = RawServer.answering(answer("{}"));
        Wire wire = Wire.forwardingTo(server);
        wire.close();
        assertThrows(IOException.class, wire::connect);
        server.close();
    }
}
