package io.camelid.provider.gemini.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.camelid.spi.FormatId;
import io.camelid.spi.HeaderField;
import io.camelid.spi.Headers;
import io.camelid.spi.LlmException;
import io.camelid.spi.Operation;
import io.camelid.spi.Secret;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GeminiProviderTest extends ProviderConformance {
    private static final EndpointOverride ELSEWHERE = new EndpointOverride(
            Optional.of(Address.plaintext("127.0.0.1", 9000)), Optional.empty(), Optional.empty(), Optional.empty());
    private static final String HOME = "https://generativelanguage.googleapis.com";

    @Override
    protected LlmProvider provider() {
        return new GeminiProvider();
    }

    @ParameterizedTest
    @CsvSource({
        "gemini.generate_content, false, gemini-2.5-flash,        /v1beta/models/gemini-2.5-flash:generateContent",
        "gemini.generate_content, true,  gemini-2.5-flash,"
                + "        /v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse",
        "gemini.generate_content, false, models/gemini-2.5-flash, /v1beta/models/gemini-2.5-flash:generateContent",
        "gemini.generate_content, false, tunedModels/mine-7,      /v1beta/tunedModels/mine-7:generateContent",
        "gemini.count_tokens,     false, gemini-2.5-flash,        /v1beta/models/gemini-2.5-flash:countTokens",
        "openai.embeddings,       false, gemini-embedding-001,    /v1beta/openai/embeddings",
        "gemini.models,           false, '',                      /v1beta/models",
        "gemini.models,           false, gemini-2.5-flash,        /v1beta/models/gemini-2.5-flash",
        "openai.models,           false, '',                      /v1beta/openai/models",
        "openai.models,           false, models/gemini-2.5-flash, /v1beta/openai/models/gemini-2.5-flash",
    })
    void buildsThePath(String format, boolean stream, String model, String target) throws LlmException {
        assertEquals(HOME + target, url(EndpointOverride.NONE, call(format, model, stream, null, "")));
    }

    @Test
    void takesAnotherVersion() throws LlmException {
        ProviderTarget target = provider()
                .open(new TargetConfig(
                        "t",
                        Optional.empty(),
                        new Settings(Map.of("apiVersion", "v1")),
                        Auth.DEFAULT,
                        EndpointOverride.NONE));
        HttpCall call = (HttpCall) target.prepare(call("gemini.generate_content", "m", false, null, ""));
        assertEquals("/v1/models/m:generateContent", call.target());
        HttpCall embeddings = (HttpCall) target.prepare(call("openai.embeddings", "m", false, null, ""));
        assertEquals("/v1beta/openai/embeddings", embeddings.target());
    }

    /** A native client chooses between events and an array; other clients are read as events. */
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "/v1beta/models/m:streamGenerateContent, alt=sse, ?alt=sse",
                "/v1beta/models/m:streamGenerateContent, '',      ''",
                "/v1beta/models/m:streamGenerateContent, alt=json&x=1, ?alt=json&x=1",
                "-,                                      '',      ?alt=sse",
                "-,                                      x=1,     ?x=1&alt=sse",
                "-,                                      alt=sse, ?alt=sse",
            })
    void aNativeClientKeepsItsQuery(String path, String query, String sent) throws LlmException {
        assertEquals(
                HOME + "/v1beta/models/m:streamGenerateContent" + sent,
                url(EndpointOverride.NONE, call("gemini.generate_content", "m", true, path, query)));
    }

    @Test
    void aClientsPathIsKeptElsewhereUnlessItNamesAnotherModel() throws LlmException {
        String path = "/team/v1beta/models/a:generateContent";
        assertEquals(
                "http://127.0.0.1:9000" + path, url(ELSEWHERE, call("gemini.generate_content", "a", false, path, "")));
        assertEquals(
                "http://127.0.0.1:9000/v1beta/models/b:generateContent",
                url(ELSEWHERE, call("gemini.generate_content", "b", false, path, "")));
        assertEquals(
                "http://127.0.0.1:9000/v1beta/openai/embeddings",
                url(ELSEWHERE, call("openai.embeddings", "b", false, "/v1/embeddings", "")));
        assertEquals(
                "http://127.0.0.1:9000/proxy/openai/embeddings",
                url(ELSEWHERE, call("openai.embeddings", "b", false, "/proxy/openai/embeddings", "")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", ".", "..", "models/", "models/..", "a/b", "a%2Fb", "a\\b", "a?b", "a#b", "a b", "a\nb", "é"})
    void unsafeModelsAreRefused(String model) {
        LlmException refused = assertThrows(
                LlmException.class,
                () -> url(EndpointOverride.NONE, call("gemini.generate_content", model, false, null, "")));
        assertEquals("invalid_model", refused.error().code());
    }

    @Test
    void cannotBeAskedInAForeignFormat() {
        LlmException refused = assertThrows(
                LlmException.class, () -> url(EndpointOverride.NONE, call("openai.completions", "m", false, null, "")));
        assertEquals("unsupported_conversion", refused.error().code());
    }

    @ParameterizedTest
    @CsvSource({
        "gemini.generate_content, AIzaSy-1,  x-goog-api-key, AIzaSy-1",
        "gemini.generate_content, AQ.other,  x-goog-api-key, AQ.other",
        "gemini.models,           AIzaSy-1,  x-goog-api-key, AIzaSy-1",
        "gemini.generate_content, ya29.a0Af, Authorization,  Bearer ya29.a0Af",
        "openai.embeddings,       AIzaSy-1,  Authorization,  Bearer AIzaSy-1",
        "openai.models,           AIzaSy-1,  Authorization,  Bearer AIzaSy-1",
    })
    void theKeyGoesWhereItBelongsAndNotIntoTheUrl(String format, String key, String header, String value)
            throws LlmException {
        HttpCall signed = sign(Auth.Key.of(key), format);
        assertEquals(List.of(HeaderField.secret(header, value)), signed.headers());
        assertEquals(-1, signed.target().indexOf(key));
    }

    @Test
    void aLocationThatIsSaidWins() throws LlmException {
        Auth.Key key =
                new Auth.Key(Secret.of("AIza-1"), Optional.of(new CredentialLocation.QueryParameter("key")), List.of());
        assertEquals(
                "/v1beta/models/m:generateContent?key=AIza-1",
                sign(key, "gemini.generate_content").target());
    }

    @Test
    void refusesCloudCredentialsAndStrangeVersions() {
        assertThrows(LlmException.class, () -> open(new Auth.Cloud("gcp", Map.of(), Map.of()), EndpointOverride.NONE));
        assertThrows(LlmException.class, () -> provider()
                .open(new TargetConfig(
                        "t",
                        Optional.empty(),
                        new Settings(Map.of("apiVersion", "v1/../x")),
                        Auth.DEFAULT,
                        EndpointOverride.NONE)));
    }

    private HttpCall sign(Auth auth, String format) throws LlmException {
        ProviderTarget target = open(auth, EndpointOverride.NONE);
        HttpCall call = (HttpCall) target.prepare(call(format, "m", false, null, ""));
        return target.sign(call, ByteBuffer.allocate(0)).toCompletableFuture().join();
    }

    private String url(EndpointOverride endpoint, LlmCall call) throws LlmException {
        HttpCall prepared = (HttpCall) open(Auth.DEFAULT, endpoint).prepare(call);
        String scheme = prepared.address().tls().isPresent() ? "https://" : "http://";
        return scheme + prepared.address().authority() + prepared.target();
    }

    private ProviderTarget open(Auth auth, EndpointOverride endpoint) throws LlmException {
        return provider().open(new TargetConfig("test", Optional.empty(), Settings.NONE, auth, endpoint));
    }

    private static LlmCall call(String format, String model, boolean stream, String clientPath, String query) {
        Operation operation =
                switch (format) {
                    case "openai.embeddings" -> Operation.EMBEDDINGS;
                    case "gemini.count_tokens" -> Operation.COUNT_TOKENS;
                    case "gemini.models", "openai.models" -> Operation.MODELS;
                    default -> Operation.CHAT;
                };
        return new LlmCall(
                operation,
                new FormatId(format),
                model,
                stream,
                operation == Operation.MODELS ? "GET" : "POST",
                Optional.ofNullable(clientPath),
                query,
                Headers.none());
    }
}
