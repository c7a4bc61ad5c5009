package io.camelid.itests.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.camelid.itests.acceptance.harness.Await;
import io.camelid.itests.acceptance.harness.Command;
import io.camelid.itests.acceptance.harness.Gateway;
import io.camelid.itests.acceptance.harness.GatewaySetup;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** The control plane that {@code run} has started. */
final class Cluster {
    static final String NAMESPACE = "ai-system";
    /** Tests run only where this property names its directory. */
    static final String PROPERTY = "camelid.cluster";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Path directory = Path.of(System.getProperty(PROPERTY));
    private final Path script = Path.of(System.getProperty("camelid.control-plane"));
    private final String token;
    private final HttpClient http;

    Cluster() throws IOException, GeneralSecurityException {
        token = Files.readString(directory.resolve("pki/tokens.csv")).split(",")[0];
        http = HttpClient.newBuilder()
                .sslContext(trusting(directory.resolve("pki/ca.crt")))
                .build();
    }

    private static SSLContext trusting(Path authority) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (InputStream in = Files.newInputStream(authority)) {
            store.setCertificateEntry(
                    "authority", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }

    /** A gateway with the rights that kubernetes/ gives it. */
    GatewaySetup gateway(String name) throws IOException {
        return joined(Gateway.named(name), name);
    }

    /** Makes a gateway one of this cluster's. */
    GatewaySetup joined(GatewaySetup setup, String name) {
        return setup.environment("CAMELID_KUBERNETES", "on")
                .environment(
                        "KUBECONFIG", directory.resolve("gateway.kubeconfig").toString())
                .environment("CAMELID_POD_NAME", name);
    }

    /** What a shell function kubectl has to be. */
    String kubectlFunction() {
        return String.join(" ", kubectl()) + " \"$@\"";
    }

    private List<String> kubectl() {
        return List.of(
                directory.resolve("bin/kubectl").toString(),
                "--kubeconfig=" + directory.resolve("admin.kubeconfig"),
                "--cache-dir=" + directory.resolve("kubectl-cache"));
    }

    /** Runs kubectl as an administrator. */
    Command.Result kubectl(String... arguments) {
        List<String> line = new ArrayList<>(kubectl());
        line.addAll(List.of(arguments));
        return new Command(line, Map.of()).run();
    }

    /** {@code kubectl apply -f}. */
    Command.Result apply(String manifests) throws IOException {
        Path file = Files.writeString(Files.createTempFile(directory, "manifest", ".yaml"), manifests);
        try {
            return kubectl("apply", "-f", file.toString());
        } finally {
            Files.delete(file);
        }
    }

    /** An object; a missing node if there is none. */
    JsonNode get(String resource, String namespace, String name) throws IOException {
        Command.Result result = kubectl("get", resource, name, "-n", namespace, "-o", "json");
        return result.exit() == 0 ? JSON.readTree(result.out()) : JSON.missingNode();
    }

    /** Waits until an object's condition has a status. */
    JsonNode awaitCondition(String resource, String name, String pointer, String type, String status) throws Exception {
        return Await.until(
                LIMIT,
                () -> Gateway.condition(get(resource, NAMESPACE, name).at(pointer), type),
                condition -> condition.path("status").asText().equals(status));
    }

    /** Runs the script control-plane with the cluster's directory. */
    void controlPlane(String command) {
        Command.of(script.toString(), command, directory.toString()).run().orThrow();
    }

    /** A call to the API without kubectl, which takes its time. */
    String api(String method, String path, String contentType, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(Files.readString(directory.resolve("url")).strip() + path))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", contentType)
                .timeout(LIMIT)
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() >= 300) {
            throw new IllegalStateException(response.statusCode() + ": " + response.body());
        }
        return response.body();
    }

    /** Removes what a test has left. */
    void clear(String... namespaces) {
        for (String namespace : namespaces) {
            kubectl(
                    "delete",
                    "gateways,httproutes,referencegrants,backends.gateway.kgateway.dev,agentgatewaybackends,secrets,services",
                    "--all",
                    "-n",
                    namespace);
        }
    }

    /** A Gateway of ours with one port. */
    static String gateway(String namespace, String name, int port) {
        return """
                apiVersion: gateway.networking.k8s.io/v1
                kind: GatewayClass
                metadata: {name: camelid}
                spec: {controllerName: camelid.io/gateway-controller}
                ---
                apiVersion: gateway.networking.k8s.io/v1
                kind: Gateway
                metadata: {name: %s, namespace: %s}
                spec:
                  gatewayClassName: camelid
                  listeners: [{name: http, port: %d, protocol: HTTP, allowedRoutes: {namespaces: {from: All}}}]
                ---
                """
                .formatted(name, namespace, port);
    }
}
