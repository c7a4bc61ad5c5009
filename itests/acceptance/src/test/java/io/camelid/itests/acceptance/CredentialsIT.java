package io.camelid.itests.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import io.camelid.itests.acceptance.FakeAuthority.AwsIdentity;
import io.camelid.itests.acceptance.harness.Await;
import io.camelid.itests.acceptance.harness.Gateway;
import io.camelid.itests.acceptance.harness.GatewaySetup;
import io.camelid.testkit.upstream.FakeAzureOpenAi;
import io.camelid.testkit.upstream.FakeBedrock;
import io.camelid.testkit.upstream.FakeUpstream;
import io.camelid.testkit.upstream.FakeVertexAi;
import io.camelid.testkit.upstream.UpstreamRequest;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Where the product gets its credentials from, and whom it shows them to: two gateways in the environments that
 * clouds make for their workloads, before strict vendors that take one identity each.
 */
class CredentialsIT {
    private static final String CALLERS = "callers-own-credential";
    private static final int CALLS = 8;
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private static final FakeUpstream.Script ANY = (request, response) -> response.json(400, "{}");
    private static final String BEDROCK = "bedrock: {model: 'anthropic.claude-3-haiku-20240307-v1:0'}";
    private static final String VERTEX = "vertexai: {projectId: project, region: us-central1, model: gemini-2.5-flash}";
    private static final String AZURE = "azureopenai: {endpoint: resource.openai.azure.com, deploymentName: gpt-4o}";

    private static final Map<String, FakeUpstream> VENDORS = new HashMap<>();
    private static FakeAuthority authority;
    private static Gateway serviceAccount;
    private static Gateway pod;
    private static HttpClient http;

    @BeforeAll
    static void start() throws Exception {
        authority = new FakeAuthority();
        http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        serviceAccount = inServiceAccount();
        pod = inPod();
    }

    @AfterAll
    static void stop() throws Exception {
        for (Gateway gateway : Arrays.asList(serviceAccount, pod)) {
            if (gateway != null) {
                gateway.close();
            }
        }
        for (FakeUpstream vendor : VENDORS.values()) {
            vendor.close();
        }
        authority.close();
    }

    /** EKS with IAM roles for service accounts; Entra by a client secret; the rest in Secrets. */
    private static Gateway inServiceAccount() throws Exception {
        GatewaySetup setup = named("credentials-service-account");
        setup.environment("AWS_WEB_IDENTITY_TOKEN_FILE", file(setup, FakeAuthority.WEB_IDENTITY))
                .environment("AWS_ROLE_ARN", FakeAuthority.ROLE)
                .environment("AWS_ENDPOINT_URL_STS", authority.url(""))
                .environment("AZURE_AUTHORITY_HOST", authority.url(""))
                .environment("AZURE_TENANT_ID", "tenant")
                .environment("AZURE_CLIENT_ID", "application")
                .environment("AZURE_CLIENT_SECRET", FakeAuthority.CLIENT_SECRET)
                .manifest("environment.yaml", fromTheEnvironment())
                .manifest("secrets.yaml", fromSecrets())
                .manifest("callers.yaml", ofTheCallers());
        return setup.start();
    }

    private static String fromTheEnvironment() throws IOException {
        return backend("web-identity", BEDROCK, "", bedrock(FakeAuthority.OF_WEB_IDENTITY))
                + backend(
                        "assumed-role", BEDROCK, assume(FakeAuthority.OTHER_ROLE), bedrock(FakeAuthority.OF_OTHER_ROLE))
                + backend(
                        "refused-role", BEDROCK, assume("arn:aws:iam::123456789012:role/" + FakeAuthority.REFUSED), ANY)
                + backend("client-secret", AZURE, "", azure());
    }

