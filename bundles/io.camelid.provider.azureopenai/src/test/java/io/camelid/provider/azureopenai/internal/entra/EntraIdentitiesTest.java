package io.camelid.provider.azureopenai.internal.entra;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.camelid.spi.LlmException;
import io.camelid.spi.Secret;
import io.camelid.spi.provider.Auth;
import io.camelid.testkit.upstream.FakeUpstream;
import io.camelid.testkit.upstream.UpstreamRequest;
import io.camelid.testkit.upstream.UpstreamResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every way to a token, against servers on the loopback that answer as Microsoft documents it. */
class EntraIdentitiesTest {
    private static final String SCOPE = "https://cognitiveservices.azure.com/.default";
    private static final String FORM_SCOPE = "scope=https%3A%2F%2Fcognitiveservices.azure.com%2F.default";
    private static final String RESOURCE = "resource=https%3A%2F%2Fcognitiveservices.azure.com";
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Map<String, Secret> CLIENT_SECRET = Map.of(
            "tenantID", Secret.of("tenant-1"),
            "clientID", Secret.of("app 1"),
            "clientSecret", Secret.of("s3cr3t&more"));

    private final TokenClient client = new TokenClient();
    private final Map<String, String> environment = new HashMap<>();
    private FakeUpstream server;
    private volatile FakeUpstream.Script script =
            (request, response) -> response.json(200, "{\"access_token\":\"tok\",\"expires_in\":3600}");

    @BeforeEach
    void start() throws IOException {
        server = FakeUpstream.start((request, response) -> script.answer(request, response));
        environment.put("AZURE_AUTHORITY_HOST", url());
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    @Test
    void asksWithAClientSecret() throws Exception {
        AccessToken token = fetch(identities().of(new Auth.Cloud("azure", Map.of(), CLIENT_SECRET)));
        assertEquals(Secret.of("tok"), token.value());
        assertEquals(NOW.plusSeconds(3600), token.expiry());
        assertEquals(NOW.plusSeconds(3300), token.refresh());
        UpstreamRequest request = server.take();
        assertEquals("POST", request.method());
        assertEquals("/tenant-1/oauth2/v2.0/token", request.target());
        assertEquals(Optional.of("application/x-www-form-urlencoded"), request.header("Content-Type"));
        assertEquals(
                "grant_type=client_credentials&client_id=app+1&" + FORM_SCOPE + "&client_secret=s3cr3t%26more",
                request.text());
    }

    @Test
    void asksWithTheClustersToken(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("token"), "first.jwt\n");
        environment.put("AZURE_TENANT_ID", "tenant-1");
        environment.put("AZURE_CLIENT_ID", "app");
        environment.put("AZURE_FEDERATED_TOKEN_FILE", file.toString());
        TokenSource source = identities().of(new Auth.Cloud("azure", Map.of("workloadIdentity", Map.of()), Map.of()));
        fetch(source);
        String form = "grant_type=client_credentials&client_id=app&" + FORM_SCOPE;
        String type = "client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer";
        String first = server.take().text();
        assertTrue(first.startsWith(form), first);
        assertTrue(first.contains(type), first);
        assertTrue(first.contains("client_assertion=first.jwt"), first);

        Files.writeString(file, "second.jwt");
        fetch(source);
        String second = server.take().text();
        assertTrue(second.contains("client_assertion=second.jwt"), second);
    }

    @Test
    void saysThatTheClustersTokenIsNotThere() throws Exception {
        environment.put("AZURE_TENANT_ID", "tenant-1");
        environment.put("AZURE_CLIENT_ID", "app");
        environment.put("AZURE_FEDERATED_TOKEN_FILE", "/nowhere/token");
        LlmException failure = failure(identities().standard());
        assertEquals("Microsoft Entra ID gave no token (NoSuchFileException).", failure.getMessage());
    }

    @ParameterizedTest
    @CsvSource({
        "'\"expires_in\":9223372036854775807', 86400",
        "'\"expires_in\":-1',                  600",
        "'\"expires_on\":9223372036854775807', 86400",
        "'\"expires_on\":\"06/20/2027\"',      600",
        "'\"expires_on\":[]',                  600",
    })
    void believesNoStrangeLifetime(String member, int seconds) throws Exception {
        script = (request, response) -> response.json(200, "{\"access_token\":\"tok\"," + member + "}");
        AccessToken token = fetch(identities().of(new Auth.Cloud("azure", Map.of(), CLIENT_SECRET)));
        assertEquals(NOW.plusSeconds(seconds), token.expiry());
    }

