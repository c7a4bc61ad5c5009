package io.camelid.provider.bedrock.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.camelid.spi.Headers;
import io.camelid.spi.LlmError;
import io.camelid.spi.LlmException;
import io.camelid.spi.provider.Auth;
import io.camelid.spi.provider.EndpointOverride;
import io.camelid.spi.provider.HttpCall;
import io.camelid.spi.provider.ProviderTarget;
import io.camelid.spi.provider.Settings;
import io.camelid.spi.provider.TargetConfig;
import io.camelid.testkit.upstream.FakeUpstream;
import io.camelid.testkit.upstream.UpstreamRequest;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The credentials of the environment, from fakes of AWS's services on the loopback device. The SDK takes
 * each environment variable's value from a system property, too, and first.
 */
class EnvironmentCredentialsTest {
    private static final Auth ROLE = new Auth.Cloud(
            "aws",
            Map.of(
                    "assumeRole",
                    Map.of(
                            "roleArn", "arn:aws:iam::123456789012:role/bedrock",
                            "sessionName", "camelid-test",
                            "tags", Map.of("team", "search"))),
            Map.of());

    @TempDir
    Path directory;

    private final BedrockProvider provider = new BedrockProvider();
    private final List<String> properties = new ArrayList<>();

    @BeforeEach
    void nothingIsSetUp() {
        set("aws.disableEc2Metadata", "true");
        set("aws.sharedCredentialsFile", directory.resolve("credentials").toString());
        set("aws.configFile", directory.resolve("config").toString());
    }

    @AfterEach
    void forget() {
        properties.forEach(System::clearProperty);
        provider.close();
    }

    private void set(String property, String value) {
        properties.add(property);
        System.setProperty(property, value);
    }

    /** Seed S6: a token file and a role, as EKS puts them into a pod. */
    @Test
    void webIdentityIsExchangedForCredentials() throws Exception {
        try (FakeUpstream sts = FakeUpstream.start((request, response) ->
                response.json(200, stsAnswer("AssumeRoleWithWebIdentity"), "x-amzn-RequestId: 1"))) {
            webIdentity(sts);
            try (ProviderTarget target = open(Auth.DEFAULT)) {
                HttpCall signed = sign(target);
                sign(target);
                assertSignedBySts(signed);
            }
            assertEquals(1, sts.requests().size(), "the second call uses what the first has fetched");
            UpstreamRequest request = sts.take();
            assertTrue(request.text().contains("Action=AssumeRoleWithWebIdentity"), request.text());
            assertTrue(request.text().contains("WebIdentityToken=w3b"), request.text());
            assertTrue(request.text().contains("RoleArn=arn%3Aaws%3Aiam%3A%3A1%3Arole%2Fpod"), request.text());
            assertEquals(Optional.empty(), request.header("Authorization"));
        }
    }

    @Test
    void aRoleIsAssumedWithTheEnvironmentsCredentials() throws Exception {
        set("aws.accessKeyId", "AKENV");
        set("aws.secretAccessKey", "secretenv");
        try (FakeUpstream sts =
                FakeUpstream.start((request, response) -> response.json(200, stsAnswer("AssumeRole")))) {
            set("aws.endpointUrlSts", "http://127.0.0.1:" + sts.port());
            try (ProviderTarget target = open(ROLE)) {
                assertSignedBySts(sign(target));
            }
            UpstreamRequest request = sts.take();
            assertTrue(request.text().contains("Action=AssumeRole&"), request.text());
            assertTrue(request.text().contains("RoleSessionName=camelid-test"), request.text());
            assertTrue(request.text().contains("Tags.member.1.Key=team"), request.text());
            assertTrue(request.text().contains("Tags.member.1.Value=search"), request.text());
            assertTrue(
                    request.header("Authorization").orElse("").contains("Credential=AKENV/"),
                    "signed with the caller's own credentials");
        }
    }

