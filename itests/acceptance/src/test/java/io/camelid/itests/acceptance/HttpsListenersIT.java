package io.camelid.itests.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.camelid.itests.acceptance.harness.Await;
import io.camelid.itests.acceptance.harness.Client;
import io.camelid.itests.acceptance.harness.Command;
import io.camelid.itests.acceptance.harness.Gateway;
import io.camelid.itests.acceptance.harness.GatewaySetup;
import io.camelid.itests.acceptance.harness.Ports;
import io.camelid.itests.acceptance.harness.Traffic;
import io.camelid.testkit.tls.Certificates;
import io.camelid.testkit.upstream.FakeUpstream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Gateways with certificates, from a directory, as clients and operators see them. */
class HttpsListenersIT {
    private static final String LISTENERS =
            """
            apiVersion: gateway.networking.k8s.io/v1
            kind: Gateway
            metadata: {name: gw, namespace: default}
            spec:
              gatewayClassName: camelid
              listeners:
              - {name: any, port: %1$d, protocol: HTTPS, tls: {certificateRefs: [{name: any}]}}
              - {name: exact, port: %1$d, protocol: HTTPS, hostname: a.test, tls: {certificateRefs: [{name: a}, {name: rsa}]}}
              - {name: wild, port: %1$d, protocol: HTTPS, hostname: "*.w.test", tls: {certificateRefs: [{name: wild}]}}
              - {name: http, port: %2$d, protocol: HTTP}
            """;

    private static final String ROUTES =
            """
            apiVersion: agentgateway.dev/v1alpha1
            kind: AgentgatewayBackend
            metadata: {name: echo, namespace: default}
            spec: {static: {host: 127.0.0.1, port: %1$d}}
            ---
            apiVersion: gateway.networking.k8s.io/v1
            kind: HTTPRoute
            metadata: {name: secure, namespace: default}
            spec:
              parentRefs: [{name: gw, sectionName: any}, {name: gw, sectionName: exact}, {name: gw, sectionName: wild}]
              rules:
              - backendRefs: [{name: echo, group: agentgateway.dev, kind: AgentgatewayBackend}]
            ---
            apiVersion: gateway.networking.k8s.io/v1
            kind: HTTPRoute
            metadata: {name: plain, namespace: default}
            spec:
              parentRefs: [{name: gw, sectionName: http}]
              rules:
              - matches: [{path: {value: /moved}}]
                filters: [{type: RequestRedirect, requestRedirect: {scheme: https, port: %2$d, statusCode: 301}}]
            """;

    private static FakeUpstream upstream;
    private static Certificates certificates;
    private static SSLContext trusting;
    private static Gateway gateway;
    private static int https;
    private static int http;
    private static Path authority;

    @BeforeAll
    static void start() throws Exception {
        assumeTrue(Command.exists("curl") && Command.exists("openssl"), "there is no curl or no openssl");
        upstream = FakeUpstream.start((request, response) -> response.json(200, "{}"));
        GatewaySetup setup = Gateway.named("https-listeners");
        Path tls = Files.createDirectories(setup.folder().resolve("tls"));
        certificates = new Certificates(tls);
        authority = tls.resolve("ca.pem");
        certificates.issue("any", "ip:127.0.0.1,dns:any.test");
        certificates.issue("rotated", "ip:127.0.0.1,dns:any.test");
        certificates.issue("a", "dns:a.test");
        certificates.issue("rsa", "dns:a.test", "RSA", "-1H");
        certificates.issue("wild", "dns:*.w.test");
        trusting = trusting();
        Iterator<Integer> ports = Ports.free(2).iterator();
        https = ports.next();
        http = ports.next();
        gateway = setup.manifest("gateway.yaml", LISTENERS.formatted(https, http))
                .manifest("routes.yaml", ROUTES.formatted(upstream.port(), https))
                .manifest("any.yaml", secret("any", "any", "any"))
                .manifest("a.yaml", secret("a", "a", "a"))
                .manifest("rsa.yaml", secret("rsa", "rsa", "rsa"))
                .manifest("wild.yaml", secret("wild", "wild", "wild"))
                .start();
    }