    private static String fromSecrets() throws IOException {
        return secret("account", "credentials.json: '" + authority.serviceAccount("gateway") + "'")
                + secret("no-account", "credentials.json: '" + authority.serviceAccount(FakeAuthority.REFUSED) + "'")
                + secret("application", application("application"))
                + secret("no-application", application(FakeAuthority.REFUSED))
                + backend(
                        "account",
                        VERTEX,
                        "gcp: {secretRef: {name: account}}",
                        new FakeVertexAi(FakeAuthority.GOOGLE_TOKEN, "project"))
                + backend("refused-account", VERTEX, "gcp: {secretRef: {name: no-account}}", ANY)
                + backend("application", AZURE, "azure: {secretRef: {name: application}}", azure())
                + backend("refused-application", AZURE, "azure: {secretRef: {name: no-application}}", ANY)
                + lasting("blank", "' '")
                + lasting("no-value", "<no value>")
                + secret("half", "accessKey: AKIAHALF")
                + backend("half", BEDROCK, "aws: {secretRef: {name: half}}", ANY);
    }

    private static String ofTheCallers() throws IOException {
        StringBuilder manifests = new StringBuilder();
        Map<String, String> providers = Map.of(
                "openai",
                "openai: {}",
                "anthropic",
                "anthropic: {}",
                "gemini",
                "gemini: {}",
                "bedrock",
                BEDROCK,
                "vertexai",
                VERTEX,
                "azureopenai",
                AZURE);
        for (Map.Entry<String, String> provider : providers.entrySet()) {
            String name = provider.getKey();
            String auth = name.equals("bedrock") ? "aws: {secretRef: {name: blank}}" : "key: key-of-the-backend";
            manifests
                    .append(backend(name, provider.getValue(), auth, ANY))
                    .append(backend(name + "-passthrough", provider.getValue(), "passthrough: {}", ANY));
        }
        return manifests.toString();
    }

    /** EKS with Pod Identity, and Azure's workload identity. */
    private static Gateway inPod() throws Exception {
        GatewaySetup setup = named("credentials-pod");
        return setup.environment("AWS_CONTAINER_CREDENTIALS_FULL_URI", authority.url("/pod-identity"))
                .environment("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", file(setup, FakeAuthority.POD_TOKEN))
                .environment("AZURE_AUTHORITY_HOST", authority.url("/"))
                .environment("AZURE_TENANT_ID", "tenant")
                .environment("AZURE_CLIENT_ID", "application")
                .environment("AZURE_FEDERATED_TOKEN_FILE", file(setup, FakeAuthority.FEDERATED))
                .manifest(
                        "backends.yaml",
                        backend("pod-identity", BEDROCK, "", bedrock(FakeAuthority.OF_POD))
                                + backend("workload-identity", AZURE, "azure: {workloadIdentity: {}}", azure()))
                .start();
    }

    /** Without what the machine that runs the test may have. */
    private static GatewaySetup named(String name) throws IOException {
        GatewaySetup setup = Gateway.named(name);
        String nowhere = setup.folder().resolve("nowhere").toString();
        return setup.environment("AWS_EC2_METADATA_DISABLED", "true")
                .environment("AWS_CONFIG_FILE", nowhere)
                .environment("AWS_SHARED_CREDENTIALS_FILE", nowhere);
    }

    private static String file(GatewaySetup setup, String token) throws IOException {
        return Files.writeString(setup.folder().resolve(token), token).toString();
    }

    private static String assume(String role) {
        return "aws: {assumeRole: {roleArn: '" + role + "'}}";
    }

    private static String application(String id) {
        return "clientID: " + id + ", tenantID: tenant, clientSecret: " + FakeAuthority.CLIENT_SECRET;
    }

    /** A key that lasts, with what templates leave behind where a session token would be. */
    private static String lasting(String name, String sessionToken) throws IOException {
        return secret(name, "accessKey: AKIALASTING, secretKey: secret-of-the-key, sessionToken: " + sessionToken)
                + backend(
                        name,
                        BEDROCK,
                        "aws: {secretRef: {name: " + name + "}}",
                        new FakeBedrock("AKIALASTING", "secret-of-the-key", ""));
    }