    @Test
    void saysWhatWorkloadIdentityNeeds() {
        LlmException refused = assertThrows(LlmException.class, () -> identities()
                .of(new Auth.Cloud("azure", Map.of("workloadIdentity", Map.of()), Map.of())));
        assertTrue(refused.getMessage().contains("AZURE_FEDERATED_TOKEN_FILE"), refused.getMessage());
    }

    @ParameterizedTest
    @CsvSource({
        "clientId,   client_id",
        "objectId,   object_id",
        "resourceId, msi_res_id",
    })
    void asksTheMetadataService(String member, String parameter) throws Exception {
        environment.put("AZURE_POD_IDENTITY_AUTHORITY_HOST", url() + "/");
        script = (request, response) -> response.json(
                200,
                "{\"access_token\":\"tok\",\"expires_in\":\"86399\",\"expires_on\":\"" + (NOW.getEpochSecond() + 86399)
                        + "\"}");
        AccessToken token = fetch(
                identities().of(new Auth.Cloud("azure", Map.of("managedIdentity", Map.of(member, "/a b")), Map.of())));
        assertEquals(NOW.plusSeconds(86399), token.expiry());
        UpstreamRequest request = server.take();
        assertEquals("GET", request.method());
        assertEquals(
                "/metadata/identity/oauth2/token?" + RESOURCE + "&api-version=2018-02-01&" + parameter + "=%2Fa+b",
                request.target());
        assertEquals(Optional.of("true"), request.header("Metadata"));
    }

    @Test
    void asksAppService() throws Exception {
        environment.put("IDENTITY_ENDPOINT", url() + "/msi/token");
        environment.put("IDENTITY_HEADER", "h3ader");
        script = (request, response) -> response.json(
                200, "{\"access_token\":\"tok\",\"expires_on\":\"" + (NOW.getEpochSecond() + 1000) + "\"}");
        AccessToken token = fetch(
                identities().of(new Auth.Cloud("azure", Map.of("managedIdentity", Map.of("objectId", "o")), Map.of())));
        assertEquals(NOW.plusSeconds(1000), token.expiry());
        UpstreamRequest request = server.take();
        assertEquals("/msi/token?" + RESOURCE + "&api-version=2019-08-01&principal_id=o", request.target());
        assertEquals(Optional.of("h3ader"), request.header("X-IDENTITY-HEADER"));
    }

    @Test
    void asksOlderAppService() throws Exception {
        environment.put("MSI_ENDPOINT", url() + "/msi");
        environment.put("MSI_SECRET", "s");
        fetch(identities().of(new Auth.Cloud("azure", Map.of("managedIdentity", Map.of("clientId", "c")), Map.of())));
        UpstreamRequest request = server.take();
        assertEquals("/msi?" + RESOURCE + "&api-version=2017-09-01&clientid=c", request.target());
        assertEquals(Optional.of("s"), request.header("secret"));
        assertThrows(LlmException.class, () -> identities()
                .of(new Auth.Cloud("azure", Map.of("managedIdentity", Map.of("objectId", "o")), Map.of())));
    }

    @Test
    void takesOneIdentityOnly() {
        assertThrows(LlmException.class, () -> identities()
                .of(new Auth.Cloud(
                        "azure", Map.of("managedIdentity", Map.of("clientId", "c", "objectId", "o")), Map.of())));
    }

    /** The order of Azure's own default chain. */
    @Test
    void findsTheStandardIdentity(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("token"), "jwt");
        environment.put("AZURE_POD_IDENTITY_AUTHORITY_HOST", url());
        environment.put("AZURE_CLIENT_ID", "app");
        fetch(identities().standard());
        assertTrue(server.take().target().endsWith("&client_id=app"));

        environment.put("AZURE_TENANT_ID", "tenant");
        environment.put("AZURE_FEDERATED_TOKEN_FILE", file.toString());
        fetch(identities().standard());
        assertTrue(server.take().text().contains("client_assertion=jwt"));

