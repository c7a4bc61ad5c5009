package io.camelid.provider.custom.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.camelid.spi.FormatId;
import io.camelid.spi.HeaderField;
import io.camelid.spi.Headers;
import io.camelid.spi.LlmException;
import io.camelid.spi.Operation;
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
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CustomProviderTest extends ProviderConformance {
    private static final Address HOST = Address.plaintext("llm.corp.svc", 8000);
    private static final List<?> ALL = List.of(
            Map.of("type", "Messages"),
            Map.of("type", "Completions"),
            Map.of("type", "Embeddings"),
            Map.of("type", "AnthropicTokenCount"),
            Map.of("type", "Realtime"),
            Map.of("type", "Rerank"));

    @Override
    protected LlmProvider provider() {
        return new CustomProvider();
    }

    @Override
    protected Settings settings() {
        return settings(ALL);
    }

    @Override
    protected EndpointOverride endpoint() {
        return at(null, null);
    }

    @Test
    void offersWhatIsDeclaredInItsOrder() throws LlmException {
        ProviderTarget target = open(ALL, endpoint(), Auth.DEFAULT);
        assertEquals(List.of(FormatId.MESSAGES, FormatId.COMPLETIONS), target.formats(Operation.CHAT, "m"));
        assertEquals(List.of(FormatId.EMBEDDINGS), target.formats(Operation.EMBEDDINGS, "m"));
        assertEquals(List.of(FormatId.MESSAGES_COUNT_TOKENS), target.formats(Operation.COUNT_TOKENS, "m"));
        assertEquals(List.of(FormatId.RERANK), target.formats(Operation.RERANK, "m"));
        assertEquals(List.of(), target.formats(Operation.MODELS, ""));
        assertEquals(List.of(), target.formats(Operation.OTHER, ""));
        assertEquals(
                List.of(FormatId.RESPONSES),
                open(List.of(Map.of("type", "Responses")), endpoint(), Auth.DEFAULT)
                        .formats(Operation.CHAT, "m"));
    }

    @ParameterizedTest
    @CsvSource({
        "openai.completions,     ,     ,      /v1/chat/completions",
        "anthropic.messages,     ,     ,      /v1/messages",
        "anthropic.count_tokens, ,     ,      /v1/messages/count_tokens",
        "openai.embeddings,      ,     ,      /v1/embeddings",
        "openai.rerank,          ,     ,      /v1/rerank",
        "openai.completions,     ,     /api,  /api/chat/completions",
        "openai.completions,     /x,   ,      /x",
    })
    void goesToTheUsualPathsUnlessTold(String format, String full, String prefix, String path) throws LlmException {
        ProviderTarget target = open(ALL, at(full, prefix), Auth.DEFAULT);
        HttpCall call = (HttpCall) target.prepare(call(format, false));
        assertEquals(HOST, call.address());
        assertEquals(path + "?a=b", call.target());
    }

    @Test
    void goesToTheFormatsOwnPath() throws LlmException {
        List<?> formats = List.of(Map.of("type", "Completions", "path", "/llm/chat"), Map.of("type", "Messages"));
        ProviderTarget target = open(formats, endpoint(), Auth.DEFAULT);
        assertEquals("/llm/chat?a=b", ((HttpCall) target.prepare(call("openai.completions", false))).target());
        assertEquals("/v1/messages?a=b", ((HttpCall) target.prepare(call("anthropic.messages", false))).target());
    }

    @Test
    void leavesTheClientsPathToWhatNobodyReads() throws LlmException {
        LlmCall call = new LlmCall(
                Operation.OTHER,
                FormatId.OPAQUE,
                "",
                false,
                "POST",
                Optional.of("/v1/audio/speech"),
                "",
                Headers.none());
        assertEquals(
                "/v1/audio/speech",
                ((HttpCall) open(ALL, endpoint(), Auth.DEFAULT).prepare(call)).target());
    }

    @Test
    void cannotBeAskedInAFormatThatIsNotDeclared() throws LlmException {
        ProviderTarget target = open(List.of(Map.of("type", "Messages")), endpoint(), Auth.DEFAULT);
        LlmException refused =
                assertThrows(LlmException.class, () -> target.prepare(call("openai.completions", false)));
        assertEquals("unsupported_conversion", refused.error().code());
    }

    @Test
    void addsWhatTheFormatsNeed() throws LlmException {
        ProviderTarget target = open(ALL, endpoint(), Auth.DEFAULT);
        assertEquals(
                List.of(HeaderField.of("anthropic-version", "2023-06-01")),
                ((HttpCall) target.prepare(call("anthropic.messages", false))).headers());
        assertEquals(List.of(), ((HttpCall) target.prepare(call("openai.completions", false))).headers());
        assertEquals(
                List.of(new RequestEdit.Default("stream_options", "{\"include_usage\":true}")),
                target.edits(call("openai.completions", true)));
        assertEquals(List.of(), target.edits(call("openai.completions", false)));
        assertEquals(List.of(), target.edits(call("anthropic.messages", true)));
    }

    @Test
    void signsWithABearerKey() throws LlmException {
        ProviderTarget target = open(ALL, endpoint(), Auth.Key.of("k"));
        HttpCall call = (HttpCall) target.prepare(call("openai.completions", false));
        assertEquals(
                List.of(HeaderField.secret("Authorization", "Bearer k")),
                target.sign(call, ByteBuffer.allocate(0))
                        .toCompletableFuture()
                        .join()
                        .headers());
    }

    @Test
    void refusesWhatMakesNoSense() {
        refused("formats must have 1 to 6 items", List.of());
        refused("formats must have 1 to 6 items", Map.of());
        refused("formats must have 1 to 6 items", Collections.nCopies(7, Map.of("type", "Messages")));
        refused("formats must hold objects with a type", List.of("Messages"));
        refused(
                "formats: type must be one of Completions, Messages, Responses, Embeddings, AnthropicTokenCount, Rerank,"
                        + " Realtime",
                List.of(Map.of("type", "Converse")));
        refused("formats: Messages is declared twice", Collections.nCopies(2, Map.of("type", "Messages")));
        refused("formats: path must start with /", List.of(Map.of("type", "Messages", "path", "x")));
        refused("formats: path must start with /", List.of(Map.of("type", "Messages", "path", 1)));
        refused(
                "formats: Realtime is a WebSocket, which is not supported; declare another format",
                List.of(Map.of("type", "Realtime")));
    }

    @Test
    void refusesPathsThatContradictEachOther() {
        List<?> formats = List.of(Map.of("type", "Messages", "path", "/x"));
        for (EndpointOverride endpoint : List.of(at("/y", null), at(null, "/y"))) {
            LlmException refused = assertThrows(LlmException.class, () -> open(formats, endpoint, Auth.DEFAULT));
            assertEquals("path, pathPrefix, and custom format paths are mutually exclusive", refused.getMessage());
        }
    }

    @Test
    void needsAHost() {
        LlmException refused = assertThrows(LlmException.class, () -> open(ALL, EndpointOverride.NONE, Auth.DEFAULT));
        assertEquals("custom providers must specify exactly one of backendRef or host and port", refused.getMessage());
    }

    @Test
    void refusesCloudCredentials() {
        assertThrows(LlmException.class, () -> open(ALL, endpoint(), new Auth.Cloud("gcp", Map.of(), Map.of())));
    }

    private void refused(String message, Object formats) {
        LlmException refused = assertThrows(LlmException.class, () -> open(formats, endpoint(), Auth.DEFAULT));
        assertEquals(message, refused.getMessage());
    }

    private ProviderTarget open(Object formats, EndpointOverride endpoint, Auth auth) throws LlmException {
        return provider().open(new TargetConfig("test", Optional.empty(), settings(formats), auth, endpoint));
    }

    private static Settings settings(Object formats) {
        return new Settings(Map.of("formats", formats));
    }

    private static EndpointOverride at(String full, String prefix) {
        return new EndpointOverride(
                Optional.of(HOST), Optional.ofNullable(full), Optional.ofNullable(prefix), Optional.empty());
    }

    private static LlmCall call(String format, boolean stream) {
        Operation operation =
                switch (format) {
                    case "openai.embeddings" -> Operation.EMBEDDINGS;
                    case "openai.rerank" -> Operation.RERANK;
                    case "anthropic.count_tokens" -> Operation.COUNT_TOKENS;
                    default -> Operation.CHAT;
                };
        return new LlmCall(
                operation,
                new FormatId(format),
                "m",
                stream,
                "POST",
                Optional.of("/v1/whatever/the/client/had"),
                "a=b",
                Headers.none());
    }
}
