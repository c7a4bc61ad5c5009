package io.camelid.provider.openai.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.camelid.spi.FormatId;
import io.camelid.spi.HeaderField;
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
import io.camelid.spi.provider.Tls;
import io.camelid.testkit.ProviderConformance;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenAiProviderTest extends ProviderConformance {
    private static final Address OLLAMA = Address.plaintext("host.internal", 11434);
    private static final RequestEdit RENAME = new RequestEdit.Rename("max_tokens", "max_completion_tokens");
    private static final RequestEdit USAGE = new RequestEdit.Default("stream_options", "{\"include_usage\":true}");

    @Override
    protected LlmProvider provider() {
        return new OpenAiProvider();
    }

    @ParameterizedTest
    @CsvSource({
        "openai.completions, https://api.openai.com/v1/chat/completions",
        "openai.responses,   https://api.openai.com/v1/responses",
        "openai.embeddings,  https://api.openai.com/v1/embeddings",
        "openai.rerank,      https://api.openai.com/v1/rerank",
        "openai.models,      https://api.openai.com/v1/models/m",
    })
    void goesToOpenAi(String format, String url) throws LlmException {
        assertEquals(url, url(EndpointOverride.NONE, call(format, "m", "/client/path", "")));
    }

    /** Every way in which a manifest can say where to go, with a client path that may be kept and without. */
    @ParameterizedTest
    @CsvSource({
        // host?, full path, prefix, client path, expected
        "false,            ,       , /v1/chat/completions, https://api.openai.com/v1/chat/completions",
        "false,            ,       , /chat/completions,    https://api.openai.com/v1/chat/completions",
        "false, /x/y?v=1   ,       , /v1/chat/completions, https://api.openai.com/x/y?v=1",
        "false,            , /api  , /v1/chat/completions, https://api.openai.com/api/chat/completions",
        "true,             ,       , /v1/chat/completions, http://host.internal:11434/v1/chat/completions",
        "true,             ,       , /chat/completions,    http://host.internal:11434/chat/completions",
        "true,             ,       ,                     , http://host.internal:11434/v1/chat/completions",
        "true,  /x/y       ,       , /v1/chat/completions, http://host.internal:11434/x/y",
        "true,             , /api  , /v1/chat/completions, http://host.internal:11434/api/chat/completions",
        "true,             , /api  ,                     , http://host.internal:11434/api/chat/completions",
    })
    void goesWhereTheOverrideSays(boolean host, String fullPath, String prefix, String clientPath, String url)
            throws LlmException {
        EndpointOverride override = new EndpointOverride(
                host ? Optional.of(OLLAMA) : Optional.empty(),
                Optional.ofNullable(fullPath),
                Optional.ofNullable(prefix),
                Optional.empty());
        assertEquals(url, url(override, call("openai.completions", "m", clientPath, "")));
    }

    @Test
    void keepsTheClientsQuery() throws LlmException {
        EndpointOverride full =
                new EndpointOverride(Optional.empty(), Optional.of("/x?v=1"), Optional.empty(), Optional.empty());
        assertEquals(
                "https://api.openai.com/v1/chat/completions?a=b%20c",
                url(EndpointOverride.NONE, call("openai.completions", "m", null, "a=b%20c")));
        assertEquals(
                "https://api.openai.com/x?v=1&a=b%20c", url(full, call("openai.completions", "m", null, "a=b%20c")));
    }

    @Test
    void takesTlsForItsOwnHost() throws LlmException {
        Tls tls = new Tls(
                Tls.Verification.NONE,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of("sni"),
                List.of(),
                List.of());
        EndpointOverride override =
                new EndpointOverride(Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(tls));
        HttpCall call = prepare(override, call("openai.completions", "m", null, ""));
        assertEquals(new Address("api.openai.com", 443, Optional.of(tls)), call.address());
    }

    @Test
    void asksForTheListOrForOneModel() throws LlmException {
        assertEquals(
                "https://api.openai.com/v1/models", url(EndpointOverride.NONE, call("openai.models", "", null, "")));
        assertEquals(
                "https://api.openai.com/v1/models/ft:gpt-4o:org::1%2F%C3%A9",
                url(EndpointOverride.NONE, call("openai.models", "ft:gpt-4o:org::1/é", null, "")));
        assertThrows(LlmException.class, () -> url(EndpointOverride.NONE, call("openai.models", "..", null, "")));
    }

    @Test
    void leavesThePathOfAnUnknownApiAlone() throws LlmException {
        EndpointOverride prefix =
                new EndpointOverride(Optional.of(OLLAMA), Optional.empty(), Optional.of("/api"), Optional.empty());
        LlmCall call = new LlmCall(
                Operation.OTHER,
                FormatId.OPAQUE,
                "",
                false,
                "POST",
                Optional.of("/v1/images/generations"),
                "",
                Headers.none());
        assertEquals("https://api.openai.com/v1/images/generations", url(EndpointOverride.NONE, call));
        assertEquals("http://host.internal:11434/v1/images/generations", url(prefix, call));
    }

    @Test
    void cannotBeAskedInAForeignFormat() {
        LlmException refused = assertThrows(
                LlmException.class, () -> prepare(EndpointOverride.NONE, call("anthropic.messages", "m", null, "")));
        assertEquals("unsupported_conversion", refused.error().code());
    }

    @ParameterizedTest
    @CsvSource({
        "gpt-4o,          true",
        "gpt-3.5-turbo,   true",
        "gpt-5,           true",
        "gpt-oss:20b,     false",
        "gpt-oss-120b,    false",
        "llama3.2,        false",
        "openai/gpt-4o,   false",
        "o3-mini,         false",
    })
    void renamesMaxTokensForOpenAisModels(String model, boolean renamed) throws LlmException {
        ProviderTarget target = open(Auth.DEFAULT, EndpointOverride.NONE);
        assertEquals(
                renamed ? List.of(RENAME) : List.of(),
                target.edits(call(FormatId.COMPLETIONS.value(), model, null, "", false)));
        assertEquals(
                renamed ? List.of(RENAME, USAGE) : List.of(USAGE),
                target.edits(call(FormatId.COMPLETIONS.value(), model, null, "", true)));
    }

    @Test
    void editsNothingButCompletions() throws LlmException {
        ProviderTarget target = open(Auth.DEFAULT, EndpointOverride.NONE);
        assertEquals(List.of(), target.edits(call(FormatId.RESPONSES.value(), "gpt-5", null, "", true)));
    }

    @Test
    void signsWithTheKeyWhereItBelongs() throws LlmException {
        assertEquals(
                List.of(HeaderField.secret("Authorization", "Bearer sk-1")),
                sign(Auth.Key.of("sk-1")).headers());
        Auth.Key elsewhere = new Auth.Key(
                Secret.of("sk-1"),
                Optional.of(new CredentialLocation.Header("api-key", "")),
                List.of(new Auth.Key.Further(Secret.of("2"), new CredentialLocation.QueryParameter("k"))));
        HttpCall signed = sign(elsewhere);
        assertEquals(List.of(HeaderField.secret("api-key", "sk-1")), signed.headers());
        assertEquals("/v1/chat/completions?k=2", signed.target());
    }

    @Test
    void addsNoCredentialOfItsOwn() throws LlmException {
        assertEquals(List.of(), sign(Auth.DEFAULT).headers());
        assertEquals(List.of(), sign(new Auth.Passthrough()).headers());
    }

    @Test
    void refusesCloudCredentials() {
        LlmException refused = assertThrows(
                LlmException.class, () -> open(new Auth.Cloud("aws", Map.of(), Map.of()), EndpointOverride.NONE));
        assertEquals("OpenAI takes a key, not credentials of the cloud aws.", refused.getMessage());
    }

    private HttpCall sign(Auth auth) throws LlmException {
        ProviderTarget target = open(auth, EndpointOverride.NONE);
        HttpCall call = (HttpCall) target.prepare(call("openai.completions", "m", null, ""));
        return target.sign(call, ByteBuffer.allocate(0)).toCompletableFuture().join();
    }

    private String url(EndpointOverride endpoint, LlmCall call) throws LlmException {
        HttpCall prepared = prepare(endpoint, call);
        String scheme = prepared.address().tls().isPresent() ? "https://" : "http://";
        return scheme + prepared.address().authority() + prepared.target();
    }

    private HttpCall prepare(EndpointOverride endpoint, LlmCall call) throws LlmException {
        return (HttpCall) open(Auth.DEFAULT, endpoint).prepare(call);
    }

    private ProviderTarget open(Auth auth, EndpointOverride endpoint) throws LlmException {
        return provider().open(new TargetConfig("test", Optional.empty(), Settings.NONE, auth, endpoint));
    }

    private static LlmCall call(String format, String model, String clientPath, String query) {
        return call(format, model, clientPath, query, false);
    }

    private static LlmCall call(String format, String model, String clientPath, String query, boolean stream) {
        Operation operation =
                switch (format) {
                    case "openai.embeddings" -> Operation.EMBEDDINGS;
                    case "openai.rerank" -> Operation.RERANK;
                    case "openai.models" -> Operation.MODELS;
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