        environment.put("AZURE_CLIENT_SECRET", "secret");
        fetch(identities().standard());
        assertTrue(server.take().text().endsWith("&client_secret=secret"));
    }

    @Test
    void looksForAMetadataServiceBeforeItAsks() throws Exception {
        environment.put("AZURE_POD_IDENTITY_AUTHORITY_HOST", url());
        script = (request, response) -> {
            if (request.header("Metadata").isEmpty()) {
                response.json(400, "{}");
            } else {
                response.json(200, "{\"access_token\":\"tok\"}");
            }
        };
        TokenSource probing = new ManagedIdentity(
                client, endpoint(), environment, "https://cognitiveservices.azure.com", Optional.empty(), true);
        assertEquals(NOW.plusSeconds(600), fetch(probing).expiry());
        assertEquals(2, server.requests().size());
    }

    @Test
    void saysThatThereIsNoIdentity() throws Exception {
        try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            environment.put("AZURE_POD_IDENTITY_AUTHORITY_HOST", "http://127.0.0.1:" + gone.getLocalPort());
        }
        TokenSource probing = new ManagedIdentity(
                client, endpoint(), environment, "https://cognitiveservices.azure.com", Optional.empty(), true);
        LlmException failure = failure(probing);
        assertEquals("upstream_credentials", failure.error().code());
        assertTrue(failure.getMessage().contains("is not there"), failure.getMessage());
        assertEquals(
                Optional.empty(),
                new EntraIdentities(client, Map.of(), InstantSource.fixed(NOW), SCOPE).ofEnvironment());
    }

    @Test
    void repeatsTheErrorsNumberAndNothingElse() throws Exception {
        script = (request, response) -> response.json(
                401,
                "{\"error\":\"invalid_client\",\"error_description\":\"AADSTS7000215: Invalid client secret s3cr3t&more\"}");
        LlmException failure = failure(identities().of(new Auth.Cloud("azure", Map.of(), CLIENT_SECRET)));
        assertEquals("Microsoft Entra ID answered 401: invalid_client AADSTS7000215.", failure.getMessage());
        assertEquals(500, failure.error().status());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            200 | <html>                            | answered without a token.
            200 | {"access_token":""}               | answered without a token.
            200 | {"access_token":"a\\r\\nHost: b"} | answered without a token.
            503 | <html>                            | answered 503.
            """)
    void copesWithAnything(int status, String body, String message) throws Exception {
        script = (request, response) -> response.json(status, body);
        LlmException failure = failure(identities().of(new Auth.Cloud("azure", Map.of(), CLIENT_SECRET)));
        assertEquals("Microsoft Entra ID " + message, failure.getMessage());
    }

    @Test
    void readsSmallAnswersOnly() throws Exception {
        script = EntraIdentitiesTest::endless;
        LlmException failure = failure(identities().of(new Auth.Cloud("azure", Map.of(), CLIENT_SECRET)));
        assertEquals("Microsoft Entra ID gave no token (IOException).", failure.getMessage());
    }

    private static void endless(UpstreamRequest request, UpstreamResponse response) throws IOException {
        response.begin(200);
        for (int chunk = 0; chunk < 1000; chunk++) {
            response.chunk(" ".repeat(1024));
        }
        response.end();
    }

    @Test
    void namesNobodysTenantInThePath() {
        Map<String, Secret> secrets = new HashMap<>(CLIENT_SECRET);
        secrets.put("tenantID", Secret.of("../common"));
        LlmException refused =
                assertThrows(LlmException.class, () -> identities().of(new Auth.Cloud("azure", Map.of(), secrets)));
        assertFalse(refused.getMessage().contains("common"));
    }

    private TokenEndpoint endpoint() {
        return new TokenEndpoint(client, InstantSource.fixed(NOW), "The managed identity endpoint");
    }

    private EntraIdentities identities() {
        return new EntraIdentities(client, environment, InstantSource.fixed(NOW), SCOPE);
    }

    private String url() {
        return "http://127.0.0.1:" + server.port();
    }

    private static AccessToken fetch(TokenSource source) throws Exception {
        return source.fetch().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private static LlmException failure(TokenSource source) {
        ExecutionException failure = assertThrows(ExecutionException.class, () -> fetch(source));
        return (LlmException) failure.getCause();
    }
}
