package io.camelid.provider.anthropic.internal;

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

class AnthropicProviderTest extends ProviderConformance {
    private static final HeaderField VERSION = HeaderField.of("anthropic-version", "2023-06-01");

    @Override
    protected LlmProvider provider() {
        return new AnthropicProvider();
    }

    /** Every way in which a manifest can say where to go, with a client path that may be kept and without. */
    @ParameterizedTest
    @CsvSource({
        // format, host?, full path, prefix, client path, expected
        "anthropic.messages,     false,       ,       ,               , https://api.anthropic.com/v1/messages",
        "anthropic.messages,     false,       ,       , /v1/messages  , https://api.anthropic.com/v1/messages",
        "anthropic.messages,     false, /x/y  ,       , /v1/messages  , https://api.anthropic.com/x/y",
        "anthropic.messages,     false,       , /api  , /v1/messages  , https://api.anthropic.com/api/messages",
        "anthropic.messages,     true,        ,       ,               , http://host.internal:4000/v1/messages",
        "anthropic.messages,     true,        ,       , /a/v1/messages, http://host.internal:4000/a/v1/messages",
        "anthropic.messages,     true,        , /api  , /v1/messages  , http://host.internal:4000/api/messages",
        "anthropic.count_tokens, false,       ,       ,               , https://api.anthropic.com/v1/messages/count_tokens",
        "anthropic.count_tokens, true,        , /api  ,               , http://host.internal:4000/api/messages/count_tokens",
        "anthropic.models,       false,       ,       ,               , https://api.anthropic.com/v1/models/m%2F1",
    })
    void goesWhereTheManifestSays(
            String format, boolean host, String fullPath, String prefix, String clientPath, String url)
            throws LlmException {
        EndpointOverride override = new EndpointOverride(
                host ? Optional.of(Address.plaintext("host.internal", 4000)) : Optional.empty(),
                Optional.ofNullable(fullPath),
                Optional.ofNullable(prefix),
                Optional.empty());
        HttpCall call = (HttpCall) open(Auth.DEFAULT, override, Settings.NONE)
                .prepare(call(new FormatId(format), "m/1", clientPath, Headers.none()));
        String scheme = call.address().tls().isPresent() ? "https://" : "http://";
        assertEquals(url, scheme + call.address().authority() + call.target());
    }

    @Test
    void asksForTheListOfModels() throws LlmException {
        assertEquals(
                "/v1/models",
                prepare(call(FormatId.ANTHROPIC_MODELS, "", null, Headers.none()))
                        .target());
    }

    @Test
    void leavesThePathOfAnUnknownApiAlone() throws LlmException {
        LlmCall call = new LlmCall(
                Operation.OTHER,
                FormatId.OPAQUE,
                "",
                false,
                "POST",
                Optional.of("/v1/messages/batches"),
                "limit=2",
                Headers.none());
        assertEquals("/v1/messages/batches?limit=2", prepare(call).target());
    }

    @Test
    void cannotBeAskedInAForeignFormat() {
        LlmException refused =
                assertThrows(LlmException.class, () -> prepare(call(FormatId.COMPLETIONS, "m", null, Headers.none())));
        assertEquals("unsupported_conversion", refused.error().code());
    }

    @Test
    void namesTheVersionUnlessTheClientDoes() throws LlmException {
        assertEquals(
                List.of(VERSION),
                prepare(call(FormatId.MESSAGES, "m", null, Headers.none())).headers());
        Headers named = Headers.of(List.of(HeaderField.of("Anthropic-Version", "2024-10-22")));
        assertEquals(
                List.of(), prepare(call(FormatId.MESSAGES, "m", null, named)).headers());
        Settings settings = new Settings(Map.of("apiVersion", "2023-01-01"));
        HttpCall configured = (HttpCall) open(Auth.DEFAULT, EndpointOverride.NONE, settings)
                .prepare(call(FormatId.MESSAGES, "m", null, Headers.none()));
        assertEquals(List.of(HeaderField.of("anthropic-version", "2023-01-01")), configured.headers());
    }

    @Test
    void refusesAVersionThatIsNoHeader() {
        Settings settings = new Settings(Map.of("apiVersion", "2023\r\nx: y"));
        LlmException refused =
                assertThrows(LlmException.class, () -> open(Auth.DEFAULT, EndpointOverride.NONE, settings));
        assertEquals("invalid_api_version", refused.error().code());
    }

    @Test
    void signsWithAKeyOrAToken() throws LlmException {
        assertEquals(
                List.of(VERSION, HeaderField.secret("x-api-key", "sk-ant-api03-1")),
                sign(Auth.Key.of("sk-ant-api03-1")).headers());
        assertEquals(
                List.of(VERSION, HeaderField.secret("Authorization", "Bearer sk-ant-oat01-1")),
                sign(Auth.Key.of("sk-ant-oat01-1")).headers());
        Auth.Key elsewhere = new Auth.Key(Secret.of("k"), Optional.of(CredentialLocation.BEARER), List.of());
        assertEquals(
                List.of(VERSION, HeaderField.secret("Authorization", "Bearer k")),
                sign(elsewhere).headers());
    }

    @Test
    void addsNoCredentialOfItsOwn() throws LlmException {
        assertEquals(List.of(VERSION), sign(Auth.DEFAULT).headers());
        assertEquals(List.of(VERSION), sign(new Auth.Passthrough()).headers());
    }

    @Test
    void refusesCloudCredentials() {
        LlmException refused = assertThrows(
                LlmException.class,
                () -> open(new Auth.Cloud("aws", Map.of(), Map.of()), EndpointOverride.NONE, Settings.NONE));
        assertEquals("Anthropic takes a key, not credentials of the cloud aws.", refused.getMessage());
    }

    private HttpCall sign(Auth auth) throws LlmException {
        ProviderTarget target = open(auth, EndpointOverride.NONE, Settings.NONE);
        HttpCall call = (HttpCall) target.prepare(call(FormatId.MESSAGES, "m", null, Headers.none()));
        return target.sign(call, ByteBuffer.allocate(0)).toCompletableFuture().join();
    }

    private HttpCall prepare(LlmCall call) throws LlmException {
        return (HttpCall)
                open(Auth.DEFAULT, EndpointOverride.NONE, Settings.NONE).prepare(call);
    }

    private ProviderTarget open(Auth auth, EndpointOverride endpoint, Settings settings) throws LlmException {
        return provider().open(new TargetConfig("test", Optional.empty(), settings, auth, endpoint));
    }

    private static LlmCall call(FormatId format, String model, String clientPath, Headers headers) {
        boolean models = format.equals(FormatId.ANTHROPIC_MODELS);
        Operation operation = models
                ? Operation.MODELS
                : format.equals(FormatId.MESSAGES_COUNT_TOKENS) ? Operation.COUNT_TOKENS : Operation.CHAT;
        return new LlmCall(
                operation, format, model, false, models ? "GET" : "POST", Optional.ofNullable(clientPath), "", headers);
    }
}
