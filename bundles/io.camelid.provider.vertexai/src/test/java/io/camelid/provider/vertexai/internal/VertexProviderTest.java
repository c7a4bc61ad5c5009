package io.camelid.provider.vertexai.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.camelid.spi.FormatId;
import io.camelid.spi.Headers;
import io.camelid.spi.LlmException;
import io.camelid.spi.Operation;
import io.camelid.spi.Secret;
import io.camelid.spi.format.RequestEdit;
import io.camelid.spi.provider.Address;
import io.camelid.spi.provider.Auth;
import io.camelid.spi.provider.CredentialLocation;
import io.camelid.spi.provider.EndpointOverride;
import io.camelid.spi.provider.HttpCall;
import io.camelid.spi.provider.LlmCall;
import io.camelid.spi.provider.LlmProvider;
import io.camelid.spi.provider.ProviderTarget;
import io.camelid.spi.provider.Settings;
import io.camelid.spi.provider.TargetConfig;
import io.camelid.testkit.ProviderConformance;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VertexProviderTest extends ProviderConformance {
    private static final Address PROXY = Address.plaintext("127.0.0.1", 9000);
    private static final String GEMINI = "/publishers/google/models/gemini-pro:generateContent";
    private static final String BASE = "/v1/projects/p/locations/global";
    private static final RequestEdit VERSION = new RequestEdit.Default("anthropic_version", "\"vertex-2023-10-16\"");

    @Override
    protected LlmProvider provider() {
        return new VertexProvider();
    }

    @Override
    protected Settings settings() {
        return new Settings(Map.of("projectId", "p"));
    }

    @ParameterizedTest
    @CsvSource({
        "          , aiplatform.googleapis.com,             global",
        "global    , aiplatform.googleapis.com,             global",
        "us        , aiplatform.us.rep.googleapis.com,      us",
        "eu        , aiplatform.eu.rep.googleapis.com,      eu",
        "us-central1, us-central1-aiplatform.googleapis.com, us-central1", // seed S9
    })
    void aLocationIsPartOfHostAndPath(String location, String host, String segment) throws LlmException {
        Map<String, Object> settings = location == null ? Map.of() : Map.of("location", location);
        HttpCall call = prepare(settings, EndpointOverride.NONE, call("gemini.generate_content", "gemini-pro"));
        assertEquals(Address.https(host), call.address());
        assertEquals("/v1/projects/p/locations/" + segment + GEMINI, call.target());
    }

    @ParameterizedTest
    @CsvSource({
        "gemini.generate_content, false, gemini-2.5-pro, publishers/google/models/gemini-2.5-pro:generateContent",
        "gemini.generate_content, true,  gemini-2.5-pro, publishers/google/models/gemini-2.5-pro:streamGenerateContent?alt=sse",
        "gemini.generate_content, false, publishers/google/models/gemini-pro, publishers/google/models/gemini-pro:generateContent",
        "gemini.generate_content, false, google/gemini-pro, publishers/google/models/gemini-pro:generateContent",
        "gemini.count_tokens,     false, gemini-pro, publishers/google/models/gemini-pro:countTokens",
        "gemini.vertex_embeddings, false, text-embedding-005, publishers/google/models/text-embedding-005:predict",
        "anthropic.messages,      false, claude-sonnet-4@20250514, publishers/anthropic/models/claude-sonnet-4@20250514:rawPredict",
        "anthropic.messages,      true,  claude-sonnet-4-20250514, publishers/anthropic/models/claude-sonnet-4@20250514:streamRawPredict",
        "anthropic.messages,      false, anthropic/claude-opus-4-1, publishers/anthropic/models/claude-opus-4-1:rawPredict",
        "anthropic.messages,      false, publishers/anthropic/models/claude-3-5-sonnet-v2-20241022, publishers/anthropic/models/claude-3-5-sonnet-v2@20241022:rawPredict",
        "anthropic.count_tokens,  false, claude-sonnet-4-20250514, publishers/anthropic/models/count-tokens:rawPredict",
        "openai.completions,      false, meta/llama-4, endpoints/openapi/chat/completions",
        "openai.completions,      true,  meta/llama-4, endpoints/openapi/chat/completions",
    })
    void everyModelHasAPlace(String format, boolean stream, String model, String path) throws LlmException {
        HttpCall call = prepare(Map.of(), EndpointOverride.NONE, call(format, model, stream, null, ""));
        assertEquals(BASE + "/" + path, call.target());
    }

    @Test
    void settingsOfBothDialectsCount() throws LlmException {
        Map<String, Object> settings = Map.of(
                "projectId",
                "example.com:p",
                "apiVersion",
                "v1beta1",
                "publisher",
                "GOOGLE",
                "modelPath",
                "rawPredict");
        EndpointOverride none = EndpointOverride.NONE;
        assertEquals(
                "/v1beta1/projects/example.com:p/locations/global/publishers/google/models/tuned:rawPredict",
                prepare(settings, none, call("gemini.generate_content", "tuned"))
                        .target());
        assertEquals(
                "/v1beta1/projects/example.com:p/locations/global/publishers/google/models/tuned:streamRawPredict?alt=sse",
                prepare(settings, none, call("gemini.generate_content", "tuned", true, null, ""))
                        .target());
    }

    /** Every way in which a manifest can say where to go, with a client path that may be kept and without. */
    @ParameterizedTest
    @CsvSource({
        // full path, prefix, client path, expected
        "     ,      ,                                                        , BASE/GEMINI",
        "     ,      , /v1/projects/q/locations/r/publishers/google/models/gemini-pro:generateContent, /v1/projects/q/locations/r/GEMINI",
        "     ,      , /v1beta/models/gemini-pro:generateContent              , BASE/GEMINI",
        "     ,      , /v1/projects/q/locations/r/publishers/google/models/other:generateContent, BASE/GEMINI",
        "/x/y ,      , /x/y                                                   , /x/y",
        "     , /pre , /v1beta/models/gemini-pro:generateContent              , /pre/GEMINI",
    })
    void goesWhereTheOverrideSays(String fullPath, String prefix, String clientPath, String path) throws LlmException {
        EndpointOverride override = new EndpointOverride(
                Optional.of(PROXY), Optional.ofNullable(fullPath), Optional.ofNullable(prefix), Optional.empty());
        HttpCall call =
                prepare(Map.of(), override, call("gemini.generate_content", "gemini-pro", false, clientPath, ""));
        assertEquals(PROXY, call.address());
        assertEquals(path.replace("BASE", BASE).replace("/GEMINI", GEMINI), call.target());
    }

    /** A client of Google's own API says itself whether it wants events or one array. */
    @ParameterizedTest
    @CsvSource({
        // stream, client path, query, expected query
        "true ,                                 ,                   , ?alt=sse",
        "true ,                                 , prettyPrint=false , ?alt=sse&prettyPrint=false",
        "true ,                                 , a=1&alt=sse       , ?a=1&alt=sse",
        "true , /v1/models/m:streamGenerateContent, alt=sse         , ?alt=sse",
        "true , /v1/models/m:streamGenerateContent,                 , ''",
        "false,                                 , prettyPrint=false , ?prettyPrint=false",
        "false,                                 ,                   , ''",
    })
    void aStreamIsOneOfEvents(boolean stream, String clientPath, String query, String expected) throws LlmException {
        HttpCall call = prepare(
                Map.of(),
                EndpointOverride.NONE,
                call("gemini.generate_content", "m", stream, clientPath, query == null ? "" : query));
        assertEquals(
                BASE + "/publishers/google/models/m:" + (stream ? "streamGenerateContent" : "generateContent")
                        + expected,
                call.target());
    }

    @Test
    void claudeHasItsModelInThePathAndAVersionInTheBody() throws Exception {
        try (ProviderTarget target = open(Map.of(), Auth.DEFAULT, EndpointOverride.NONE)) {
            List<RequestEdit> expected =
                    List.of(VERSION, new RequestEdit.Remove("model"), new RequestEdit.Remove("output_format"));
            assertEquals(expected, target.edits(call("anthropic.messages", "claude-opus-4-1")));
        }
    }

    @Test
    void aCountOfTokensNamesTheModelInTheBody() throws Exception {
        try (ProviderTarget target = open(Map.of(), Auth.DEFAULT, EndpointOverride.NONE)) {
            assertEquals(
                    List.of(
                            VERSION,
                            new RequestEdit.Model("claude-opus-4@20250514"),
                            new RequestEdit.Remove("output_format")),
                    target.edits(call("anthropic.count_tokens", "anthropic/claude-opus-4-20250514")));
        }
    }

    @Test
    void onlyOpenModelsStreamsAreAskedForUsage() throws Exception {
        try (ProviderTarget target = open(Map.of(), Auth.DEFAULT, EndpointOverride.NONE)) {
            assertEquals(
                    List.of(new RequestEdit.Default("stream_options", "{\"include_usage\":true}")),
                    target.edits(call("openai.completions", "meta/llama-4", true, null, "")));
            assertEquals(List.of(), target.edits(call("openai.completions", "meta/llama-4")));
            assertEquals(List.of(), target.edits(call("gemini.generate_content", "gemini-pro")));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "claude-opus-4-1,                              , anthropic.messages,      anthropic.count_tokens",
        "publishers/anthropic/models/claude-opus-4-1,  , anthropic.messages,      anthropic.count_tokens",
        "gemini-2.5-pro,                               , gemini.generate_content, gemini.vertex_count_tokens gemini.count_tokens",
        "publishers/google/models/tuned,               , gemini.generate_content, gemini.vertex_count_tokens gemini.count_tokens",
        "tuned,                                  GOOGLE, gemini.generate_content, gemini.vertex_count_tokens gemini.count_tokens",
        "next,                                ANTHROPIC, anthropic.messages,      anthropic.count_tokens",
        "claude-opus-4-1,                        GOOGLE, anthropic.messages,      anthropic.count_tokens",
        "meta/llama-4-maverick,                        , openai.completions,      ",
    })
    void aModelSpeaksItsPublishersLanguage(String model, String publisher, String chat, String count) throws Exception {
        Map<String, Object> settings = publisher == null ? Map.of() : Map.of("publisher", publisher);
        try (ProviderTarget target = open(settings, Auth.DEFAULT, EndpointOverride.NONE)) {
            assertEquals(List.of(new FormatId(chat)), target.formats(Operation.CHAT, model));
            assertEquals(
                    count == null
                            ? List.of()
                            : Arrays.stream(count.split(" ")).map(FormatId::new).toList(),
                    target.formats(Operation.COUNT_TOKENS, model));
            assertEquals(List.of(FormatId.VERTEX_EMBEDDINGS), target.formats(Operation.EMBEDDINGS, model));
        }
    }

    @Test
    void aPlainTokenIsABearerTokenUnlessTheManifestHasAnotherPlace() throws Exception {
        assertEquals("Bearer ya29.x", header(sign(Auth.Key.of("ya29.x")), "Authorization"));
        Auth elsewhere =
                new Auth.Key(Secret.of("ya29.x"), Optional.of(new CredentialLocation.Header("X-Token", "")), List.of());
        assertEquals("ya29.x", header(sign(elsewhere), "X-Token"));
    }

    @Test
    void refusesSettingsThatMakeNoSense() {
        assertRefused("projectId", Map.of("projectId", "p/../q"), Auth.DEFAULT);
        assertRefused("location", Map.of("location", "evil.example/"), Auth.DEFAULT);
        assertRefused("apiVersion", Map.of("apiVersion", "v1/x"), Auth.DEFAULT);
        assertRefused("publisher", Map.of("publisher", "META"), Auth.DEFAULT);
        assertRefused("modelPath", Map.of("modelPath", "a/b"), Auth.DEFAULT);
        assertRefused("not of the cloud aws", Map.of(), new Auth.Cloud("aws", Map.of(), Map.of()));
        assertRefused("no credentials document", Map.of(), Auth.Key.of("{\"type\":\"service_account\"}"));
        assertRefused(
                "no credentials document",
                Map.of(),
                new Auth.Cloud("gcp", Map.of(), Map.of("credentials.json", Secret.of("s3cret"))));
    }

    @Test
    void cannotBeAskedInAForeignFormat() {
        LlmException refused = assertThrows(
                LlmException.class,
                () -> prepare(Map.of(), EndpointOverride.NONE, call("bedrock.converse", "gemini-pro")));
        assertEquals("unsupported_conversion", refused.error().code());
    }

    private void assertRefused(String why, Map<String, Object> settings, Auth auth) {
        LlmException refused = assertThrows(LlmException.class, () -> open(settings, auth, EndpointOverride.NONE));
        assertTrue(refused.error().message().contains(why), refused.error().message());
    }

    private ProviderTarget open(Map<String, Object> settings, Auth auth, EndpointOverride endpoint)
            throws LlmException {
        Map<String, Object> all = new HashMap<>(Map.of("projectId", "p"));
        all.putAll(settings);
        return provider().open(new TargetConfig("test", Optional.empty(), new Settings(all), auth, endpoint));
    }

    private HttpCall prepare(Map<String, Object> settings, EndpointOverride endpoint, LlmCall call)
            throws LlmException {
        return (HttpCall) open(settings, Auth.DEFAULT, endpoint).prepare(call);
    }

    private HttpCall sign(Auth auth) throws Exception {
        try (ProviderTarget target = open(Map.of(), auth, EndpointOverride.NONE)) {
            HttpCall call = (HttpCall) target.prepare(call("gemini.generate_content", "gemini-pro"));
            return target.sign(call, ByteBuffer.allocate(0))
                    .toCompletableFuture()
                    .get();
        }
    }

    static LlmCall call(String format, String model) {
        return call(format, model, false, null, "");
    }

    private static LlmCall call(String format, String model, boolean stream, String clientPath, String query) {
        return new LlmCall(
                Operation.CHAT,
                new FormatId(format),
                model,
                stream,
                "POST",
                Optional.ofNullable(clientPath),
                query,
                Headers.none());
    }

    static String header(HttpCall call, String name) {
        return Headers.of(call.headers()).first(name).orElse("");
    }
}