    /** ECS, and EKS Pod Identity with its token in a file. */
    @Test
    void aContainerIsGivenCredentials() throws Exception {
        Path token = Files.writeString(directory.resolve("pod-token"), "p0d");
        try (FakeUpstream agent = FakeUpstream.start(
                (request, response) -> response.json(
                        200,
                        """
                {"AccessKeyId":"AKCONT","SecretAccessKey":"s","Token":"conttoken","Expiration":"2099-01-01T00:00:00Z"}\
                """))) {
            set("aws.containerCredentialsFullUri", "http://127.0.0.1:" + agent.port() + "/v1/credentials");
            set("aws.containerAuthorizationTokenFile", token.toString());
            try (ProviderTarget target = open(Auth.DEFAULT)) {
                HttpCall signed = sign(target);
                assertTrue(header(signed, "Authorization").contains("Credential=AKCONT/"));
                assertEquals("conttoken", header(signed, "x-amz-security-token"));
            }
            UpstreamRequest request = agent.take();
            assertEquals("/v1/credentials", request.path());
            assertEquals(Optional.of("p0d"), request.header("Authorization"));
        }
    }

    @Test
    void anInstanceAsksItsMetadataWithASessionToken() throws Exception {
        try (FakeUpstream imds = FakeUpstream.start((request, response) -> {
            switch (request.method() + " " + request.path().replaceAll("/+$", "")) {
                case "PUT /latest/api/token" ->
                    response.json(200, "imdsv2", "X-aws-ec2-metadata-token-ttl-seconds: 21600");
                case "GET /latest/meta-data/iam/security-credentials",
                        "GET /latest/meta-data/iam/security-credentials-extended" -> response.json(200, "node-role");
                default ->
                    response.json(
                            200,
                            """
                        {"Code":"Success","Type":"AWS-HMAC","AccessKeyId":"AKNODE","SecretAccessKey":"s",\
                        "Token":"nodetoken","LastUpdated":"2026-01-01T00:00:00Z","Expiration":"2099-01-01T00:00:00Z"}""");
            }
        })) {
            set("aws.disableEc2Metadata", "false");
            set("aws.ec2MetadataServiceEndpoint", "http://127.0.0.1:" + imds.port());
            try (ProviderTarget target = open(Auth.DEFAULT)) {
                assertTrue(header(sign(target), "Authorization").contains("Credential=AKNODE/"));
            }
            List<UpstreamRequest> after = imds.requests().stream()
                    .filter(request -> !request.method().equals("PUT"))
                    .toList();
            assertFalse(after.isEmpty());
            after.forEach(request ->
                    assertEquals(Optional.of("imdsv2"), request.header("x-aws-ec2-metadata-token"), request.target()));
        }
    }

    @Test
    void aProfileFileIsRead() throws Exception {
        Files.writeString(
                directory.resolve("credentials"),
                """
                [default]
                aws_access_key_id = AKFILE
                aws_secret_access_key = s
                """);
        try (ProviderTarget target = open(Auth.DEFAULT)) {
            assertTrue(header(sign(target), "Authorization").contains("Credential=AKFILE/"));
        }
    }

    @Test
    void aProfileMayAssumeARole() throws Exception {
        Files.writeString(
                directory.resolve("credentials"),
                """
                [base]
                aws_access_key_id = AKBASE
                aws_secret_access_key = s
                [default]
                role_arn = arn:aws:iam::1:role/profile
                source_profile = base
                region = us-east-1
                """);
        try (FakeUpstream sts =
                FakeUpstream.start((request, response) -> response.json(200, stsAnswer("AssumeRole")))) {
            set("aws.endpointUrlSts", "http://127.0.0.1:" + sts.port());
            try (ProviderTarget target = open(Auth.DEFAULT)) {
                assertSignedBySts(sign(target));
            }
            assertTrue(sts.take().header("Authorization").orElse("").contains("Credential=AKBASE/"));
        }
    }

    @Test
    void anErrorSaysWhatWasTriedAndNoSecret() throws Exception {
        try (FakeUpstream sts = FakeUpstream.start(
                (request, response) -> response.json(
                        403,
                        """
                <ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code>\
                <Message>w3b s3cret</Message></Error><RequestId>1</RequestId></ErrorResponse>"""))) {
            webIdentity(sts);
            try (ProviderTarget target = open(Auth.DEFAULT)) {
                LlmError error = error(target);
                assertEquals(500, error.status());
                assertEquals("upstream_credentials", error.code());
                assertTrue(error.message().contains("web identity: STS answered 403 AccessDenied"), error.message());
                assertTrue(error.message().contains("container: not set up"), error.message());
                assertFalse(error.message().contains("w3b"), error.message());
                int asked = sts.requests().size();
                error(target);
                assertEquals(asked, sts.requests().size(), "a failure is remembered for a moment");
            }
        }
    }