    private static FakeBedrock bedrock(AwsIdentity identity) {
        return new FakeBedrock(identity.accessKey(), identity.secretKey(), identity.sessionToken());
    }

    private static FakeAzureOpenAi azure() {
        return new FakeAzureOpenAi("no key", FakeAuthority.ENTRA_TOKEN, List.of("gpt-4o"));
    }

    private static String secret(String name, String data) {
        return """
                apiVersion: v1
                kind: Secret
                metadata: {name: %s, namespace: default}
                stringData: {%s}
                ---
                """
                .formatted(name, data);
    }

    private static String backend(String name, String provider, String auth, FakeUpstream.Script api)
            throws IOException {
        FakeUpstream vendor = FakeUpstream.start(api);
        VENDORS.put(name, vendor);
        return """
                apiVersion: agentgateway.dev/v1alpha1
                kind: AgentgatewayBackend
                metadata: {name: %1$s, namespace: default}
                spec:
                  ai: {provider: {%2$s, host: 127.0.0.1, port: %3$d}}
                  policies: {auth: {%4$s}}
                ---
                apiVersion: gateway.networking.k8s.io/v1
                kind: HTTPRoute
                metadata: {name: %1$s, namespace: default}
                spec:
                  parentRefs: [{name: agentgateway}]
                  rules:
                  - matches: [{path: {type: PathPrefix, value: /%1$s}}]
                    backendRefs: [{name: %1$s, group: agentgateway.dev, kind: AgentgatewayBackend}]
                ---
                """
                .formatted(name, provider, vendor.port(), auth);
    }

    @AfterEach
    void nobodyIsToldASecret() throws Exception {
        for (Gateway gateway : List.of(serviceAccount, pod)) {
            Path accessLog = gateway.data().resolve("log/access.log");
            String told = gateway.log() + (Files.exists(accessLog) ? Files.readString(accessLog) : "");
            for (String page : List.of(
                    "/debug/config",
                    "/metrics",
                    "/api/v1/secrets",
                    "/apis/agentgateway.dev/v1alpha1/agentgatewaybackends")) {
                HttpResponse<String> answer = gateway.admin().get(page);
                assertEquals(200, answer.statusCode(), page);
                told += answer.body();
            }
            checkDiscreet(told);
        }
    }

    private static void checkDiscreet(String told) {
        Stream.concat(authority.secrets().stream(), Stream.of(CALLERS, "secret-of-the-key", "key-of-the-backend"))
                .forEach(secret -> assertFalse(told.contains(secret), () -> "told: " + secret));
    }

