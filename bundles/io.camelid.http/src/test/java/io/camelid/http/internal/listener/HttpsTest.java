package io.camelid.http.internal.listener;

import static io.camelid.http.internal.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.camelid.config.ObjectKey;
import io.camelid.config.snapshot.Listener.Certificate;
import io.camelid.config.tls.CertificateNames;
import io.camelid.config.tls.Pem;
import io.camelid.http.internal.RawClient;
import io.camelid.http.internal.Wire;
import io.camelid.http.internal.reactor.AffineEndPoint;
import io.camelid.http.internal.reactor.Reactor;
import io.camelid.http.internal.tls.PortTls;
import io.camelid.http.internal.upstream.UpstreamSettings;
import io.camelid.spi.Secret;
import io.camelid.testkit.tls.Certificates;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class HttpsTest {
    private static final Duration GRACE = Duration.ofSeconds(60);

    private static Certificates authority;
    private static TrustManagerFactory trust;

    /** Of each test its own: at a port that was another test's, a client would resume that one's session, and name. */
    private SSLContext trusting;

    @BeforeAll
    static void certificates(@TempDir Path folder) throws Exception {
        authority = new Certificates(folder);
        authority.issue("a", "dns:a.test");
        authority.issue("a2", "dns:a.test");
        authority.issue("rsa", "dns:a.test,dns:b.test", "RSA", "-1H");
        authority.issue("wild", "dns:*.w.test");
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry(
                "ca", Pem.certificates(authority.authority()).get(0));
        trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
    }

    @BeforeEach
    void forget() throws Exception {
        trusting = SSLContext.getInstance("TLS");
        trusting.init(null, trust.getTrustManagers(), null);
    }

    private static Certificate certificate(String name) throws Exception {
        X509Certificate leaf = Pem.certificates(authority.certificate(name)).get(0);
        return new Certificate(
                authority.certificate(name),
                Secret.of(authority.key(name)),
                CertificateNames.of(leaf),
                leaf.getNotAfter().toInstant());
    }

    /** @param hostname null is any */
    private static io.camelid.config.snapshot.Listener listener(String hostname, String... certificates)
            throws Exception {
        List<Certificate> chains = new ArrayList<>();
        for (String name : certificates) {
            chains.add(certificate(name));
        }
        return new io.camelid.config.snapshot.Listener(
                new ObjectKey("gateway.networking.k8s.io", "Gateway", "ns", "gw"),
                "https",
                443,
                Optional.ofNullable(hostname),
                chains);
    }

    private static Optional<PortTls> tls(io.camelid.config.snapshot.Listener... listeners) throws Exception {
        return Optional.of(new PortTls(Arrays.asList(listeners)));
    }

    /** Answers with how the request came. */
    private static final class Echo extends Handler.Abstract.NonBlocking {
        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            boolean affine = AffineEndPoint.of(
                            request.getConnectionMetaData().getConnection().getEndPoint())
                    .reactor()
                    .isCurrent();
            ByteBuffer text = BufferUtil.toBuffer((request.isSecure() ? "secure " : "plain ")
                    + (affine ? "affine " : "astray ")
                    + Request.getServerName(request));
            response.getHeaders().put("Content-Length", text.remaining());
            response.write(true, text, callback);
            return true;
        }
    }

    /** A TLS client without a mind of its own. */
    private final class Client implements AutoCloseable {
        private final SSLSocket socket;

        /** @param serverName null for none */
        Client(InetSocketAddress address, String serverName, String... protocols) throws IOException {
            Socket plain = new Socket();
            plain.connect(address, 30_000);
            socket = (SSLSocket) trusting.getSocketFactory().createSocket(plain, null, address.getPort(), true);
            socket.setSoTimeout(30_000);
            SSLParameters parameters = socket.getSSLParameters();
            if (serverName != null) {
                parameters.setServerNames(List.of(new SNIHostName(serverName)));
            }
            if (protocols.length > 0) {
                parameters.setProtocols(protocols);
            }
            socket.setSSLParameters(parameters);
        }

        Client handshake() throws IOException {
            socket.startHandshake();
            return this;
        }

        String subject() throws IOException {
            handshake();
            X509Certificate shown = (X509Certificate) socket.getSession().getPeerCertificates()[0];
            return shown.getSubjectX500Principal().getName();
        }

        /** Status and body of the answer. */
        String get(String host) throws IOException {
            socket.getOutputStream()
                    .write(("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                int next = socket.getInputStream().read();
                if (next < 0) {
                    throw new IOException("closed after " + head);
                }
                head.append((char) next);
            }
            String lower = head.toString().toLowerCase();
            int at = lower.indexOf("content-length: ") + 16;
            int length = lower.contains("content-length: ")
                    ? Integer.parseInt(
                            lower.substring(at, lower.indexOf('\r', at)).trim())
                    : "refused".length();
            return head.substring(9, 12) + " "
                    + new String(socket.getInputStream().readNBytes(length), StandardCharsets.US_ASCII);
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private static Wire serving(Handler handler) {
        return new Wire(client -> handler);
    }

    private static InetSocketAddress open(Wire wire, Optional<PortTls> tls) throws IOException {
        return wire.listeners().open(Wire.ANY_PORT, tls).address();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void servesOnItsReactorByTls(String version) throws Exception {
        try (Wire wire = serving(new Echo())) {
            InetSocketAddress address = open(wire, tls(listener(null, "a")));
            try (Client client = new Client(address, "a.test", version)) {
                for (int i = 0; i < 50; i++) {
                    assertEquals("200 secure affine a.test", client.get("a.test"));
                }
                assertEquals(version, client.socket.getSession().getProtocol());
            }
            eventually("gone", () -> wire.listeners().connections() == 0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1", "TLSv1.1"})
    void refusesOldProtocols(String version) throws Exception {
        try (Wire wire = serving(new Echo())) {
            InetSocketAddress address = open(wire, tls(listener(null, "a")));
            try (Client client = new Client(address, "a.test", version)) {
                assertThrows(SSLException.class, client::handshake);
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "a.test, CN=a",
                "A.Test, CN=a",
                "x.w.test, CN=wild",
                "y.x.w.test, CN=wild",
                "b.test, CN=rsa",
                "-, CN=rsa",
            })
    void showsTheCertificateOfTheNamesListener(String serverName, String subject) throws Exception {
        try (Wire wire = serving(new Echo())) {
            InetSocketAddress address =
                    open(wire, tls(listener("*.w.test", "wild"), listener(null, "rsa"), listener("a.test", "a")));
            try (Client client = new Client(address, serverName)) {
                assertEquals(subject, client.subject());
            }
        }
    }

    @Test
    void refusesNamesThatNobodyListensFor() throws Exception {
        try (Wire wire = serving(new Echo())) {
            InetSocketAddress address = open(wire, tls(listener("a.test", "a"), listener("*.w.test", "wild")));
            for (String serverName : new String[] {"b.test", "w.test", null}) {
                try (Client client = new Client(address, serverName)) {
                    SSLException refused = assertThrows(SSLException.class, client::handshake);
                    assertTrue(
                            serverName == null || refused.getMessage().contains("unrecognized_name"),
                            refused::getMessage);
                }
            }
            eventually("gone", () -> wire.listeners().connections() == 0);
        }
    }

    @ParameterizedTest
    @CsvSource({"rsa_pss_rsae_sha256, CN=rsa", "ecdsa_secp256r1_sha256, CN=a"})
    void choosesTheKindOfKeyThatTheClientKnows(String signature, String subject) throws Exception {
        String cipher = signature.startsWith("rsa")
                ? "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"
                : "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256";
        for (String[] order : new String[][] {{"a", "rsa"}, {"rsa", "a"}}) {
            try (Wire wire = serving(new Echo())) {
                InetSocketAddress address = open(wire, tls(listener("a.test", order)));
                try (Client client = new Client(address, "a.test", "TLSv1.2")) {
                    client.socket.setEnabledCipherSuites(new String[] {cipher});
                    assertEquals(subject, client.subject());
                }
            }
        }
    }

    @Test
    void prefersTheCertificateThatNamesTheHost() throws Exception {
        try (Wire wire = serving(new Echo())) {
            Optional<PortTls> tls = tls(listener(null, "a", "wild"));
            try (Client client = new Client(open(wire, tls), "x.w.test")) {
                assertEquals("CN=wild", client.subject());
            }
            // At another port, where the client has no session to resume.
            try (Client client = new Client(open(wire, tls), "elsewhere.test")) {
                assertEquals("CN=a", client.subject());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "a.test,    a.test,    200",
        "a.test,    A.TEST.,   200",
        "a.test,    a.test:99, 200",
        "a.test,    b.test,    421",
        "a.test,    x.w.test,  421",
        "x.w.test,  y.w.test,  200",
        "x.w.test,  z.w.test,  421",
        "z.w.test,  x.w.test,  421",
        "b.test,    c.test,    200",
        "b.test,    a.test,    421",
    })
    void tellsRequestsThatBelongToAnotherListener(String serverName, String host, String status) throws Exception {
        try (Wire wire = serving(new Echo())) {
            InetSocketAddress address = open(
                    wire,
                    tls(
                            listener("a.test", "a"),
                            listener("*.w.test", "wild"),
                            listener("z.w.test", "wild"),
                            listener(null, "rsa")));
            try (Client client = new Client(address, serverName)) {
                assertEquals(status, client.get(host).substring(0, 3));
                // And that is no reason to close the connection.
                assertEquals("200", client.get(serverName).substring(0, 3));
            }
        }
    }

    @Test
    void leavesHostsOfNoListenerToTheRoutes() throws Exception {
        try (Wire wire = serving(new Echo())) {
            InetSocketAddress address = open(wire, tls(listener("a.test", "a"), listener("*.w.test", "wild")));
            try (Client client = new Client(address, "a.test")) {
                assertEquals("200", client.get("nobody.test").substring(0, 3));
            }
        }
    }

    @Test
    void rotatesCertificatesWithoutClosingAnything() throws Exception {
        try (Wire wire = serving(new Echo())) {
            Listener listener = wire.listeners().open(Wire.ANY_PORT, tls(listener(null, "a")));
            try (Client before = new Client(listener.address(), "a.test")) {
                assertEquals("CN=a", before.subject());
                wire.listeners().secure(listener, tls(listener(null, "a2")), GRACE);
                // The session of before must not be resumed.
                try (Client after = new Client(listener.address(), "a.test")) {
                    assertEquals("CN=a2", after.subject());
                }
                assertEquals("200 secure affine a.test", before.get("a.test"));
            }
        }
    }

    @Test
    void resumesSessions() throws Exception {
        try (Wire wire = serving(new Echo())) {
            InetSocketAddress address = open(wire, tls(listener("a.test", "a"), listener(null, "rsa")));
            long created = 0;
            for (int i = 0; i < 3; i++) {
                try (Client client = new Client(address, "a.test", "TLSv1.2")) {
                    assertEquals("200", client.get("a.test").substring(0, 3));
                    assertEquals("421", client.get("b.test").substring(0, 3));
                    if (i > 0) {
                        assertEquals(created, client.socket.getSession().getCreationTime());
                    }
                    created = client.socket.getSession().getCreationTime();
                }
            }
        }
    }

    @Test
    void movesAPortToTlsAndBack() throws Exception {
        try (Wire wire = serving(new Echo())) {
            Listener listener = wire.listeners().open(Wire.ANY_PORT, Optional.empty());
            try (RawClient plain = new RawClient(listener.address())) {
                assertTrue(plain.get("/").response().contains("plain affine"));
                wire.listeners().secure(listener, tls(listener(null, "a")), GRACE);
                assertEquals("", plain.rest());
            }
            try (Client secure = new Client(listener.address(), "a.test")) {
                assertEquals("200 secure affine a.test", secure.get("a.test"));
                wire.listeners().secure(listener, Optional.empty(), GRACE);
                assertEquals(-1, secure.socket.getInputStream().read());
            }
            try (RawClient plain = new RawClient(listener.address())) {
                assertTrue(plain.get("/").response().contains("plain affine"));
            }
        }
    }

    @Test
    void doesNotServeAConnectionOfBeforeThePortsMove() throws Exception {
        CompletableFuture<Runnable> held = new CompletableFuture<>();
        Handler once = new Handler.Abstract.NonBlocking() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                // Answers are given on the reactor's thread, or the port might let go between their end and their
                // writing.
                Reactor reactor = AffineEndPoint.of(
                                request.getConnectionMetaData().getConnection().getEndPoint())
                        .reactor();
                assertTrue(held.complete(() -> reactor.resume(callback::succeeded)));
                return true;
            }
        };
        try (Wire wire = serving(once)) {
            Listener listener = wire.listeners().open(Wire.ANY_PORT, Optional.empty());
            try (RawClient plain = new RawClient(listener.address())) {
                plain.get("/1").get("/2");
                Runnable answer = held.get(30, TimeUnit.SECONDS);
                wire.listeners().secure(listener, tls(listener(null, "a")), GRACE);
                answer.run();
                String rest = plain.rest();
                assertTrue(rest.startsWith("HTTP/1.1 200"), rest);
                assertFalse(rest.indexOf("HTTP/1.1 200", 1) > 0, rest);
            }
        }
    }

    @Test
    void drains() throws Exception {
        try (Wire wire = serving(new Echo())) {
            Listener listener = wire.listeners().open(Wire.ANY_PORT, tls(listener(null, "a")));
            try (Client client = new Client(listener.address(), "a.test")) {
                assertEquals("200 secure affine a.test", client.get("a.test"));
                wire.listeners().close(listener, GRACE).get(30, TimeUnit.SECONDS);
                assertEquals(-1, client.socket.getInputStream().read());
            }
        }
    }

    @Test
    void closesPlaintextAndGarbage() throws Exception {
        try (Wire wire = serving(new Echo())) {
            InetSocketAddress address = open(wire, tls(listener(null, "a")));
            try (RawClient client = new RawClient(address)) {
                assertFalse(client.get("/").rest().contains("HTTP/1.1 200"));
            }
            eventually("gone", () -> wire.listeners().connections() == 0);
        }
    }

    @Test
    void boundsHandshakesInTime() throws Exception {
        ListenerSettings settings =
                new ListenerSettings(16 << 10, Duration.ofMillis(300), Duration.ofSeconds(30), 100, 128, 512);
        try (Wire wire = new Wire(settings, UpstreamSettings.DEFAULT, client -> new Echo())) {
            InetSocketAddress address = open(wire, tls(listener(null, "a")));
            try (RawClient client = new RawClient(address)) {
                client.send("\u0016\u0003\u0001");
                assertEquals("", client.rest());
            }
        }
    }

    /** As it may without TLS. */
    @Test
    void letsAClientTakeItsTimeOnceItIsSecured() throws Exception {
        try (Wire wire = serving(new Echo())) {
            Listener listener = wire.listeners().open(Wire.ANY_PORT, tls(listener(null, "a")));
            ListenerConnector connector = listener.connector();
            try (Client client = new Client(listener.address(), "a.test").handshake()) {
                eventually("secured", () -> connector.clients().allMatch(DownstreamEndPoint::isSecured));
                connector.clients().forEach(secured -> {
                    CompletableFuture<Void> looked = new CompletableFuture<>();
                    secured.checkHead(0);
                    secured.reactor().resume(() -> looked.complete(null));
                    looked.join();
                });
                assertEquals("200 secure affine a.test", client.get("a.test"));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void noticesAClientThatLeaves(boolean inOrder) throws Exception {
        CompletableFuture<Void> came = new CompletableFuture<>();
        CompletableFuture<Throwable> left = new CompletableFuture<>();
        Handler handler = new Handler.Abstract.NonBlocking() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                request.addFailureListener(failure -> {
                    left.complete(failure);
                    callback.failed(failure);
                });
                came.complete(null);
                return true;
            }
        };
        try (Wire wire = serving(handler)) {
            InetSocketAddress address = open(wire, tls(listener(null, "a")));
            Client client = new Client(address, "a.test");
            client.socket
                    .getOutputStream()
                    .write("GET / HTTP/1.1\r\nHost: a.test\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            came.get(30, TimeUnit.SECONDS);
            if (!inOrder) {
                client.socket.setSoLinger(true, 0);
            }
            client.close();
            left.get(30, TimeUnit.SECONDS);
            eventually("gone", () -> wire.listeners().connections() == 0);
        }
    }
}