    @Test
    void aRoleThatMayNotBeAssumedIsNamed() throws Exception {
        set("aws.accessKeyId", "AKENV");
        set("aws.secretAccessKey", "secretenv");
        try (FakeUpstream sts = FakeUpstream.start(
                (request, response) -> response.json(
                        403,
                        """
                <ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>no</Message></Error>\
                </ErrorResponse>"""))) {
            set("aws.endpointUrlSts", "http://127.0.0.1:" + sts.port());
            try (ProviderTarget target = open(ROLE)) {
                assertEquals(
                        "The role arn:aws:iam::123456789012:role/bedrock cannot be assumed: STS answered 403 AccessDenied.",
                        error(target).message());
            }
        }
    }

    @Test
    void nobodyIsBlockedByASlowSts() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        try (FakeUpstream sts = FakeUpstream.start((request, response) -> {
            asked.countDown();
            go.await(10, TimeUnit.SECONDS);
            response.json(200, stsAnswer("AssumeRoleWithWebIdentity"));
        })) {
            webIdentity(sts);
            try (ProviderTarget target = open(Auth.DEFAULT)) {
                CompletableFuture<HttpCall> first = signing(target);
                CompletableFuture<HttpCall> second = signing(target);
                assertTrue(asked.await(10, TimeUnit.SECONDS));
                assertFalse(first.isDone());
                assertFalse(second.isDone());
                go.countDown();
                assertSignedBySts(first.get(10, TimeUnit.SECONDS));
                assertSignedBySts(second.get(10, TimeUnit.SECONDS));
                assertEquals(1, sts.requests().size());
            }
        }
    }

    @Test
    void aClosedTargetFetchesNoMoreAndThreadsEnd() throws Exception {
        ProviderTarget target = open(Auth.DEFAULT);
        error(target);
        target.close();
        provider.close();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (fetchThreads().findAny().isPresent() && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        assertEquals(0, fetchThreads().count());
        ProviderTarget late = open(Auth.DEFAULT);
        assertTrue(error(late).message().contains("too many"));
    }

    private static Stream<Thread> fetchThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("camelid-bedrock-credentials"));
    }

    private void webIdentity(FakeUpstream sts) throws Exception {
        set(
                "aws.webIdentityTokenFile",
                Files.writeString(directory.resolve("token"), "w3b").toString());
        set("aws.roleArn", "arn:aws:iam::1:role/pod");
        set("aws.endpointUrlSts", "http://127.0.0.1:" + sts.port());
    }

    private static String stsAnswer(String action) {
        return """
                <%1$sResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><%1$sResult><Credentials>\
                <AccessKeyId>AKSTS</AccessKeyId><SecretAccessKey>secretsts</SecretAccessKey>\
                <SessionToken>ststoken</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration>\
                </Credentials><AssumedRoleUser><Arn>arn:aws:sts::1:assumed-role/pod/s</Arn>\
                <AssumedRoleId>ARO:s</AssumedRoleId></AssumedRoleUser></%1$sResult></%1$sResponse>"""
                .formatted(action);
    }

    private static void assertSignedBySts(HttpCall signed) throws Exception {
        assertEquals("ststoken", header(signed, "x-amz-security-token"));
        assertEquals(
                SignatureCheck.expected(signed, new byte[0], "AKSTS", "secretsts"), header(signed, "Authorization"));
    }

    private ProviderTarget open(Auth auth) throws LlmException {
        return provider.open(new TargetConfig("test", Optional.empty(), Settings.NONE, auth, EndpointOverride.NONE));
    }

    private static CompletableFuture<HttpCall> signing(ProviderTarget target) throws LlmException {
        HttpCall call = (HttpCall) target.prepare(BedrockProviderTest.call("bedrock.converse", "m"));
        return target.sign(call, ByteBuffer.allocate(0)).toCompletableFuture();
    }

    private static HttpCall sign(ProviderTarget target) throws Exception {
        return signing(target).get(10, TimeUnit.SECONDS);
    }

    private static LlmError error(ProviderTarget target) {
        ExecutionException failed = assertThrows(ExecutionException.class, () -> sign(target));
        return assertInstanceOf(LlmException.class, failed.getCause()).error();
    }

    private static String header(HttpCall call, String name) {
        return Headers.of(call.headers()).first(name).orElse("");
    }
}
