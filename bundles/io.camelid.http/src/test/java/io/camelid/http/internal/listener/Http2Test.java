package io.camelid.http.internal.listener;

import static io.camelid.http.internal.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.camelid.http.internal.RawClient;
import io.camelid.http.internal.RawServer;
import io.camelid.http.internal.Wire;
import io.camelid.http.internal.reactor.AffineEndPoint;
import io.camelid.http.internal.reactor.Reactor;
import io.camelid.http.internal.upstream.UpstreamSettings;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.http2.ErrorCode;
import org.eclipse.jetty.http2.HTTP2Connection;
import org.eclipse.jetty.http2.HTTP2Session;
import org.eclipse.jetty.http2.api.Session;
import org.eclipse.jetty.http2.api.Stream;
import org.eclipse.jetty.http2.client.HTTP2Client;
import org.eclipse.jetty.http2.frames.DataFrame;
import org.eclipse.jetty.http2.frames.GoAwayFrame;
import org.eclipse.jetty.http2.frames.HeadersFrame;
import org.eclipse.jetty.http2.frames.ResetFrame;
import org.eclipse.jetty.http2.frames.SettingsFrame;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.thread.Invocable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class Http2Test {
    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int HEADERS = 1;
    private static final int RST_STREAM = 3;
    private static final int SETTINGS = 4;
    private static final int PING = 6;
    private static final int GOAWAY = 7;
    private static final int CONTINUATION = 9;
    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;
    /** GET http / with the authority "a", from the static table (RFC 7541 appendix A). */
    private static final byte[] HEAD = {(byte) 0x82, (byte) 0x86, (byte) 0x84, 0x41, 1, 'a'};

    private static HTTP2Client http2;

    @BeforeAll
    static void start() {
        http2 = new HTTP2Client();
        LifeCycle.start(http2);
    }

    @AfterAll
    static void stop() {
        LifeCycle.stop(http2);
    }

    /** A client's connection, and what it was told. */
    private static final class Client implements Session.Listener, AutoCloseable {
        private final CompletableFuture<SettingsFrame> settings = new CompletableFuture<>();
        private final CompletableFuture<GoAwayFrame> goAway = new CompletableFuture<>();
        private final CompletableFuture<Void> closed = new CompletableFuture<>();
        private final InetSocketAddress address;
        private final Session session;

        Client(InetSocketAddress address) throws Exception {
            this.address = address;
            session = http2.connect(address, this).get(30, TimeUnit.SECONDS);
            settings.get(30, TimeUnit.SECONDS);
        }

        @Override
        public void onSettings(Session from, SettingsFrame frame) {
            settings.complete(frame);
        }

        @Override
        public void onGoAway(Session from, GoAwayFrame frame) {
            goAway.complete(frame);
        }

        @Override
        public void onClose(Session from, GoAwayFrame frame, Callback callback) {
            closed.complete(null);
            callback.succeeded();
        }

        @Override
        public void onFailure(Session from, Throwable failure, Callback callback) {
            closed.complete(null);
            callback.succeeded();
        }

        /** @param ends whether there is no body */
        Exchange send(String method, String path, boolean ends) throws Exception {
            MetaData.Request head = new MetaData.Request(
                    method,
                    HttpURI.from("http://127.0.0.1:" + address.getPort() + path),
                    HttpVersion.HTTP_2,
                    HttpFields.EMPTY);
            Exchange exchange = new Exchange();
            exchange.stream = session.newStream(new HeadersFrame(head, null, ends), exchange)
                    .get(30, TimeUnit.SECONDS);
            return exchange;
        }

        Exchange get(String path) throws Exception {
            return send("GET", path, true);
        }

        @Override
        public void close() {
            session.close(ErrorCode.NO_ERROR.code, "", Callback.NOOP);
        }
    }

    /** A stream of the client's, and what came back; it reads as it comes unless it was told to hold. */
    private static final class Exchange implements Stream.Listener {
        private final CompletableFuture<Integer> status = new CompletableFuture<>();
        private final CompletableFuture<String> body = new CompletableFuture<>();
        private final CompletableFuture<Integer> reset = new CompletableFuture<>();
        private final StringBuffer read = new StringBuffer();
        private volatile boolean held;
        private volatile Stream stream;

        @Override
        public void onHeaders(Stream on, HeadersFrame frame) {
            status.complete(((MetaData.Response) frame.getMetaData()).getStatus());
            if (frame.isEndStream()) {
                body.complete("");
            } else if (!held) {
                on.demand();
            }
        }

        @Override
        public void onDataAvailable(Stream on) {
            Stream.Data data = on.readData();
            if (data == null) {
                on.demand();
                return;
            }
            read.append(BufferUtil.toString(data.frame().getByteBuffer()));
            data.release();
            if (data.frame().isEndStream()) {
                body.complete(read.toString());
            } else {
                on.demand();
            }
        }

        @Override
        public void onReset(Stream on, ResetFrame frame, Callback callback) {
            reset.complete(frame.getError());
            callback.succeeded();
        }

        void write(String text, boolean last) throws Exception {
            CompletableFuture<Stream> written =
                    stream.data(new DataFrame(stream.getId(), BufferUtil.toBuffer(text), last));
            written.get(30, TimeUnit.SECONDS);
        }

        int status() throws Exception {
            return status.get(30, TimeUnit.SECONDS);
        }

        String body() throws Exception {
            return body.get(30, TimeUnit.SECONDS);
        }
    }

    private static Wire serving(Handler handler) {
        return new Wire(client -> handler);
    }

    private static Reactor reactor(Request request) {
        return AffineEndPoint.of(request.getConnectionMetaData().getConnection().getEndPoint())
                .reactor();
    }

    /** Answers with the path, and once in a while with what was sent. */
    private static final class Echo extends Handler.Abstract.NonBlocking {
        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            response.write(true, BufferUtil.toBuffer(request.getHttpURI().getPathQuery()), callback);
            return true;
        }
    }

    /** Keeps requests until the test answers them. */
    private static final class Held extends Handler.Abstract.NonBlocking {
        private record One(Request request, Response response, Callback callback) {
            void answer(String text) {
                reactor(request).resume(() -> response.write(true, BufferUtil.toBuffer(text), callback));
            }
        }

        private final BlockingQueue<One> all = new LinkedBlockingQueue<>();

        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            all.add(new One(request, response, callback));
            return true;
        }

        One next() throws InterruptedException {
            One next = all.poll(30, TimeUnit.SECONDS);
            assertNotNull(next);
            return next;
        }
    }

    /** Reads the body as it comes, sends it back in as many writes, and notes where that happens. */
    private static final class Mirror extends Handler.Abstract.NonBlocking {
        private final Queue<String> astray = new ConcurrentLinkedQueue<>();
        private final AtomicInteger steps = new AtomicInteger();

        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            note(request, "handle");
            read(request, response, callback);
            return true;
        }

        private void note(Request request, String what) {
            steps.incrementAndGet();
            if (!reactor(request).isCurrent()) {
                astray.add(what + " on " + Thread.currentThread().getName());
            }
        }

        private void read(Request request, Response response, Callback callback) {
            Content.Chunk chunk = request.read();
            if (chunk == null) {
                request.demand(Invocable.from(Invocable.InvocationType.NON_BLOCKING, () -> {
                    note(request, "demand");
                    read(request, response, callback);
                }));
                return;
            }
            if (Content.Chunk.isFailure(chunk)) {
                note(request, "failure");
                callback.failed(chunk.getFailure());
                return;
            }
            boolean last = chunk.isLast();
            response.write(
                    last,
                    chunk.getByteBuffer(),
                    Callback.from(
                            Invocable.InvocationType.NON_BLOCKING,
                            () -> {
                                note(request, "write");
                                chunk.release();
                                if (last) {
                                    callback.succeeded();
                                } else {
                                    read(request, response, callback);
                                }
                            },
                            callback::failed));
        }
    }

    @Test
    void servesEveryStreamOfAConnectionOnItsReactor() throws Exception {
        Mirror mirror = new Mirror();
        try (Wire wire = serving(mirror);
                Client client = new Client(wire.address())) {
            for (int round = 0; round < 20; round++) {
                List<Exchange> exchanges = new ArrayList<>();
                for (int i = 0; i < 50; i++) {
                    exchanges.add(client.send("POST", "/" + i, false));
                }
                for (Exchange exchange : exchanges) {
                    exchange.write("a".repeat(3_000), false);
                }
                for (Exchange exchange : exchanges) {
                    exchange.write("b".repeat(20_000), true);
                }
                for (Exchange exchange : exchanges) {
                    assertEquals(23_000, exchange.body().length());
                }
            }
            assertTrue(mirror.steps.get() > 20 * 50 * 3);
            assertEquals(List.of(), List.copyOf(mirror.astray));
            assertEquals(1, wire.listeners().connections());
        }
    }

    @Test
    void tellsOfFailuresOnTheReactor() throws Exception {
        BlockingQueue<Boolean> came = new LinkedBlockingQueue<>();
        BlockingQueue<Boolean> told = new LinkedBlockingQueue<>();
        Handler handler = new Handler.Abstract.NonBlocking() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                if (request.getHttpURI().getPath().equals("/reads")) {
                    request.demand(() -> {
                        told.add(reactor(request).isCurrent() && Content.Chunk.isFailure(request.read()));
                        callback.failed(new IOException("gone"));
                    });
                } else {
                    request.addFailureListener(failure -> {
                        told.add(reactor(request).isCurrent());
                        callback.failed(failure);
                    });
                }
                came.add(true);
                return true;
            }
        };
        try (Wire wire = serving(handler);
                Client client = new Client(wire.address())) {
            for (int i = 0; i < 50; i++) {
                Exchange exchange = client.send("POST", i % 2 == 0 ? "/reads" : "/waits", false);
                assertEquals(true, came.poll(30, TimeUnit.SECONDS));
                exchange.stream.reset(
                        new ResetFrame(exchange.stream.getId(), ErrorCode.CANCEL_STREAM_ERROR.code), Callback.NOOP);
                assertEquals(true, told.poll(30, TimeUnit.SECONDS));
            }
        }
    }

    @Test
    void tellsWhoCancelsAndServesTheOthersOn() throws Exception {
        Held held = new Held();
        try (Wire wire = serving(held);
                Client client = new Client(wire.address())) {
            Exchange neighbour = client.get("/neighbour");
            Held.One other = held.next();
            Exchange cancelled = client.get("/cancelled");
            Held.One request = held.next();
            CompletableFuture<Throwable> left = new CompletableFuture<>();
            request.request().addFailureListener(left::complete);
            cancelled.stream.reset(
                    new ResetFrame(cancelled.stream.getId(), ErrorCode.CANCEL_STREAM_ERROR.code), Callback.NOOP);
            left.get(30, TimeUnit.SECONDS);
            request.callback().failed(left.get());
            other.answer("fine");
            assertEquals("fine", neighbour.body());
        }
    }

    @Test
    void cancelsAtTheUpstream() throws Exception {
        RawServer.Script script = link -> {
            link.request();
            link.send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + "9\r\ndata: 1\n\n\r\n");
            link.awaitClose();
        };
        try (RawServer server = new RawServer(script);
                Wire wire = Wire.forwardingTo(server);
                Client client = new Client(wire.address())) {
            Exchange exchange = client.get("/stream");
            eventually("the first event", () -> exchange.read.toString().equals("data: 1\n\n"));
            exchange.stream.reset(
                    new ResetFrame(exchange.stream.getId(), ErrorCode.CANCEL_STREAM_ERROR.code), Callback.NOOP);
            eventually("closed", () -> server.links().get(0).isClosedByPeer());
        }
    }

    @Test
    void aStreamThatIsNotReadHoldsNothingElseBack() throws Exception {
        int size = 32 << 20;
        AtomicInteger sent = new AtomicInteger();
        Handler handler = new Handler.Abstract.NonBlocking() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                if (request.getHttpURI().getPath().equals("/big")) {
                    write(response, callback);
                } else {
                    response.write(true, BufferUtil.toBuffer("small"), callback);
                }
                return true;
            }

            private void write(Response response, Callback callback) {
                boolean last = sent.addAndGet(64 << 10) >= size;
                response.write(
                        last,
                        ByteBuffer.allocate(64 << 10),
                        Callback.from(
                                Invocable.InvocationType.NON_BLOCKING,
                                () -> {
                                    if (last) {
                                        callback.succeeded();
                                    } else {
                                        write(response, callback);
                                    }
                                },
                                callback::failed));
            }
        };
        try (Wire wire = serving(handler);
                Client client = new Client(wire.address())) {
            MetaData.Request head = new MetaData.Request(
                    "GET", HttpURI.from("http://127.0.0.1/big"), HttpVersion.HTTP_2, HttpFields.EMPTY);
            Exchange big = new Exchange();
            big.held = true;
            big.stream = client.session
                    .newStream(new HeadersFrame(head, null, true), big)
                    .get(30, TimeUnit.SECONDS);
            assertEquals(200, big.status());
            for (int i = 0; i < 200; i++) {
                assertEquals("small", client.get("/small").body());
            }
            // What is held back is no more than the window that the client gave.
            assertTrue(sent.get() < size, sent::toString);
            big.stream.demand();
            assertEquals(size, big.body().length());
        }
    }

    @Test
    void bodiesThatNobodyReadDoNotUseUpTheConnection() throws Exception {
        Handler refusing = new Handler.Abstract.NonBlocking() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                response.setStatus(404);
                response.write(true, BufferUtil.toBuffer("no"), callback);
                return true;
            }
        };
        try (Wire wire = serving(refusing);
                Client client = new Client(wire.address())) {
            for (int i = 0; i < 40; i++) {
                Exchange exchange = client.send("POST", "/", false);
                // More than the connection's window, all in all.
                exchange.stream.data(
                        new DataFrame(exchange.stream.getId(), ByteBuffer.allocate(100_000), false), Callback.NOOP);
                assertEquals(404, exchange.status());
                exchange.body();
                exchange.stream.reset(
                        new ResetFrame(exchange.stream.getId(), ErrorCode.CANCEL_STREAM_ERROR.code), Callback.NOOP);
            }
        }
    }

    @Test
    void keepsAStreamThatWaitsAndEndsAConnectionThatDoesNothing() throws Exception {
        Held held = new Held();
        try (Wire wire = serving(held);
                Client busy = new Client(wire.address());
                Client idle = new Client(wire.address())) {
            ListenerConnector connector = wire.listener().connector();
            connector.clients().forEach(client -> session(client).setStreamIdleTimeout(300));
            Exchange exchange = busy.get("/");
            Held.One request = held.next();
            // Only now, so that they may take their time until here.
            connector.clients().forEach(client -> client.setIdleTimeout(1000));
            idle.goAway.get(30, TimeUnit.SECONDS);
            idle.closed.get(30, TimeUnit.SECONDS);
            assertThrows(TimeoutException.class, () -> exchange.status.get(1500, TimeUnit.MILLISECONDS));
            assertFalse(busy.goAway.isDone());
            request.answer("late");
            assertEquals("late", exchange.body());
        }
    }

    private static HTTP2Session session(DownstreamEndPoint client) {
        return ((HTTP2Connection) client.getConnection()).getSession();
    }

    @Test
    void drainsByGoAway() throws Exception {
        Held held = new Held();
        try (Wire wire = serving(held);
                Client idle = new Client(wire.address());
                Client busy = new Client(wire.address())) {
            Exchange exchange = busy.get("/");
            Held.One request = held.next();
            CompletableFuture<Void> drained = wire.listeners().drain(Duration.ofSeconds(60));
            assertEquals(
                    ErrorCode.NO_ERROR.code,
                    busy.goAway.get(30, TimeUnit.SECONDS).getError());
            idle.closed.get(30, TimeUnit.SECONDS);
            assertFalse(drained.isDone());
            request.answer("served");
            assertEquals("served", exchange.body());
            drained.get(30, TimeUnit.SECONDS);
            assertEquals(0, wire.listeners().connections());
        }
    }

    // ---- hostile input ----

    @Test
    void saysItsLimits() throws Exception {
        try (Wire wire = serving(new Echo());
                Client client = new Client(wire.address())) {
            var settings = client.settings.get().getSettings();
            assertEquals(128, settings.get(SettingsFrame.MAX_CONCURRENT_STREAMS));
            assertEquals(32 << 10, settings.get(SettingsFrame.MAX_HEADER_LIST_SIZE));
        }
    }

    /** CVE-2023-44487. */
    @Test
    void endsAConnectionThatOpensStreamsOnlyToResetThem() throws Exception {
        AtomicInteger served = new AtomicInteger();
        Handler counting = new Handler.Abstract.NonBlocking() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                served.incrementAndGet();
                request.addFailureListener(callback::failed);
                return true;
            }
        };
        ByteArrayOutputStream flood = new ByteArrayOutputStream();
        for (int stream = 1; stream < 2_000; stream += 2) {
            flood.write(frame(HEADERS, END_STREAM | END_HEADERS, stream, HEAD));
            flood.write(frame(RST_STREAM, 0, stream, new byte[] {0, 0, 0, (byte) ErrorCode.CANCEL_STREAM_ERROR.code}));
        }
        try (Wire wire = calm(counting);
                RawClient client = new RawClient(wire.address())) {
            assertEquals(ErrorCode.ENHANCE_YOUR_CALM_ERROR.code, endOf(client, flood.toByteArray()));
            assertTrue(served.get() < 500, served::toString);
            eventually("gone", () -> wire.listeners().connections() == 0);
        }
    }

    @Test
    void endsAConnectionThatPingsWithoutEnd() throws Exception {
        ByteArrayOutputStream flood = new ByteArrayOutputStream();
        for (int i = 0; i < 1_000; i++) {
            flood.write(frame(PING, 0, 0, new byte[8]));
        }
        try (Wire wire = calm(new Echo());
                RawClient client = new RawClient(wire.address())) {
            assertEquals(ErrorCode.ENHANCE_YOUR_CALM_ERROR.code, endOf(client, flood.toByteArray()));
            eventually("gone", () -> wire.listeners().connections() == 0);
        }
    }

    /** A port on which few events a second are too many, so that a slow machine has too many, too. */
    private static Wire calm(Handler handler) {
        ListenerSettings settings =
                new ListenerSettings(16 << 10, Duration.ofSeconds(60), Duration.ofSeconds(60), 100, 128, 20);
        return new Wire(settings, UpstreamSettings.DEFAULT, client -> handler);
    }

    /**
     * Sends frames, all at a time, and reads on to the GOAWAY. A client of Jetty's would not do: it gives the
     * connection up as soon as it cannot write any more, which may be before it has read why.
     *
     * @return the error of the GOAWAY
     */
    private static int endOf(RawClient client, byte[] frames) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.write(PREFACE);
        all.write(frame(SETTINGS, 0, 0, new byte[0]));
        all.write(frames);
        client.socket().getOutputStream().write(all.toByteArray());
        DataInputStream in = new DataInputStream(client.in());
        while (true) {
            int lengthAndType = in.readInt();
            in.skipNBytes(5);
            ByteBuffer payload = ByteBuffer.wrap(in.readNBytes(lengthAndType >>> 8));
            if ((lengthAndType & 0xff) == GOAWAY) {
                return payload.getInt(4);
            }
        }
    }

    private static byte[] frame(int type, int flags, int stream, byte[] payload) {
        ByteBuffer frame = ByteBuffer.allocate(9 + payload.length);
        frame.put((byte) (payload.length >> 16)).putShort((short) payload.length);
        frame.put((byte) type).put((byte) flags).putInt(stream).put(payload);
        return frame.array();
    }

    /** A literal header field without indexing and without Huffman coding (RFC 7541 §6.2.2). */
    private static byte[] field(String name, String value) {
        byte[] n = name.getBytes(StandardCharsets.US_ASCII);
        byte[] v = value.getBytes(StandardCharsets.US_ASCII);
        ByteBuffer field = ByteBuffer.allocate(3 + n.length + v.length);
        field.put((byte) 0).put((byte) n.length).put(n).put((byte) v.length).put(v);
        return field.array();
    }

    /** CVE-2024-27316 and its like: a head that never ends, in frames that cost the sender nothing. */
    @Test
    void endsAConnectionWhoseHeadGoesOnAndOn() throws Exception {
        try (Wire wire = serving(new Echo());
                RawClient client = new RawClient(wire.address())) {
            var out = client.socket().getOutputStream();
            out.write(PREFACE);
            out.write(frame(SETTINGS, 0, 0, new byte[0]));
            out.write(frame(HEADERS, 0, 1, field("x-a", "b".repeat(100))));
            byte[] more = frame(CONTINUATION, 0, 1, field("x-a", "b".repeat(100)));
            assertThrows(IOException.class, () -> {
                for (int i = 0; i < 100_000; i++) {
                    out.write(more);
                }
            });
            eventually("gone", () -> wire.listeners().connections() == 0);
        }
    }

    @Test
    void endsAConnectionOfEmptyContinuations() throws Exception {
        try (Wire wire = serving(new Echo());
                RawClient client = new RawClient(wire.address())) {
            var out = client.socket().getOutputStream();
            out.write(PREFACE);
            out.write(frame(SETTINGS, 0, 0, new byte[0]));
            out.write(frame(HEADERS, 0, 1, field("x-a", "b")));
            byte[] more = frame(CONTINUATION, 0, 1, new byte[0]);
            assertThrows(IOException.class, () -> {
                for (int i = 0; i < 1_000_000; i++) {
                    out.write(more);
                }
            });
            eventually("gone", () -> wire.listeners().connections() == 0);
        }
    }

    @Test
    void refusesAHeadThatIsTooLarge() throws Exception {
        try (Wire wire = serving(new Echo());
                Client client = new Client(wire.address())) {
            HttpFields.Mutable fields = HttpFields.build();
            for (int i = 0; i < 40; i++) {
                fields.add("x-" + i, "y".repeat(1_000));
            }
            MetaData.Request head =
                    new MetaData.Request("GET", HttpURI.from("http://127.0.0.1/"), HttpVersion.HTTP_2, fields);
            Exchange exchange = new Exchange();
            client.session.newStream(new HeadersFrame(head, null, true), exchange);
            CompletableFuture.anyOf(exchange.reset, exchange.status, client.closed)
                    .get(30, TimeUnit.SECONDS);
            assertTrue(!exchange.status.isDone() || exchange.status() == 431, exchange.status::toString);
        }
    }

    @Test
    void boundsAPrefaceThatTrickles() throws Exception {
        ListenerSettings settings =
                new ListenerSettings(16 << 10, Duration.ofMillis(300), Duration.ofSeconds(30), 100, 128, 512);
        try (Wire wire = new Wire(settings, UpstreamSettings.DEFAULT, client -> new Echo());
                RawClient client = new RawClient(wire.address())) {
            client.send("PRI * HTTP/2.0\r\n").rest();
        }
    }
}
