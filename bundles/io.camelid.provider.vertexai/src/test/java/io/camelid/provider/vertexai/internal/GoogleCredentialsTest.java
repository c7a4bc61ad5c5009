package io.camelid.provider.vertexai.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.camelid.spi.LlmError;
import io.camelid.spi.LlmException;
import io.camelid.spi.Secret;
import io.camelid.spi.provider.Auth;
import io.camelid.spi.provider.EndpointOverride;
import io.camelid.spi.provider.HttpCall;
import io.camelid.spi.provider.ProviderTarget;
import io.camelid.spi.provider.Settings;
import io.camelid.spi.provider.TargetConfig;
import io.camelid.testkit.upstream.FakeUpstream;
import io.camelid.testkit.upstream.UpstreamRequest;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Google's identities, against fakes of its token endpoint and metadata server on the loopback device. */
class GoogleCredentialsTest {
    private static final String TOKEN = "{\"access_token\":\"ya29.t\",\"expires_in\":3600,\"token_type\":\"Bearer\"}";
    private static final String PASSWORD = "password";
    private static final KeyPair KEYS = keys();

    @TempDir
    Path directory;

    private final VertexProvider provider = new VertexProvider();

    @AfterEach
    void close() {
        provider.close();
    }

    @Test
    void aServiceAccountSignsForItsToken() throws Exception {
        try (FakeUpstream google = FakeUpstream.start((request, response) -> response.json(200, TOKEN));
                ProviderTarget target = open(gcp(serviceAccount(google)))) {
            assertEquals("Bearer ya29.t", VertexProviderTest.header(sign(target), "Authorization"));
            assertFalse(sign(target).headers().toString().contains("ya29"), "marked as sensitive");
            assertEquals(1, google.requests().size(), "the second call uses what the first has fetched");
            Map<String, String> form = form(google.take());
            assertEquals("urn:ietf:params:oauth:grant-type:jwt-bearer", form.get("grant_type"));
            String claims = verified(form.get("assertion"));
            assertTrue(claims.contains("\"scope\":\"https://www.googleapis.com/auth/cloud-platform\""), claims);
            assertTrue(claims.contains("\"iss\":\"robot@p.iam.gserviceaccount.com\""), claims);
        }
    }

    /** A Secret whose only value is a document, as {@code authToken} of dialect A names it. */
    @Test
    void aKeyMayBeADocument() throws Exception {
        try (FakeUpstream google = FakeUpstream.start((request, response) -> response.json(200, TOKEN));
                ProviderTarget target = open(Auth.Key.of(serviceAccount(google)))) {
            assertEquals("Bearer ya29.t", VertexProviderTest.header(sign(target), "Authorization"));
        }
    }

    @Test
    void aUserSaysWhoPays() throws Exception {
        try (FakeUpstream google = FakeUpstream.start((request, response) -> response.json(200, TOKEN));
                ProviderTarget target = open(gcp(
                        """
                        {"type":"authorized_user","client_id":"c","client_secret":"s","refresh_token":"r3fresh",\
                        "quota_project_id":"payer","token_uri":"http://127.0.0.1:%d/token"}"""
                                .formatted(google.port())))) {
            HttpCall signed = sign(target);
            assertEquals("Bearer ya29.t", VertexProviderTest.header(signed, "Authorization"));
            assertEquals("payer", VertexProviderTest.header(signed, "x-goog-user-project"));
            assertEquals("r3fresh", form(google.take()).get("refresh_token"));
        }
    }

    @Test
    void anIdentityTokenIsForAnAudience() throws Exception {
        String jwt = jwt("{\"alg\":\"none\"}", "{\"exp\":4102444800,\"aud\":\"https://vertex.example\"}") + "c2ln";
        try (FakeUpstream google = FakeUpstream.start(
                        (request, response) -> response.json(200, "{\"id_token\":\"" + jwt + "\"}"));
                ProviderTarget target = open(new Auth.Cloud(
                        "gcp",
                        Map.of("type", "IdToken", "audience", "https://vertex.example"),
                        Map.of("credentials.json", Secret.of(serviceAccount(google)))))) {
            assertEquals("Bearer " + jwt, VertexProviderTest.header(sign(target), "Authorization"));
            String claims = verified(form(google.take()).get("assertion"));
            assertTrue(claims.contains("\"target_audience\":\"https://vertex.example\""), claims);
        }
    }

