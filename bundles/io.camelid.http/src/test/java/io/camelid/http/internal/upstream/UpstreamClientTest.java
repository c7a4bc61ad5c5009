package io.camelid.http.internal.upstream;

import static io.camelid.http.internal.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.camelid.http.internal.RawServer;
import io.camelid.http.internal.Wire;
import io.camelid.http.internal.reactor.Reactor;
import io.camelid.http.internal.reactor.Reactors;
import io.camelid.http.internal.upstream.UpstreamException.Reason;
import io.camelid.spi.provider.Address;
import io.camelid.spi.provider.Tls;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.thread.Invocable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class UpstreamClientTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private final Reactors reactors = new Reactors(2, 4);
    private UpstreamClient client = new UpstreamClient(reactors, UpstreamSettings.DEFAULT);

    @AfterEach
    void close() {
        client.close();
        reactors.close();
    }

    /** What came of a call. */
    static final class Outcome implements UpstreamListener {
        final CompletableFuture<UpstreamResponse> head = new CompletableFuture<>();
        private final CompletableFuture<String> body = new CompletableFuture<>();
        private final StringBuilder text = new StringBuilder();
        private final List<Thread> threads = new ArrayList<>();
        private int told;

        @Override
        public void onResponse(UpstreamResponse response) {
            told++;
            threads.add(Thread.currentThread());
            head.complete(response);
            read(response.content());
        }

        @Override
        public void onFailure(UpstreamException failure) {
            told++;
            threads.add(Thread.currentThread());
            head.completeExceptionally(failure);
            body.completeExceptionally(failure);
        }

        private void read(Content.Source content) {
            while (true) {
                threads.add(Thread.currentThread());
                Content.Chunk chunk = content.read();
                if (chunk == null) {
                    content.demand(Invocable.from(Invocable.InvocationType.NON_BLOCKING, () -> read(content)));
                    return;
                }
                if (Content.Chunk.isFailure(chunk)) {
                    body.completeExceptionally(chunk.getFailure());
                    return;
                }
                text.append(BufferUtil.toString(chunk.getByteBuffer()));
                chunk.release();
                if (chunk.isLast()) {
                    body.complete(text.toString());
                    return;
                }
            }
        }

        String body() throws Exception {
            return body.get(30, TimeUnit.SECONDS);
        }

        Reason reason() throws Exception {
            try {
                return reasonOf(body.handle((text, failure) -> failure).get(30, TimeUnit.SECONDS));
            } finally {
                assertEquals(1, told);
            }
        }

        private static Reason reasonOf(Throwable failure) {
            return failure == null ? null : ((UpstreamException) failure).reason();
        }
    }

    private static UpstreamRequest request(
            String method, Address address, UpstreamBody body, UpstreamTimeouts timeouts) {
        return new UpstreamRequest(method, address, "/v1/x", HttpFields.build().put("X-A", "b"), body, timeouts);
    }

    private Outcome send(UpstreamRequest request) {
        Outcome outcome = new Outcome();
        client.send(request, reactors.all().get(0), outcome);
        return outcome;
    }

    private Outcome get(Address address) {
        return send(request("GET", address, UpstreamBody.NONE, UpstreamTimeouts.NONE));
    }

    private Outcome post(Address address, String body) {
        return send(
                request("POST", address, new UpstreamBody.Buffered(BufferUtil.toBuffer(body)), UpstreamTimeouts.NONE));
    }

    /** What these milliseconds count from the sending of the request, however long a connection takes. */
    private static UpstreamTimeouts timeouts(long firstByte, long idle) {
        return new UpstreamTimeouts(Duration.ofMinutes(1), Duration.ofMillis(firstByte), Duration.ofMillis(idle), 0);
    }

    @Test
    void sendsTheRequestAsItIsAndNoMore() throws Exception {
        CompletableFuture<String> seen = new CompletableFuture<>();
        try (RawServer server = new RawServer(link -> {
            seen.complete(link.request());
            link.send(OK);
        })) {
            assertEquals("ok", post(Wire.plaintext(server), "{}").body());
            String[] lines = seen.get().split("\r\n");
            assertEquals("POST /v1/x HTTP/1.1", lines[0]);
            assertEquals(
                    List.of("", "content-length: 2", "host: 127.0.0.1:" + server.port(), "x-a: b", "{}").stream()
                            .sorted()
                            .toList(),
                    Stream.of(lines).skip(1).map(String::toLowerCase).sorted().toList());
        }
    }

    @Test
    void keepsTargetsThatUriWouldNotTake() throws Exception {
        for (String target : List.of("//v1/x", "/a|b?q={x}", "/m/a%2Fb:c?x=%zz", "/?a=b&a=c", "/v1/x?")) {
            CompletableFuture<String> seen = new CompletableFuture<>();
            try (RawServer server = new RawServer(link -> {
                seen.complete(link.request());
                link.send(OK);
            })) {
                UpstreamRequest request = new UpstreamRequest(
                        "GET",
                        Wire.plaintext(server),
                        target,
                        HttpFields.EMPTY,
                        UpstreamBody.NONE,
                        UpstreamTimeouts.NONE);
                assertEquals("ok", send(request).body());
                assertEquals("GET " + target + " HTTP/1.1", seen.get().split("\r\n")[0]);
            }
        }
    }

    @Test
    void usesAConnectionAgain() throws Exception {
        try (RawServer server = RawServer.answering(OK)) {
            for (int i = 0; i < 50; i++) {
                assertEquals("ok", post(Wire.plaintext(server), "n" + i).body());
            }
            assertEquals(1, server.links().size());
        }
    }

    @Test
    void callsBackOnTheReactorOnly() throws Exception {
        try (RawServer server = RawServer.answering(OK)) {
            Reactor reactor = reactors.all().get(1);
            CompletableFuture<Thread> loop = new CompletableFuture<>();
            reactor.run(() -> loop.complete(Thread.currentThread()));
            for (int i = 0; i < 5; i++) {
                Outcome outcome = new Outcome();
                client.send(
                        request("GET", Wire.plaintext(server), UpstreamBody.NONE, UpstreamTimeouts.NONE),
                        reactor,
                        outcome);
                outcome.body();
                outcome.threads.forEach(thread -> assertSame(loop.join(), thread));
            }
        }
    }

    // ---- stale connections ----

    @Test
    void sendsAgainWhatAStaleConnectionDidNotAnswerIfThatIsSafe() throws Exception {
        try (RawServer server = new RawServer(link -> {
            link.request();
            link.send(OK);
            // The second request is read and the connection closed, as by a server that restarts.
            link.head();
        })) {
            assertEquals("ok", get(Wire.plaintext(server)).body());
            assertEquals("ok", get(Wire.plaintext(server)).body());
            assertEquals(2, server.links().size());
        }
    }

    @Test
    void doesNotSendAPostAgainWhoseBytesHaveLeft() throws Exception {
        try (RawServer server = new RawServer(link -> {
            link.request();
            link.send(OK);
            link.request();
        })) {
            assertEquals("ok", post(Wire.plaintext(server), "1").body());
            assertEquals(Reason.CLOSED, post(Wire.plaintext(server), "2").reason());
            assertEquals(1, server.links().size());
        }
    }

    @Test
    void sendsAPostAgainThatCarriesAnIdempotencyKey() throws Exception {
        try (RawServer server = new RawServer(link -> {
            link.request();
            link.send(OK);
            link.request();
        })) {
            UpstreamRequest request = new UpstreamRequest(
                    "POST",
                    Wire.plaintext(server),
                    "/",
                    HttpFields.build().put("Idempotency-Key", "1"),
                    new UpstreamBody.Buffered(BufferUtil.toBuffer("x")),
                    UpstreamTimeouts.NONE);
            assertEquals("ok", send(request).body());
            assertEquals("ok", send(request).body());
            assertEquals(2, server.links().size());
        }
    }

    @Test
    void doesNotSendAgainOnAFreshConnection() throws Exception {
        try (RawServer server = new RawServer(RawServer.Link::request)) {
            assertEquals(Reason.CLOSED, get(Wire.plaintext(server)).reason());
            assertEquals(1, server.links().size());
        }
    }

    @Test
    void doesNotSendAgainOnceAnAnswerHasBegun() throws Exception {
        try (RawServer server = new RawServer(link -> {
            link.request();
            link.send(OK);
            link.request();
            link.send("HTTP/1.1 200");
        })) {
            assertEquals("ok", get(Wire.plaintext(server)).body());
            assertEquals(Reason.CLOSED, get(Wire.plaintext(server)).reason());
            assertEquals(1, server.links().size());
        }
    }

    @Test
    void leavesAConnectionThatWasClosedWhileIdle() throws Exception {
        try (RawServer server = new RawServer(link -> {
            link.request();
            link.send(OK);
        })) {
            for (int i = 0; i < 20; i++) {
                Address address = Wire.plaintext(server);
                assertEquals("ok", post(address, "x").body());
                // However the FIN and the next POST race, none is lost: its bytes have not left, or it is not sent
                // here.
                int links = server.links().size();
                eventually(
                        "closed", () -> server.links().get(links - 1).socket().isClosed());
                eventually("idle connection gone", () -> client.connections() == 0);
            }
            assertEquals(20, server.links().size());
        }
    }

    @Test
    void doesNotRaceAServerThatSaysWhenItWillClose() throws Exception {
        try (RawServer server =
                RawServer.answering("HTTP/1.1 200 OK\r\nKeep-Alive: timeout=1, max=5\r\nContent-Length: 2\r\n\r\nok")) {
            post(Wire.plaintext(server), "x").body();
            post(Wire.plaintext(server), "x").body();
            assertEquals(2, server.links().size());
            eventually("closed", () -> server.links().get(0).isClosedByPeer());
        }
    }

    /** Another client, in the place of the one with the usual limits. */
    private void closeIdleConnectionsAfter(Duration idleTimeout) {
        UpstreamSettings standard = UpstreamSettings.DEFAULT;
        client.close();
        client = new UpstreamClient(
                reactors,
                new UpstreamSettings(
                        Duration.ofMinutes(1), idleTimeout, 10, 10, standard.maxHeadBytes(), standard.nameTtl()));
    }

    @Test
    void closesIdleConnections() throws Exception {
        closeIdleConnectionsAfter(Duration.ofSeconds(1));
        try (RawServer server = RawServer.answering(OK)) {
            assertEquals("ok", get(Wire.plaintext(server)).body());
            eventually("closed", () -> server.links().get(0).isClosedByPeer());
        }
    }

    @Test
    void doesNotCountAConnectionThatIsBeingMadeAsIdle() throws Exception {
        closeIdleConnectionsAfter(Duration.ofMillis(100));
        try (RawServer server = new RawServer(RawServer.Link::awaitClose)) {
            Address silent = new Address("127.0.0.1", server.port(), Optional.of(Tls.DEFAULT));
            Outcome outcome = send(request(
                    "GET",
                    silent,
                    UpstreamBody.NONE,
                    new UpstreamTimeouts(Duration.ofSeconds(1), Duration.ZERO, Duration.ZERO, 0)));
            Throwable failure =
                    assertThrows(ExecutionException.class, outcome::body).getCause();
            assertEquals(silent.authority() + " took too long", failure.getMessage());
        }
    }

    @Test
    void doesNotCountAThinkingUpstreamAsIdle() throws Exception {
        closeIdleConnectionsAfter(Duration.ofMillis(100));
        try (RawServer server = new RawServer(link -> {
            link.request();
            TimeUnit.MILLISECONDS.sleep(500);
            link.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\no");
            TimeUnit.MILLISECONDS.sleep(500);
            link.send("k");
        })) {
            assertEquals("ok", get(Wire.plaintext(server)).body());
        }
    }

    // ---- failures ----

    @Test
    void tellsThatNobodyListens() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        assertEquals(
                Reason.UNCONNECTED, get(Address.plaintext("127.0.0.1", port)).reason());
    }

    /** The kernel refuses a broadcast address without waiting; once its name is known, nothing is waited for. */
    @Test
    void tellsThatAConnectionFailsAtOnceAndGoesOn() throws Exception {
        for (int i = 0; i < 5; i++) {
            assertEquals(
                    Reason.UNCONNECTED,
                    get(Address.plaintext("255.255.255.255", 80)).reason());
        }
    }

    @Test
    void tellsThatANameHasNoAddress() throws Exception {
        assertEquals(
                Reason.UNRESOLVED,
                get(Address.plaintext("no-such-host.invalid", 80)).reason());
    }

    @Test
    void resolvesNames() throws Exception {
        try (RawServer server = RawServer.answering(OK)) {
            assertEquals(
                    "ok", get(Address.plaintext("localhost", server.port())).body());
        }
    }

    @Test
    void endsACallThatGetsNoHeadInTime() throws Exception {
        try (RawServer server = new RawServer(RawServer.Link::awaitClose)) {
            Outcome outcome = send(request("GET", Wire.plaintext(server), UpstreamBody.NONE, timeouts(200, 0)));
            assertEquals(Reason.FIRST_BYTE_TIMEOUT, outcome.reason());
            eventually("closed", () -> server.links().stream().anyMatch(RawServer.Link::isClosedByPeer));
        }
    }

    @Test
    void endsACallWhoseContentStops() throws Exception {
        try (RawServer server = new RawServer(link -> {
            link.request();
            link.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nsome");
            link.awaitClose();
        })) {
            Outcome outcome = send(request("GET", Wire.plaintext(server), UpstreamBody.NONE, timeouts(0, 200)));
            assertEquals(Reason.IDLE_TIMEOUT, outcome.reason());
            assertEquals("some", outcome.text.toString());
            eventually("closed", () -> server.links().get(0).isClosedByPeer());
        }
    }

    @Test
    void endsACallAtItsDeadline() throws Exception {
        try (RawServer server = new RawServer(link -> {
            link.request();
            link.send("HTTP/1.1 200 OK\r\n\r\n");
            while (!link.socket().isClosed()) {
                link.send("x");
                TimeUnit.MILLISECONDS.sleep(10);
            }
        })) {
            long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(300);
            Outcome outcome = send(request(
                    "GET",
                    Wire.plaintext(server),
                    UpstreamBody.NONE,
                    new UpstreamTimeouts(Duration.ZERO, Duration.ZERO, Duration.ofSeconds(5), deadline)));
            assertEquals(Reason.DEADLINE, outcome.reason());
            assertTrue(System.nanoTime() - deadline >= 0);
        }
    }

    @Test
    void endsACallThatNoConnectionTakesInTime() throws Exception {
        try (RawServer server = new RawServer(RawServer.Link::awaitClose)) {
            Address silent = new Address("127.0.0.1", server.port(), Optional.of(Tls.DEFAULT));
            Outcome outcome = send(request(
                    "GET",
                    silent,
                    UpstreamBody.NONE,
                    new UpstreamTimeouts(Duration.ofMillis(200), Duration.ofSeconds(5), Duration.ZERO, 0)));
            assertEquals(Reason.UNCONNECTED, outcome.reason());
        }
    }

    @Test
    void aDeadlineMayComeNearer() throws Exception {
        try (RawServer server = new RawServer(RawServer.Link::awaitClose)) {
            Outcome outcome = new Outcome();
            UpstreamCall call = client.send(
                    request("GET", Wire.plaintext(server), UpstreamBody.NONE, timeouts(60_000, 0)),
                    reactors.all().get(0),
                    outcome);
            long nearer = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(200);
            reactors.all().get(0).run(() -> call.expireAt(nearer));
            assertEquals(Reason.DEADLINE, outcome.reason());
            assertTrue(System.nanoTime() - nearer >= 0);
        }
    }

    @Test
    void aDeadlineMayBeLifted() throws Exception {
        assertDeadlineDoesNotCount(soon -> {});
    }

    /** The timer has fired when the reactor, which is busy, gets to what gives the call more time. */
    @Test
    void aDeadlineThatPassedBeforeItWasSeenToBeLiftedDoesNotCount() throws Exception {
        assertDeadlineDoesNotCount(UpstreamClientTest::awaitPast);
    }

    /** @param before what the reactor does, after the sending, before it lifts a deadline that is due soon */
    private void assertDeadlineDoesNotCount(LongConsumer before) throws Exception {
        Reactor reactor = reactors.all().get(0);
        long soon = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(200);
        try (RawServer server = new RawServer(link -> {
            link.request();
            awaitPast(soon);
            link.send(OK);
        })) {
            UpstreamRequest request = request(
                    "GET",
                    Wire.plaintext(server),
                    UpstreamBody.NONE,
                    new UpstreamTimeouts(Duration.ZERO, Duration.ZERO, Duration.ZERO, soon));
            Outcome outcome = new Outcome();
            reactor.run(() -> {
                UpstreamCall call = client.send(request, reactor, outcome);
                before.accept(soon);
                call.expireAt(0);
            });
            assertEquals("ok", outcome.body());
        }
    }

    /** Until the timer has had time for what was due. */
    private static void awaitPast(long due) {
        while (System.nanoTime() - due < TimeUnit.MILLISECONDS.toNanos(300)) {
            Thread.onSpinWait();
        }
    }

    @Test
    void tellsWhenABodyBreaksOff() throws Exception {
        for (String framing :
                List.of("Content-Length: 100\r\n\r\nsome", "Transfer-Encoding: chunked\r\n\r\n4\r\nsome\r\n")) {
            try (RawServer server = new RawServer(link -> {
                link.request();
                link.send("HTTP/1.1 200 OK\r\n" + framing);
            })) {
                Outcome outcome = get(Wire.plaintext(server));
                assertEquals(Reason.CLOSED, outcome.reason());
                assertEquals("some", outcome.text.toString());
            }
        }
    }

    @Test
    void readsABodyThatEndsWithTheConnection() throws Exception {
        try (RawServer server = new RawServer(link -> {
            link.request();
            link.send("HTTP/1.0 200 OK\r\n\r\nall of it");
        })) {
            assertEquals("all of it", get(Wire.plaintext(server)).body());
        }
    }

    @Test
    void passesInterimAnswersOver() throws Exception {
        try (RawServer server = RawServer.answering(
                "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n" + OK)) {
            for (int i = 0; i < 3; i++) {
                Outcome outcome = post(Wire.plaintext(server), "x");
                assertEquals("ok", outcome.body());
                assertEquals(200, outcome.head.get().status());
                assertNull(outcome.head.get().headers().get("Link"));
            }
            assertEquals(1, server.links().size());
        }
    }

    @Test
    void refusesWhatIsNotHttp() throws Exception {
        for (String answer : List.of(
                "SSH-2.0-OpenSSH_9.2\r\n\r\n",
                "HTTP/1.1 abc OK\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nabc",
                "HTTP/1.1 200 OK\r\nX-Big: " + "x".repeat(100_000) + "\r\n\r\n")) {
            try (RawServer server = new RawServer(link -> {
                link.request();
                link.send(answer);
                link.awaitClose();
            })) {
                assertEquals(Reason.PROTOCOL, get(Wire.plaintext(server)).reason(), answer.substring(0, 10));
            }
        }
    }

    @Test
    void refusesMoreThanMayWait() throws Exception {
        UpstreamSettings standard = UpstreamSettings.DEFAULT;
        client.close();
        client = new UpstreamClient(
                reactors,
                new UpstreamSettings(
                        standard.connectTimeout(), standard.idleTimeout(), 2, 4, 8192, standard.nameTtl()));
        CountDownLatch go = new CountDownLatch(1);
        try (RawServer server = new RawServer(link -> {
            while (link.request() != null) {
                go.await();
                link.send(OK);
            }
        })) {
            // Per reactor: one connection, two waiting.
            List<Outcome> outcomes = new ArrayList<>();
            outcomes.add(post(Wire.plaintext(server), "x"));
            eventually(
                    "sent",
                    () -> server.links().size() == 1 && server.links().get(0).requests() == 1);
            outcomes.add(post(Wire.plaintext(server), "x"));
            outcomes.add(post(Wire.plaintext(server), "x"));
            Outcome refused = post(Wire.plaintext(server), "x");
            assertEquals(Reason.QUEUE_FULL, refused.reason());
            go.countDown();
            for (Outcome outcome : outcomes) {
                assertEquals("ok", outcome.body());
            }
            assertEquals(1, server.links().size());
        }
    }

    // ---- cancelling ----

    @Test
    void cancelsBeforeTheAnswer() throws Exception {
        try (RawServer server = new RawServer(link -> {
            link.request();
            link.awaitClose();
        })) {
            Outcome outcome = new Outcome();
            UpstreamCall call = client.send(
                    request("GET", Wire.plaintext(server), UpstreamBody.NONE, UpstreamTimeouts.NONE),
                    reactors.all().get(0),
                    outcome);
            eventually(
                    "sent",
                    () -> server.links().size() == 1 && server.links().get(0).requests() == 1);
            call.cancel();
            assertEquals(Reason.CANCELLED, outcome.reason());
            eventually("closed", () -> server.links().get(0).isClosedByPeer());
        }
    }

    @Test
    void cancelsDuringTheAnswer() throws Exception {
        try (RawServer server = new RawServer(link -> {
            link.request();
            link.send("HTTP/1.1 200 OK\r\n\r\nsome");
            link.awaitClose();
        })) {
            Outcome outcome = new Outcome();
            UpstreamCall call = client.send(
                    request("GET", Wire.plaintext(server), UpstreamBody.NONE, UpstreamTimeouts.NONE),
                    reactors.all().get(0),
                    outcome);
            eventually("some", () -> outcome.text.length() == 4);
            call.cancel();
            assertEquals(Reason.CANCELLED, outcome.reason());
            eventually("closed", () -> server.links().get(0).isClosedByPeer());
        }
    }

    @Test
    void cancelsWhileConnecting() throws Exception {
        // A backlog that is full takes no more connections.
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Address address = Address.plaintext("127.0.0.1", full.getLocalPort());
            List<UpstreamCall> calls = new ArrayList<>();
            List<Outcome> outcomes = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                Outcome outcome = new Outcome();
                calls.add(client.send(
                        request("GET", address, UpstreamBody.NONE, UpstreamTimeouts.NONE),
                        reactors.all().get(0),
                        outcome));
                outcomes.add(outcome);
            }
            calls.forEach(UpstreamCall::cancel);
            for (Outcome outcome : outcomes) {
                assertEquals(Reason.CANCELLED, outcome.reason());
            }
        }
    }

    // ---- bodies ----

    @Test
    void streamsABodyAndHoldsItBackWithTheUpstream() throws Exception {
        long size = 64L << 20;
        CountDownLatch go = new CountDownLatch(1);
        CompletableFuture<Long> received = new CompletableFuture<>();
        try (RawServer server = new RawServer(link -> {
            link.head();
            go.await();
            long sum = 0;
            byte[] buffer = new byte[1 << 16];
            while (sum < size) {
                sum += link.in().read(buffer);
            }
            received.complete(sum);
            link.send(OK);
        })) {
            Endless body = new Endless(size);
            Outcome outcome = send(request(
                    "POST", Wire.plaintext(server), new UpstreamBody.Streamed(body, size), UpstreamTimeouts.NONE));
            eventually("begun", () -> body.sent > 0);
            long before;
            do {
                before = body.sent;
                TimeUnit.MILLISECONDS.sleep(200);
            } while (body.sent != before);
            assertTrue(before < 16 << 20, "sent ahead: " + before);
            go.countDown();
            assertEquals("ok", outcome.body());
            assertEquals(size, received.get());
        }
    }

    @Test
    void endsTheCallWhenItsBodyFails() throws Exception {
        try (RawServer server = new RawServer(link -> {
            link.head();
            link.awaitClose();
        })) {
            Endless body = new Endless(1000);
            body.failure = new IOException("the client left");
            Outcome outcome = send(request(
                    "POST", Wire.plaintext(server), new UpstreamBody.Streamed(body, 1000), UpstreamTimeouts.NONE));
            assertEquals(Reason.REQUEST, outcome.reason());
            assertFalse(outcome.head.isDone() && !outcome.head.isCompletedExceptionally());
        }
    }

    @Test
    void takesAnAnswerThatComesBeforeTheBodyIsSent() throws Exception {
        try (RawServer server = new RawServer(link -> {
            link.head();
            link.send("HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno");
            link.awaitClose();
        })) {
            Endless body = new Endless(256 << 20);
            Outcome outcome = send(request(
                    "POST", Wire.plaintext(server), new UpstreamBody.Streamed(body, 256 << 20), UpstreamTimeouts.NONE));
            assertEquals("no", outcome.body());
            assertEquals(413, outcome.head.get().status());
            eventually("closed", () -> server.links().get(0).isClosedByPeer());
        }
    }

    /** Zeros without end, or with one. */
    private static final class Endless implements Content.Source {
        private final long size;
        private volatile long sent;
        private volatile Throwable failure;

        Endless(long size) {
            this.size = size;
        }

        @Override
        public Content.Chunk read() {
            if (failure != null) {
                return Content.Chunk.from(failure);
            }
            int count = (int) Math.min(16 << 10, size - sent);
            sent += count;
            return Content.Chunk.from(ByteBuffer.allocate(count), sent == size);
        }

        @Override
        public void demand(Runnable callback) {
            callback.run();
        }

        @Override
        public void fail(Throwable cause) {
            failure = cause;
        }
    }
}