    @AfterAll
    static void stop() throws Exception {
        if (gateway != null) {
            gateway.close();
        }
        if (upstream != null) {
            upstream.close();
        }
    }

    private static SSLContext trusting() throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        try (InputStream in = Files.newInputStream(authority)) {
            trusted.setCertificateEntry(
                    "ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    private static String secret(String name, String chain, String key) throws Exception {
        return "apiVersion: v1\nkind: Secret\ntype: kubernetes.io/tls\nmetadata: {name: " + name
                + ", namespace: default}\nstringData:\n  tls.crt: |\n"
                + certificates.certificate(chain).indent(4) + "  tls.key: |\n"
                + certificates.key(key).indent(4);
    }

    private static String curl(String options, String host, int port, String path) {
        return Command.of(
                        "sh",
                        "-c",
                        "curl --silent --show-error --max-time 20 --cacert " + authority + " --resolve '*:" + port
                                + ":127.0.0.1' --write-out ' %{http_version} %{http_code}' " + options + " '"
                                + (port == http ? "http" : "https") + "://" + host + ":" + port + path + "'")
                .run()
                .out();
    }

    /** Whom the gateway shows to a client that asks for a name. */
    private static String shown(String options) {
        String out = Command.of(
                        "sh",
                        "-c",
                        "openssl s_client -connect 127.0.0.1:" + https + " " + options + " </dev/null 2>&1 || true")
                .run()
                .out();
        return out.lines()
                .filter(line -> line.startsWith("subject=") || line.contains(":SSL alert") || line.contains("alert "))
                .findFirst()
                .orElse(out)
                .replace(" ", "");
    }

    private static JsonNode listener(String name) throws Exception {
        for (JsonNode listener : gateway.object("gateway.networking.k8s.io/v1", "gateways", "default", "gw")
                .path("status")
                .path("listeners")) {
            if (listener.path("name").asText().equals(name)) {
                return listener;
            }
        }
        throw new AssertionError("no status of listener " + name);
    }

    private static HttpClient client(HttpClient.Version version) {
        return HttpClient.newBuilder().sslContext(trusting).version(version).build();
    }

    private static HttpRequest request() {
        return HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + https + "/load"))
                .timeout(Duration.ofSeconds(20))
                .build();
    }

    @ParameterizedTest
    @CsvSource({"--http1.1, 1.1", "--http2, 2", "--tls-max 1.2, 2", "--tlsv1.3, 2"})
    void curlIsServedByTls(String options, String version) {
        String answer = curl(options, "a.test", https, "/x");
        assertTrue(answer.endsWith(" " + version + " 200"), answer);
    }

    @ParameterizedTest
    @CsvSource({
        "-servername a.test -sigalgs ECDSA+SHA256,           subject=CN=a",
        "-servername a.test -sigalgs RSA-PSS+SHA256,         subject=CN=rsa",
        "-servername x.w.test,                               subject=CN=wild",
        "-servername elsewhere.test,                         subject=CN=any",
        "-noservername,                                      subject=CN=any",
    })
    void theServerNameChoosesTheCertificate(String options, String subject) {
        assertEquals(subject, shown(options));
    }

    @Test
    void requestsOfAnotherListenerAreMisdirected() {
        String answer = curl("-H 'Host: x.w.test'", "a.test", https, "/");
        assertTrue(answer.endsWith(" 421") && answer.contains("misdirected_request"), answer);
    }

    @Test
    void routesStayOnTheirListener() {
        assertTrue(curl("", "a.test", http, "/x").endsWith(" 404"));
        String moved = curl("--include", "a.test", http, "/moved");
        assertTrue(moved.contains("301") && moved.contains("https://a.test:" + https + "/moved"), moved);
    }

    @Test
    void rotationUnderLoadLosesNothing() throws Exception {
        HttpClient http2 = client(HttpClient.Version.HTTP_2);
        HttpClient http1 = client(HttpClient.Version.HTTP_1_1);
        Map<String, Long> outcomes;
        try (Traffic first = Traffic.of(
                        2,
                        () -> http2.send(request(), HttpResponse.BodyHandlers.ofString())
                                        .statusCode()
                                + "");
                Traffic second = Traffic.of(
                        2,
                        () -> http1.send(request(), HttpResponse.BodyHandlers.ofString())
                                        .statusCode()
                                + "")) {
            for (int i = 0; i < 4; i++) {
                String next = i % 2 == 0 ? "rotated" : "any";
                gateway.write("any.yaml", secret("any", next, next));
                Await.until(Gateway.LIVE, () -> shown("-noservername"), ("subject=CN=" + next)::equals);
            }
            outcomes = first.stop();
            second.stop().forEach((outcome, count) -> outcomes.merge(outcome, count, Long::sum));
        }
        assertEquals(Set.of("200"), outcomes.keySet(), outcomes::toString);
    }

    @Test
    void aBadCertificateIsSaidAndHidesNothingButItsListener() throws Exception {
        try {
            gateway.write("wild.yaml", secret("wild", "wild", "a"));
            JsonNode condition = Await.until(
                    Gateway.LIVE,
                    () -> Gateway.condition(listener("wild"), "ResolvedRefs"),
                    seen -> seen.path("status").asText().equals("False"));
            assertEquals("InvalidCertificateRef", condition.path("reason").asText());
            assertTrue(condition.path("message").asText().contains("tls.key is not the key"), condition::toString);
            assertTrue(curl("", "a.test", https, "/x").endsWith(" 200"));
            // Now the name belongs to the listener for any host.
            Await.until(Gateway.LIVE, () -> shown("-servername x.w.test"), "subject=CN=any"::equals);
        } finally {
            gateway.write("wild.yaml", secret("wild", "wild", "wild"));
        }
        Await.until(Gateway.LIVE, () -> shown("-servername x.w.test"), "subject=CN=wild"::equals);
        String configuration = gateway.admin().get("/debug/config").body();
        assertTrue(configuration.contains("*.w.test"), configuration);
        String key = certificates.key("wild").lines().skip(1).findFirst().orElseThrow();
        assertFalse(configuration.contains("PRIVATE KEY") || configuration.contains(key));
        assertFalse(gateway.log().contains("PRIVATE KEY") || gateway.log().contains(key));
        assertTrue(gateway.shell("llm:gateway-list").out().contains("*.w.test until "));
    }

    @Test
    void aPortMovesToTlsAndATakenOneIsHadOnceItIsFree() throws Exception {
        int port = Ports.free(1).iterator().next();
        Client plain = new Client(port);
        String own = LISTENERS.substring(0, LISTENERS.indexOf("  - {name: any")).replace("name: gw,", "name: moving,");
        try (ServerSocket taken = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"))) {
            assertTrue(taken.isBound());
            gateway.write("moving.yaml", own + "  - {name: m, port: " + port + ", protocol: HTTP}\n");
            Await.until(
                    Gateway.LIVE,
                    () -> status("moving").toString(),
                    status -> status.contains("PortUnavailable") && status.contains("cannot listen on 127.0.0.1:"));
        }
        try {
            Await.until(Gateway.LIVE, () -> answersPlain(plain) && programmed("moving"));
            gateway.write(
                    "moving.yaml",
                    own + "  - {name: m, port: " + port + ", protocol: HTTPS, tls: {certificateRefs: [{name: a}]}}\n");
            Await.until(Gateway.LIVE, () -> curl("", "a.test", port, "/"), answer -> answer.endsWith(" 2 404"));
            gateway.write("moving.yaml", own + "  - {name: m, port: " + port + ", protocol: HTTP}\n");
            Await.until(Gateway.LIVE, () -> answersPlain(plain));
        } finally {
            Files.deleteIfExists(gateway.manifest("moving.yaml"));
        }
    }

    private static boolean answersPlain(Client plain) throws InterruptedException {
        try {
            return plain.get("/").statusCode() == 404;
        } catch (IOException notNow) {
            return false;
        }
    }

    private static JsonNode status(String name) throws Exception {
        JsonNode object = gateway.object("gateway.networking.k8s.io/v1", "gateways", "default", name);
        return object == null ? MissingNode.getInstance() : object.path("status");
    }

    private static boolean programmed(String name) throws Exception {
        return Gateway.condition(status(name), "Programmed")
                .path("status")
                .asText()
                .equals("True");
    }
}