    private static HttpRequest.Builder chat(String backend) {
        Gateway gateway = backend.endsWith("identity") && !backend.startsWith("web") ? pod : serviceAccount;
        return gateway.http()
                .request("/" + backend + "/v1/chat/completions")
                .timeout(LIMIT)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello?\"}]}"));
    }

    private static HttpResponse<String> send(HttpRequest request) throws Exception {
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    /** The vendor takes one identity only; so its answer proves that the call came with it. */
    private static void checkAnswered(HttpResponse<String> answer) {
        assertEquals(200, answer.statusCode(), answer::body);
        assertTrue(answer.body().contains("Hello from the fake."), answer::body);
    }

    @ParameterizedTest
    @CsvSource({
        "web-identity, 1",
        // The environment's identity first, which may assume the role.
        "assumed-role, 2",
        "account, 1",
        "client-secret, 1",
        "application, 1",
        "pod-identity, 1",
        "workload-identity, 1"
    })
    void credentialsAreFetchedOnceForAllWhoWait(String backend, int fetches) throws Exception {
        int before = authority.requests();
        authority.hold();
        List<CompletableFuture<HttpResponse<String>>> answers = Stream.generate(
                        () -> http.sendAsync(chat(backend).build(), HttpResponse.BodyHandlers.ofString()))
                .limit(CALLS)
                .toList();
        Await.until(LIMIT, () -> authority.requests() > before);
        assertEquals(List.of(), VENDORS.get(backend).requests());
        authority.release();
        answers.forEach(answer -> checkAnswered(answer.join()));
        checkAnswered(send(chat(backend).build()));
        assertEquals(fetches, authority.requests() - before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"blank", "no-value"})
    void whatTemplatesLeaveBehindIsNoSessionToken(String backend) throws Exception {
        checkAnswered(send(chat(backend).build()));
    }

    @ParameterizedTest
    @CsvSource({
        "refused-role, STS answered 403 AccessDenied",
        "refused-account, the token endpoint answered 401",
        "refused-application, invalid_client AADSTS7000215"
    })
    void whoGetsNoCredentialsSaysWhyAndNoMore(String backend, String why) throws Exception {
        HttpResponse<String> answer = send(chat(backend).build());
        GatewayError.of(answer).is(500, "upstream_credentials").mentions(why).mentions(backend);
        checkDiscreet(answer.body());
        assertEquals(List.of(), VENDORS.get(backend).requests());
    }

    @Test
    void aSecretThatLacksAKeyIsReported() throws Exception {
        JsonNode accepted = serviceAccount.accepted("agentgatewaybackends", "default", "half");
        assertEquals("False", accepted.path("status").asText(), accepted::toString);
        assertTrue(accepted.path("message").asText().contains("secretKey"), accepted::toString);
        assertEquals(500, send(chat("half").build()).statusCode());
    }

    @ParameterizedTest
    @MethodSource("calls")
    void aCallersOwnCredentialsGoNowhere(String backend, String path) throws Exception {
        UpstreamRequest request = withCallersCredentials(backend, path);
        String head = request.target() + request.headers();
        assertFalse(head.contains(CALLERS), head);
        assertTrue(request.target().contains("trace=1"), head);
    }

    @ParameterizedTest
    @MethodSource("calls")
    void unlessTheyAreMeantTo(String backend, String path) throws Exception {
        UpstreamRequest request = withCallersCredentials(backend + "-passthrough", path);
        assertEquals("Bearer " + CALLERS, request.header("Authorization").orElseThrow());
        assertTrue(request.target().contains("key=" + CALLERS), request.target());
    }

    /** Each provider's own API, so that what a client adds to it has a place. */
    static Stream<Arguments> calls() {
        return Stream.of(
                arguments("openai", "/v1/chat/completions"),
                arguments("anthropic", "/v1/messages"),
                arguments("gemini", "/v1beta/models/gemini-2.5-flash:generateContent"),
                arguments("bedrock", "/model/anthropic.claude-3-haiku-20240307-v1:0/converse"),
                arguments(
                        "vertexai",
                        "/v1/projects/project/locations/us-central1/publishers/google/models/gemini-2.5-flash:generateContent"),
                arguments("azureopenai", "/v1/chat/completions"));
    }

    /** What arrives of a call with everything that a caller can show. */
    private static UpstreamRequest withCallersCredentials(String backend, String path) throws Exception {
        HttpRequest call = serviceAccount
                .http()
                .request("/" + backend + path + "?key=" + CALLERS + "&trace=1")
                .timeout(LIMIT)
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + CALLERS)
                .header("x-api-key", CALLERS)
                .header("api-key", CALLERS)
                .header("x-goog-api-key", CALLERS)
                .header("X-Amz-Security-Token", CALLERS)
                .header("Proxy-Authorization", CALLERS)
                .header("Cookie", "session=" + CALLERS)
                .POST(HttpRequest.BodyPublishers.ofString("{\"model\":\"m\",\"messages\":[],\"contents\":[]}"))
                .build();
        assertEquals(400, send(call).statusCode());
        return VENDORS.get(backend).take();
    }
}
