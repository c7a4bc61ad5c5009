package io.camelid.provider.bedrock.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.camelid.spi.FormatId;
import io.camelid.spi.HeaderField;
import io.camelid.spi.Headers;
import io.camelid.spi.LlmException;
import io.camelid.spi.Operation;
import io.camelid.spi.Secret;
import io.camelid.spi.format.RequestEdit;
import io.camelid.spi.provider.Address;
import io.camelid.spi.provider.Auth;
import io.camelid.spi.provider.EndpointOverride;
import io.camelid.spi.provider.HttpCall;
import io.camelid.spi.provider.LlmCall;
import io.camelid.spi.provider.LlmProvider;
import io.camelid.spi.provider.ProviderTarget;
import io.camelid.spi.provider.Settings;
import io.camelid.spi.provider.TargetConfig;
import io.camelid.testkit.ProviderConformance;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BedrockProviderTest extends ProviderConformance {
    private static final Address PROXY = Address.plaintext("127.0.0.1", 4566);
    private static final Auth KEYS = keys(Map.of("accessKey", Secret.of("AKID"), "secretKey", Secret.of("s3cret")));

    @Override
    protected LlmProvider provider() {
        return new BedrockProvider();
    }

    @ParameterizedTest
    @CsvSource({
        // seed S4, S5 and S7
        "bedrock.converse,          false, anthropic.claude-3-sonnet-20240229-v1:0, /model/anthropic.claude-3-sonnet-20240229-v1:0/converse",
        "bedrock.converse,          true,  anthropic.claude-3-sonnet-20240229-v1:0, /model/anthropic.claude-3-sonnet-20240229-v1:0/converse-stream",
        "bedrock.converse,          false, us.anthropic.claude-3-5-sonnet-20240620-v1:0, /model/us.anthropic.claude-3-5-sonnet-20240620-v1:0/converse",
        "bedrock.converse,          false, arn:aws:bedrock:us-east-1:123456789012:inference-profile/p, /model/arn:aws:bedrock:us-east-1:123456789012:inference-profile%2Fp/converse",
        "bedrock.converse,          false, a%2Fb c, /model/a%252Fb%20c/converse",
        "bedrock.count_tokens,      false, m, /model/m/count-tokens",
        "bedrock.titan_embeddings,  false, amazon.titan-embed-text-v2:0, /model/amazon.titan-embed-text-v2:0/invoke",
        "bedrock.cohere_embeddings, false, cohere.embed-english-v3, /model/cohere.embed-english-v3/invoke",
    })
    void goesToTheRegionsEndpoint(String format, boolean stream, String model, String path) throws LlmException {
        HttpCall call = prepare(Map.of(), EndpointOverride.NONE, call(format, model, stream, null));
        assertEquals(Address.https("bedrock-runtime.us-east-1.amazonaws.com"), call.address());
        assertEquals(path, call.target());
    }

    @Test
    void aRegionIsPartOfTheHost() throws LlmException {
        HttpCall call = prepare(
                Map.of("region", "eu-central-1"), EndpointOverride.NONE, call("bedrock.converse", "m", false, null));
        assertEquals(
                "bedrock-runtime.eu-central-1.amazonaws.com", call.address().host());
    }

    /** Every way in which a manifest can say where to go, with a client path that may be kept and without. */
    @ParameterizedTest
    @CsvSource({
        // full path, prefix, client path, expected
        "     ,      ,                          , /model/a:1/converse",
        "     ,      , /model/a:1/converse      , /model/a:1/converse",
        "     ,      , /model/a%3A1/converse    , /model/a%3A1/converse",
        "     ,      , /aws/model/a:1/converse  , /aws/model/a:1/converse",
        "     ,      , /model/other/converse    , /model/a:1/converse",
        "     ,      , /model/a:1/converse-stream, /model/a:1/converse",
        "/x/y ,      , /model/a:1/converse      , /x/y",
        "/x/y ,      , /x/y                     , /x/y",
        "     , /pre , /model/a:1/converse      , /pre/model/a:1/converse",
    })
    void goesWhereTheOverrideSays(String fullPath, String prefix, String clientPath, String path) throws LlmException {
        EndpointOverride override = new EndpointOverride(
                Optional.of(PROXY), Optional.ofNullable(fullPath), Optional.ofNullable(prefix), Optional.empty());
        HttpCall call = prepare(Map.of(), override, call("bedrock.converse", "a:1", false, clientPath));
        assertEquals(PROXY, call.address());
        assertEquals(path, call.target());
    }

    @ParameterizedTest
    @ValueSource(strings = {"bedrock.converse", "bedrock.count_tokens"})
    void signsAlsoWhereTheOverrideSays(String format) throws Exception {
        EndpointOverride override =
                new EndpointOverride(Optional.of(PROXY), Optional.empty(), Optional.empty(), Optional.empty());
        byte[] body = "{}".getBytes();
        try (ProviderTarget target = open(Map.of("region", "eu-west-1"), KEYS, override)) {
            HttpCall signed = target.sign(
                            (HttpCall) target.prepare(call(format, "a:1", false, null)), ByteBuffer.wrap(body))
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS);
            String authorization = header(signed, "Authorization");
            assertEquals(SignatureCheck.expected(signed, body, "AKID", "s3cret"), authorization);
            assertTrue(authorization.contains("/eu-west-1/bedrock/aws4_request"), authorization);
        }
    }

    @Test
    void saysWhatItSendsAndWants() throws LlmException {
        HttpCall whole = prepare(Map.of(), EndpointOverride.NONE, call("bedrock.converse", "m", false, null));
        HttpCall events = prepare(Map.of(), EndpointOverride.NONE, call("bedrock.converse", "m", true, null));
        assertEquals("application/json", header(whole, "Content-Type"));
        assertEquals("application/json", header(whole, "Accept"));
        assertEquals("application/vnd.amazon.eventstream", header(events, "Accept"));
    }

    @Test
    void speaksConverseAndTheLanguagesOfEmbeddings() throws Exception {
        try (ProviderTarget target = open(Map.of(), Auth.DEFAULT, EndpointOverride.NONE)) {
            assertEquals(List.of(FormatId.CONVERSE), target.formats(Operation.CHAT, "m"));
            assertEquals(List.of(FormatId.BEDROCK_COUNT_TOKENS), target.formats(Operation.COUNT_TOKENS, "m"));
            assertEquals(
                    List.of(FormatId.TITAN_EMBEDDINGS),
                    target.formats(Operation.EMBEDDINGS, "amazon.titan-embed-text-v2:0"));
            assertEquals(
                    List.of(FormatId.COHERE_EMBEDDINGS),
                    target.formats(Operation.EMBEDDINGS, "eu.cohere.embed-multilingual-v3"));
            assertEquals(List.of(), target.formats(Operation.EMBEDDINGS, "llama"));
            assertEquals(List.of(), target.formats(Operation.MODELS, ""));
        }
    }

    @Test
    void everyConversationHasTheGuardrail() throws Exception {
        Map<String, Object> settings = Map.of("guardrail", Map.of("identifier", "gr-1", "version", 2L));
        try (ProviderTarget target = open(settings, KEYS, EndpointOverride.NONE)) {
            List<RequestEdit> edits = List.of(new RequestEdit.Set(
                    "guardrailConfig",
                    "{\"guardrailIdentifier\":\"gr-1\",\"guardrailVersion\":\"2\",\"trace\":\"enabled\"}"));
            assertEquals(edits, target.edits(call("bedrock.converse", "m", false, null)));
            assertEquals(edits, target.edits(call("bedrock.converse", "m", true, null)));
            assertEquals(List.of(), target.edits(call("bedrock.count_tokens", "m", false, null)));
        }
    }

    /** The gateway does not forward a caller's signature; fields of AWS's own are made part of this one. */
    @Test
    void aCallersSignatureIsNotSentOn() throws LlmException {
        Headers client = Headers.of(List.of(
                HeaderField.of("Authorization", "AWS4-HMAC-SHA256 x"),
                HeaderField.of("X-Amz-Date", "20200101T000000Z"),
                HeaderField.of("X-Amz-Security-Token", "stolen"),
                HeaderField.of("X-Amz-Content-Sha256", "0"),
                HeaderField.of("X-Amzn-Bedrock-Trace", "ENABLED"),
                HeaderField.of("X-Amz-User-Agent", "aws-sdk-js")));
        HttpCall call = prepare(
                Map.of(),
                EndpointOverride.NONE,
                new LlmCall(Operation.CHAT, FormatId.CONVERSE, "m", false, "POST", Optional.empty(), "", client));
        assertEquals("ENABLED", header(call, "x-amzn-bedrock-trace"));
        assertEquals("aws-sdk-js", header(call, "x-amz-user-agent"));
        for (String name : List.of("authorization", "x-amz-date", "x-amz-security-token", "x-amz-content-sha256")) {
            assertEquals("", header(call, name), name);
        }
    }

    @Test
    void anApiKeyIsABearerToken() throws Exception {
        try (ProviderTarget target = open(Map.of(), Auth.Key.of("ABSKx"), EndpointOverride.NONE)) {
            HttpCall call = (HttpCall) target.prepare(call("bedrock.converse", "m", false, null));
            HttpCall signed = target.sign(call, ByteBuffer.allocate(0))
                    .toCompletableFuture()
                    .get();
            assertEquals("Bearer ABSKx", header(signed, "Authorization"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "<no value>"})
    void aBlankSessionTokenIsNone(String token) throws Exception {
        Auth auth = keys(Map.of(
                "accessKey", Secret.of("AKID"), "secretKey", Secret.of("s3cret"), "sessionToken", Secret.of(token)));
        try (ProviderTarget target = open(Map.of(), auth, EndpointOverride.NONE)) {
            HttpCall call = (HttpCall) target.prepare(call("bedrock.converse", "m", false, null));
            HttpCall signed = target.sign(call, ByteBuffer.allocate(0))
                    .toCompletableFuture()
                    .get();
            assertEquals("", header(signed, "x-amz-security-token"));
            assertFalse(header(signed, "Authorization").isEmpty());
        }
    }

    @Test
    void credentialsMayNameAnotherServiceAndRegion() throws Exception {
        Auth auth = new Auth.Cloud(
                "aws",
                Map.of("serviceName", "bedrock-mantle", "region", "eu-north-1"),
                Map.of("accessKey", Secret.of("AKID"), "secretKey", Secret.of("s3cret")));
        try (ProviderTarget target = open(Map.of(), auth, EndpointOverride.NONE)) {
            HttpCall call = (HttpCall) target.prepare(call("bedrock.converse", "m", false, null));
            HttpCall signed = target.sign(call, ByteBuffer.allocate(0))
                    .toCompletableFuture()
                    .get();
            assertEquals(
                    "bedrock-runtime.us-east-1.amazonaws.com", signed.address().host());
            assertTrue(header(signed, "Authorization").contains("/eu-north-1/bedrock-mantle/aws4_request"));
        }
    }

    @Test
    void refusesSettingsThatMakeNoSense() {
        assertRefused("no AWS region", Map.of("region", "us-east-1.evil.example/"), Auth.DEFAULT);
        assertRefused("guardrail.version", Map.of("guardrail", Map.of("identifier", "x")), Auth.DEFAULT);
        assertRefused("guardrail.identifier", Map.of("guardrail", Map.of("version", "1")), Auth.DEFAULT);
        assertRefused("guardrail.identifier", Map.of("guardrail", "x"), Auth.DEFAULT);
        assertRefused("not of the cloud gcp", Map.of(), new Auth.Cloud("gcp", Map.of(), Map.of()));
        assertRefused("secretKey is missing", Map.of(), keys(Map.of("accessKey", Secret.of("AKID"))));
        assertRefused("no AWS service", Map.of(), new Auth.Cloud("aws", Map.of("serviceName", "bed rock"), Map.of()));
        assertRefused("roleArn is required", Map.of(), role(Map.of()));
        assertRefused("assumeRole must be", Map.of(), role("x"));
        assertRefused("tags must be", Map.of(), role(Map.of("roleArn", "r", "tags", "x")));
        assertRefused("sessionNameExpression", Map.of(), role(Map.of("roleArn", "r", "sessionNameExpression", "x")));
    }

    @Test
    void cannotBeAskedInAForeignFormat() {
        LlmException refused = assertThrows(
                LlmException.class,
                () -> prepare(Map.of(), EndpointOverride.NONE, call("openai.completions", "m", false, null)));
        assertEquals("unsupported_conversion", refused.error().code());
    }

    @Test
    void anotherProviderIsTriedWhenTheModelFails() throws Exception {
        try (ProviderTarget target = open(Map.of(), Auth.DEFAULT, EndpointOverride.NONE)) {
            assertTrue(target.isFailure(424));
        }
    }

    private static Auth keys(Map<String, Secret> secrets) {
        return new Auth.Cloud("aws", Map.of(), secrets);
    }

    private static Auth role(Object role) {
        return new Auth.Cloud("aws", Map.of("assumeRole", role), Map.of());
    }

    private void assertRefused(String why, Map<String, Object> settings, Auth auth) {
        LlmException refused = assertThrows(LlmException.class, () -> open(settings, auth, EndpointOverride.NONE));
        assertTrue(refused.error().message().contains(why), refused.error().message());
    }

    private ProviderTarget open(Map<String, Object> settings, Auth auth, EndpointOverride endpoint)
            throws LlmException {
        return provider().open(new TargetConfig("test", Optional.empty(), new Settings(settings), auth, endpoint));
    }

    private HttpCall prepare(Map<String, Object> settings, EndpointOverride endpoint, LlmCall call)
            throws LlmException {
        return (HttpCall) open(settings, KEYS, endpoint).prepare(call);
    }

    static LlmCall call(String format, String model) {
        return call(format, model, false, null);
    }

    private static LlmCall call(String format, String model, boolean stream, String clientPath) {
        return new LlmCall(
                Operation.CHAT,
                new FormatId(format),
                model,
                stream,
                "POST",
                Optional.ofNullable(clientPath),
                "",
                Headers.none());
    }

    private static String header(HttpCall call, String name) {
        return Headers.of(call.headers()).first(name).orElse("");
    }
}