    @Test
    void anErrorSaysWhatWasTriedAndNoSecret() throws Exception {
        try (FakeUpstream google = FakeUpstream.start((request, response) ->
                        response.json(400, "{\"error\":\"invalid_grant\",\"error_description\":\"s3cret\"}"));
                ProviderTarget target = open(gcp(serviceAccount(google)))) {
            LlmError error = error(target);
            assertEquals(500, error.status());
            assertEquals("upstream_credentials", error.code());
            assertEquals(
                    "No token of Google by the credentials document: the token endpoint answered 400.",
                    error.message());
            int asked = google.requests().size();
            error(target);
            assertEquals(asked, google.requests().size(), "a failure is remembered for a moment");
        }
    }

    @Test
    void nobodyIsBlockedByASlowTokenEndpoint() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        try (FakeUpstream google = FakeUpstream.start((request, response) -> {
                    asked.countDown();
                    go.await(10, TimeUnit.SECONDS);
                    response.json(200, TOKEN);
                });
                ProviderTarget target = open(gcp(serviceAccount(google)))) {
            CompletableFuture<HttpCall> first = signing(target);
            CompletableFuture<HttpCall> second = signing(target);
            assertTrue(asked.await(10, TimeUnit.SECONDS));
            assertFalse(first.isDone());
            go.countDown();
            assertEquals(first.get(10, TimeUnit.SECONDS), second.get(10, TimeUnit.SECONDS));
            assertEquals(1, google.requests().size());
        }
    }

    /** On Google's own machines: the metadata server gives tokens to who asks in its flavour. */
    @Test
    void aMachineAsksItsMetadataServer() throws Exception {
        try (FakeUpstream metadata = FakeUpstream.start((request, response) -> {
            boolean token = request.path().endsWith("/token");
            response.json(
                    request.header("Metadata-Flavor").equals(Optional.of("Google")) ? 200 : 403,
                    token ? TOKEN : "{\"default\":{\"email\":\"robot@p.iam.gserviceaccount.com\"}}",
                    "Metadata-Flavor: Google");
        })) {
            assertEquals("Bearer ya29.t", signedElsewhere(Map.of("GCE_METADATA_HOST", "127.0.0.1:" + metadata.port())));
            assertTrue(metadata.requests().stream().anyMatch(request -> request.path()
                    .equals("/computeMetadata/v1/instance/service-accounts/default/token")));
        }
    }

    /** Workload identity federation: a token of another identity provider, from a file, for one of Google's. */
    @Test
    void anExternalAccountExchangesItsToken() throws Exception {
        Path store = directory.resolve("store.p12");
        SSLContext tls = selfSigned(store);
        Path subject = Files.writeString(directory.resolve("subject"), "0idc");
        try (FakeUpstream sts = FakeUpstream.start(
                tls,
                (request, response) -> response.json(
                        200,
                        """
                {"access_token":"ya29.t","issued_token_type":"urn:ietf:params:oauth:token-type:access_token",\
                "token_type":"Bearer","expires_in":3600}"""))) {
            Path document = Files.writeString(
                    directory.resolve("federation.json"),
                    """
                    {"type":"external_account","audience":"//iam.googleapis.com/projects/1/locations/global/\
                    workloadIdentityPools/pool/providers/p","subject_token_type":"urn:ietf:params:oauth:token-type:jwt",\
                    "token_url":"https://127.0.0.1:%d/v1/token","credential_source":{"file":"%s"}}"""
                            .formatted(sts.port(), subject));
            assertEquals(
                    "Bearer ya29.t",
                    signedElsewhere(
                            Map.of("GOOGLE_APPLICATION_CREDENTIALS", document.toString()),
                            "-Djavax.net.ssl.trustStore=" + store,
                            "-Djavax.net.ssl.trustStorePassword=" + PASSWORD));
            assertEquals("0idc", form(sts.take()).get("subject_token"));
        }
    }

    @Test
    void theEnvironmentsDocumentMayBeMissing() throws Exception {
        assertEquals(
                "No token of Google by Application Default Credentials: NoSuchFileException.",
                signedElsewhere(Map.of(
                        "GOOGLE_APPLICATION_CREDENTIALS",
                        directory.resolve("missing").toString())));
    }

    /** As {@code gcloud auth application-default login} leaves it. */
    @Test
    void aUserIsFoundWhereGcloudLeavesHim() throws Exception {
        Path store = directory.resolve("application_default_credentials.json");
        Files.writeString(store, "{\"type\":\"authorized_user\",\"client_id\":\"c\"}");
        assertEquals(
                "No token of Google by Application Default Credentials: IOException.",
                signedElsewhere(Map.of("CLOUDSDK_CONFIG", directory.toString())),
                "it is read, and found incomplete");
    }

    private static SSLContext selfSigned(Path store) throws Exception {
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "sts",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=sts",
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        PASSWORD,
                        "-keystore",
                        store.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertTrue(keytool.waitFor(30, TimeUnit.SECONDS));
        KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    /** What another process, whose environment this is, makes of the default credentials. */
    private String signedElsewhere(Map<String, String> environment, String... options) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Duser.home=" + directory,
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))));
        command.addAll(List.of(options));
        command.add(DefaultCredentials.class.getName());
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(name -> name.startsWith("GOOGLE_") || name.startsWith("CLOUDSDK_"));
        builder.environment().putAll(environment);
        Process process = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
        try {
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(process.waitFor(30, TimeUnit.SECONDS));
            return out.strip();
        } finally {
            process.destroyForcibly();
        }
    }

    /** Prints what the default credentials come to. */
    static final class DefaultCredentials {
        private DefaultCredentials() {}

        public static void main(String[] arguments) throws Exception {
            VertexProvider provider = new VertexProvider();
            try (ProviderTarget target = open(provider, Auth.DEFAULT)) {
                System.out.println(VertexProviderTest.header(sign(target), "Authorization"));
            } catch (ExecutionException failed) {
                System.out.println(failed.getCause().getMessage());
            }
        }
    }

    private static Auth gcp(String document) {
        return new Auth.Cloud("gcp", Map.of(), Map.of("credentials.json", Secret.of(document)));
    }

    private ProviderTarget open(Auth auth) throws LlmException {
        return open(provider, auth);
    }

    private static ProviderTarget open(VertexProvider provider, Auth auth) throws LlmException {
        return provider.open(new TargetConfig(
                "test", Optional.empty(), new Settings(Map.of("projectId", "p")), auth, EndpointOverride.NONE));
    }

    private static CompletableFuture<HttpCall> signing(ProviderTarget target) throws LlmException {
        HttpCall call = (HttpCall) target.prepare(VertexProviderTest.call("gemini.generate_content", "gemini-pro"));
        return target.sign(call, ByteBuffer.allocate(0)).toCompletableFuture();
    }

    private static HttpCall sign(ProviderTarget target) throws Exception {
        return signing(target).get(10, TimeUnit.SECONDS);
    }

    private static LlmError error(ProviderTarget target) {
        ExecutionException failed = assertThrows(ExecutionException.class, () -> sign(target));
        return assertInstanceOf(LlmException.class, failed.getCause()).error();
    }

    private static String serviceAccount(FakeUpstream google) {
        String key = Base64.getEncoder().encodeToString(KEYS.getPrivate().getEncoded());
        return """
                {"type":"service_account","project_id":"p","private_key_id":"k","client_id":"1",\
                "client_email":"robot@p.iam.gserviceaccount.com","token_uri":"http://127.0.0.1:%d/token",\
                "private_key":"-----BEGIN PRIVATE KEY-----\\n%s\\n-----END PRIVATE KEY-----\\n"}"""
                .formatted(google.port(), key);
    }

    private static KeyPair keys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (java.security.NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** The claims of a JWT, if its signature is right. */
    private static String verified(String jwt) throws Exception {
        String[] parts = jwt.split("\\.");
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initVerify(KeyFactory.getInstance("RSA")
                .generatePublic(new X509EncodedKeySpec(KEYS.getPublic().getEncoded())));
        signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
        assertTrue(signature.verify(Base64.getUrlDecoder().decode(parts[2])));
        return new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
    }

    private static String jwt(String header, String claims) {
        Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
        return base64.encodeToString(header.getBytes(StandardCharsets.UTF_8)) + "."
                + base64.encodeToString(claims.getBytes(StandardCharsets.UTF_8)) + ".";
    }

    private static Map<String, String> form(UpstreamRequest request) {
        return Arrays.stream(request.text().split("&"))
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(
                        pair -> pair[0],
                        pair -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8),
                        (first, second) -> second,
                        HashMap::new));
    }
}
