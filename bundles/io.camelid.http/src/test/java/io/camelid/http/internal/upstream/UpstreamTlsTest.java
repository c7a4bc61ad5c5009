package io.camelid.http.internal.upstream;

import static io.camelid.http.internal.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.camelid.http.internal.RawServer;
import io.camelid.http.internal.reactor.Reactors;
import io.camelid.http.internal.upstream.UpstreamClientTest.Outcome;
import io.camelid.http.internal.upstream.UpstreamException.Reason;
import io.camelid.spi.Secret;
import io.camelid.spi.provider.Address;
import io.camelid.spi.provider.Tls;
import io.camelid.spi.provider.Tls.Verification;
import io.camelid.testkit.tls.Certificates;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class UpstreamTlsTest {
    @TempDir
    static Path folder;

    private static Certificates certificates;
    private static KeyStore serverKeys;
    private static Server server;
    private static ServerConnector connector;
    private static final AtomicLong FLOODED = new AtomicLong();

    private final Reactors reactors = new Reactors(2, 4);
    private final UpstreamClient client = new UpstreamClient(reactors, UpstreamSettings.DEFAULT);

    /** Says what it was asked; floods under /flood; never answers under /silent. */
    private static final class Upstream extends Handler.Abstract {
        @Override
        public boolean handle(Request request, Response response, Callback callback) throws Exception {
            String path = request.getHttpURI().getPath();
            if (path.equals("/silent")) {
                request.addIdleTimeoutListener(timeout -> false);
                request.addFailureListener(callback::failed);
                return true;
            }
            if (path.equals("/thoughtful")) {
                TimeUnit.MILLISECONDS.sleep(2500);
            }
            if (path.equals("/flood")) {
                ByteBuffer block = ByteBuffer.allocate(16 << 10);
                for (int i = 0; i < 4096; i++) {
                    Content.Sink.write(response, false, block.slice());
                    FLOODED.addAndGet(block.capacity());
                }
                callback.succeeded();
                return true;
            }
            String body = Content.Source.asString(request);
            var tls = request.getConnectionMetaData()
                    .getConnection()
                    .getEndPoint()
                    .getSslSessionData();
            String peer = tls.peerCertificates() == null ? "nobody" : "known";
            response.write(
                    true,
                    BufferUtil.toBuffer(request.getConnectionMetaData().getProtocol() + " " + request.getMethod() + " "
                            + request.getHttpURI() + " " + body.length() + " " + peer),
                    callback);
            return true;
        }
    }

    @BeforeAll
    static void startServer() throws Exception {
        certificates = new Certificates(folder);
        serverKeys = certificates.issue("server", "dns:localhost,dns:api.test.example,dns:*.wild.example");
        certificates.issue("client", "dns:client");
        SslContextFactory.Server tls = new SslContextFactory.Server();
        tls.setKeyStore(serverKeys);
        tls.setKeyStorePassword(new String(Certificates.PASSWORD));
        tls.setTrustStore(serverKeys);
        tls.setWantClientAuth(true);
        tls.setSniRequired(false);
        HttpConfiguration http = new HttpConfiguration();
        http.addCustomizer(new SecureRequestCustomizer(false));
        HttpConnectionFactory http1 = new HttpConnectionFactory(http);
        HTTP2ServerConnectionFactory http2 = new HTTP2ServerConnectionFactory(http);
        http2.setMaxConcurrentStreams(16);
        ALPNServerConnectionFactory alpn = new ALPNServerConnectionFactory();
        alpn.setDefaultProtocol(http1.getProtocol());
        server = new Server();
        connector = new ServerConnector(server, new SslConnectionFactory(tls, alpn.getProtocol()), alpn, http2, http1);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(new Upstream());
        server.start();
    }

    @AfterAll
    static void stopServer() {
        LifeCycle.stop(server);
    }

    @AfterEach
    void close() {
        client.close();
        reactors.close();
    }

    private static Tls tls(Verification verification, List<String> names, List<String> alpn, String serverName)
            throws IOException {
        return new Tls(
                verification,
                Optional.of(certificates.authority()),
                Optional.empty(),
                Optional.empty(),
                Optional.ofNullable(serverName),
                names,
                alpn);
    }

    private static Tls trusting() throws IOException {
        return tls(Verification.FULL, List.of(), List.of(), null);
    }

    private Outcome send(String method, String host, int port, Tls tls, String target, UpstreamBody body) {
        Outcome outcome = new Outcome();
        client.send(
                new UpstreamRequest(
                        method,
                        new Address(host, port, Optional.of(tls)),
                        target,
                        HttpFields.EMPTY,
                        body,
                        UpstreamTimeouts.NONE),
                reactors.all().get(0),
                outcome);
        return outcome;
    }

    private Outcome get(String host, Tls tls) {
        return send("GET", host, connector.getLocalPort(), tls, "/x?y=z", UpstreamBody.NONE);
    }

    @Test
    void speaksHttp2WhereTheServerDoes() throws Exception {
        Outcome outcome = get("localhost", trusting());
        String url = "https://localhost:" + connector.getLocalPort() + "/x?y=z";
        assertEquals("HTTP/2.0 GET " + url + " 0 nobody", outcome.body());
        assertEquals(HttpVersion.HTTP_2, outcome.head.get().version());

        Outcome post = send(
                "POST",
                "localhost",
                connector.getLocalPort(),
                trusting(),
                "/p",
                new UpstreamBody.Buffered(BufferUtil.toBuffer("x".repeat(300_000))));
        assertTrue(post.body().endsWith("/p 300000 nobody"), post.body());
        assertEquals(1, client.connections());
    }

    @Test
    void sharesAnHttp2ConnectionUpToItsLimit() throws Exception {
        get("localhost", trusting()).body();
        List<Outcome> outcomes = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            outcomes.add(get("localhost", trusting()));
        }
        for (Outcome outcome : outcomes) {
            assertTrue(outcome.body().startsWith("HTTP/2.0 "));
        }
        assertTrue(client.connections() <= 8, "connections: " + client.connections());
    }

    @Test
    void startsWithOneConnectionWhenManyCallsComeAtOnce() throws Exception {
        List<Outcome> outcomes = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            outcomes.add(get("localhost", trusting()));
        }
        for (Outcome outcome : outcomes) {
            outcome.body();
        }
        assertEquals(1, client.connections());
    }

    @Test
    void streamsABodyOverHttp2() throws Exception {
        Outcome outcome = send(
                "POST",
                "localhost",
                connector.getLocalPort(),
                trusting(),
                "/p",
                new UpstreamBody.Streamed(new Blocks(200), -1));
        assertTrue(outcome.body().endsWith(" 200000 nobody"), outcome.body());
    }

    @Test
    void holdsAnHttp2StreamBackThatIsNotRead() throws Exception {
        FLOODED.set(0);
        Unread unread = new Unread();
        UpstreamCall call = client.send(
                new UpstreamRequest(
                        "GET",
                        new Address("localhost", connector.getLocalPort(), Optional.of(trusting())),
                        "/flood",
                        HttpFields.EMPTY,
                        UpstreamBody.NONE,
                        UpstreamTimeouts.NONE),
                reactors.all().get(0),
                unread);
        eventually("answered", () -> unread.answered);
        long before;
        do {
            before = FLOODED.get();
            TimeUnit.MILLISECONDS.sleep(200);
        } while (FLOODED.get() != before);
        assertTrue(before <= 1 << 20, "sent ahead: " + before);
        // Its neighbour on the same connection is not held back.
        assertTrue(get("localhost", trusting()).body().startsWith("HTTP/2.0"));
        assertEquals(1, client.connections());
        call.cancel();
    }

    @Test
    void cancelsAnHttp2StreamAndKeepsTheConnection() throws Exception {
        get("localhost", trusting()).body();
        Outcome silent = new Outcome();
        UpstreamCall call = client.send(
                new UpstreamRequest(
                        "GET",
                        new Address("localhost", connector.getLocalPort(), Optional.of(trusting())),
                        "/silent",
                        HttpFields.EMPTY,
                        UpstreamBody.NONE,
                        UpstreamTimeouts.NONE),
                reactors.all().get(0),
                silent);
        call.cancel();
        assertEquals(Reason.CANCELLED, silent.reason());
        assertTrue(get("localhost", trusting()).body().startsWith("HTTP/2.0"));
        assertEquals(1, client.connections());
    }

    @Test
    void endsAnHttp2CallThatGetsNoHeadInTime() throws Exception {
        Outcome outcome = new Outcome();
        client.send(
                new UpstreamRequest(
                        "GET",
                        new Address("localhost", connector.getLocalPort(), Optional.of(trusting())),
                        "/silent",
                        HttpFields.EMPTY,
                        UpstreamBody.NONE,
                        new UpstreamTimeouts(Duration.ZERO, Duration.ofSeconds(1), Duration.ZERO, 0)),
                reactors.all().get(0),
                outcome);
        assertEquals(Reason.FIRST_BYTE_TIMEOUT, outcome.reason());
    }

    @Test
    void closesAnHttp2ConnectionThatIsIdleAndNoOther() throws Exception {
        UpstreamSettings standard = UpstreamSettings.DEFAULT;
        UpstreamClient brief = new UpstreamClient(
                reactors,
                new UpstreamSettings(
                        Duration.ofMinutes(1),
                        Duration.ofSeconds(1),
                        10,
                        10,
                        standard.maxHeadBytes(),
                        standard.nameTtl()));
        try {
            Outcome outcome = new Outcome();
            brief.send(
                    new UpstreamRequest(
                            "GET",
                            new Address("localhost", connector.getLocalPort(), Optional.of(trusting())),
                            "/thoughtful",
                            HttpFields.EMPTY,
                            UpstreamBody.NONE,
                            UpstreamTimeouts.NONE),
                    reactors.all().get(0),
                    outcome);
            assertTrue(outcome.body().startsWith("HTTP/2.0"));
            eventually("closed", () -> brief.connections() == 0);
        } finally {
            brief.close();
        }
    }

    @Test
    void speaksHttp11WhereToldTo() throws Exception {
        Tls http11 = tls(Verification.FULL, List.of(), List.of("http/1.1"), null);
        for (int i = 0; i < 5; i++) {
            assertTrue(get("localhost", http11).body().startsWith("HTTP/1.1 GET "));
        }
        assertEquals(1, client.connections());
    }

    @Test
    void speaksHttp11WhereTheServerDoesNotNegotiate() throws Exception {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(serverKeys, Certificates.PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        HttpsServer plain = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        plain.setHttpsConfigurator(new HttpsConfigurator(context));
        plain.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 2);
            exchange.getResponseBody().write("ok".getBytes());
            exchange.close();
        });
        plain.start();
        try {
            int port = plain.getAddress().getPort();
            Outcome outcome = send("GET", "localhost", port, trusting(), "/", UpstreamBody.NONE);
            assertEquals("ok", outcome.body());
            assertEquals(HttpVersion.HTTP_1_1, outcome.head.get().version());
        } finally {
            plain.stop(0);
        }
    }

    // ---- whom to trust ----

    @Test
    void trustsNobodyItDoesNotKnow() throws Exception {
        assertEquals(Reason.UNSECURED, get("localhost", Tls.DEFAULT).reason());
    }

    @Test
    void checksTheName() throws Exception {
        assertEquals(Reason.UNSECURED, get("127.0.0.1", trusting()).reason());
    }

    @Test
    void checksTheServerNameThatIsGivenInsteadOfTheHost() throws Exception {
        assertTrue(get("127.0.0.1", tls(Verification.FULL, List.of(), List.of(), "api.test.example"))
                .body()
                .startsWith("HTTP/2.0"));
        assertEquals(
                Reason.UNSECURED,
                get("localhost", tls(Verification.FULL, List.of(), List.of(), "other.example"))
                        .reason());
    }

    @Test
    void checksTheNamesThatAreGiven() throws Exception {
        for (List<String> names : List.of(List.of("x", "api.test.example"), List.of("a.wild.example"))) {
            assertTrue(get("127.0.0.1", tls(Verification.FULL, names, List.of(), null))
                    .body()
                    .startsWith("HTTP/2.0"));
        }
        for (List<String> names :
                List.of(List.of("other.example"), List.of("a.b.wild.example"), List.of("wild.example"))) {
            assertEquals(
                    Reason.UNSECURED,
                    get("localhost", tls(Verification.FULL, names, List.of(), null))
                            .reason());
        }
    }

    @Test
    void checksOnlyTheChainIfToldTo() throws Exception {
        assertTrue(get("127.0.0.1", tls(Verification.CHAIN_ONLY, List.of(), List.of(), null))
                .body()
                .startsWith("HTTP/2.0"));
        Tls strangers = new Tls(
                Verification.CHAIN_ONLY,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of());
        assertEquals(Reason.UNSECURED, get("127.0.0.1", strangers).reason());
    }

    @Test
    void checksNothingIfToldTo() throws Exception {
        Tls careless = new Tls(
                Verification.NONE,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of());
        assertTrue(get("127.0.0.1", careless).body().startsWith("HTTP/2.0"));
    }

    @Test
    void showsItsOwnCertificate() throws Exception {
        Tls known = new Tls(
                Verification.FULL,
                Optional.of(certificates.authority()),
                Optional.of(certificates.certificate("client")),
                Optional.of(Secret.of(certificates.key("client"))),
                Optional.empty(),
                List.of(),
                List.of());
        assertTrue(
                get("localhost", known).body().endsWith(" known"),
                get("localhost", known).body());
    }

    @Test
    void tellsWhatIsWrongWithTheSettings() throws Exception {
        Tls broken = new Tls(
                Verification.FULL,
                Optional.of("-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----\n"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of());
        assertEquals(Reason.UNSECURED, get("localhost", broken).reason());
    }

    @Test
    void tellsThatAServerDoesNotSpeakTls() throws Exception {
        try (RawServer plain = new RawServer(link -> {
            link.in().read();
            link.send("HTTP/1.1 400 Bad Request\r\n\r\n");
        })) {
            assertEquals(
                    Reason.UNSECURED,
                    send("GET", "localhost", plain.port(), trusting(), "/", UpstreamBody.NONE)
                            .reason());
        }
    }

    @Test
    void doesNotConfuseSettings() throws Exception {
        get("localhost", trusting()).body();
        assertEquals(Reason.UNSECURED, get("localhost", Tls.DEFAULT).reason());
        get("localhost", tls(Verification.FULL, List.of(), List.of(), "localhost"))
                .body();
        assertEquals(2, client.connections());
    }

    @Test
    void sendsACallAgainThatAServerDidNotLookAt() throws GeneralSecurityException, Exception {
        Server restarting = new Server();
        SslContextFactory.Server tls = new SslContextFactory.Server();
        tls.setKeyStore(serverKeys);
        tls.setKeyStorePassword(new String(Certificates.PASSWORD));
        tls.setSniRequired(false);
        HttpConfiguration http = new HttpConfiguration();
        HTTP2ServerConnectionFactory http2 = new HTTP2ServerConnectionFactory(http);
        ALPNServerConnectionFactory alpn = new ALPNServerConnectionFactory();
        alpn.setDefaultProtocol("h2");
        ServerConnector port = new ServerConnector(restarting, new SslConnectionFactory(tls, "alpn"), alpn, http2);
        restarting.addConnector(port);
        restarting.setHandler(new Upstream());
        restarting.start();
        int number = port.getLocalPort();
        try {
            assertTrue(send("GET", "localhost", number, trusting(), "/", UpstreamBody.NONE)
                    .body()
                    .startsWith("HTTP/2.0"));
            restarting.stop();
            port.setPort(number);
            restarting.start();
            assertTrue(send(
                            "POST",
                            "localhost",
                            number,
                            trusting(),
                            "/",
                            new UpstreamBody.Buffered(BufferUtil.toBuffer("x")))
                    .body()
                    .startsWith("HTTP/2.0"));
        } finally {
            restarting.stop();
        }
    }

    /** Reads nothing of an answer. */
    private static final class Unread implements UpstreamListener {
        private volatile boolean answered;

        @Override
        public void onResponse(UpstreamResponse response) {
            answered = true;
        }

        @Override
        public void onFailure(UpstreamException failure) {
            answered = true;
        }
    }

    /** So many blocks of 1,000 bytes. */
    private static final class Blocks implements Content.Source {
        private int left;

        Blocks(int count) {
            left = count;
        }

        @Override
        public Content.Chunk read() {
            left--;
            return Content.Chunk.from(ByteBuffer.allocate(1000), left == 0);
        }

        @Override
        public void demand(Runnable callback) {
            callback.run();
        }

        @Override
        public void fail(Throwable failure) {
            left = 0;
        }
    }
}
