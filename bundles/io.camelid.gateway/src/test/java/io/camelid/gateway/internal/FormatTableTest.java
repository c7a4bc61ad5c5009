package io.camelid.gateway.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.camelid.spi.FormatId;
import io.camelid.spi.HeaderField;
import io.camelid.spi.Headers;
import io.camelid.spi.Operation;
import io.camelid.spi.format.Format;
import io.camelid.spi.format.FormatDescription;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FormatTableTest {
    private final FormatTable table = new FormatTable(List.copyOf(ToyFormat.ALL));
    private final FormatTable google = new FormatTable(List.of(
            ToyFormat.COMPLETIONS,
            ToyFormat.MODELS,
            ToyFormat.GENERATE_CONTENT,
            toy("gemini.count_tokens", Operation.COUNT_TOKENS, "POST", ":countTokens"),
            toy("gemini.models", Operation.MODELS, "GET", "/v1beta/models", "/v1beta/models/*")));

    private static ToyFormat toy(String id, Operation operation, String method, String... suffixes) {
        return new ToyFormat(
                new FormatDescription(new FormatId(id), operation, id, List.of(suffixes), List.of(method), ""));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "/v1/chat/completions,     openai.completions",
                "/any/v1/chat/completions, openai.completions",
                "/completions,             toy.legacy",
                "/v2/chat/completions,     toy.legacy",
                "/v1/models,               openai.models",
                "/v1/models/llama-3,       openai.models",
                "/v1/models/,              -",
                "/v1/chat/completions/,    -",
                "/,                        -",
            })
    void theLongestSuffixNamesTheFormat(String path, String id) {
        assertEquals(
                Optional.ofNullable(id).map(FormatId::new), table.byPath(path).map(FormatTableTest::id));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "POST, /v1/chat/completions, openai.completions",
                "GET,  /v1/chat/completions, -",
                "GET,  /v1/models,           openai.models",
                "POST, /v1/models,           -",
            })
    void aFormatHasItsMethods(String method, String path, String id) {
        assertEquals(
                Optional.ofNullable(id).map(FormatId::new),
                table.byRequest(method, path, Headers.none()).map(FormatTableTest::id));
    }

    @Test
    void aHeaderFieldTellsFormatsOfOnePathApart() {
        FormatDescription models = ToyFormat.MODELS.description();
        ToyFormat marked = new ToyFormat(new FormatDescription(
                FormatId.ANTHROPIC_MODELS,
                models.operation(),
                "AnthropicModels",
                models.pathSuffixes(),
                models.methods(),
                "",
                Optional.of("anthropic-version")));
        FormatTable both = new FormatTable(List.of(ToyFormat.MODELS, marked));
        Headers theirs = Headers.of(List.of(HeaderField.of("Anthropic-Version", "2023-06-01")));

        assertEquals(Optional.of(marked), both.byRequest("GET", "/v1/models", theirs));
        assertEquals(Optional.of(ToyFormat.MODELS), both.byRequest("GET", "/v1/models", Headers.none()));
        assertEquals(Optional.of(ToyFormat.MODELS), both.byPath("/v1/models"));
    }

    @Test
    void aMethodTellsFormatsOfOnePathApart() {
        Headers none = Headers.none();
        assertEquals(
                Optional.of(ToyFormat.GENERATE_CONTENT),
                table.byRequest("POST", "/v1/models/gemini:generateContent", none));
        assertEquals(Optional.of(ToyFormat.MODELS), table.byRequest("GET", "/v1/models/gemini:generateContent", none));
    }

    /** Google's paths have the model in the middle and the method at the end, and those of models begin like them. */
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "POST, /v1beta/models/gemini-2.5-flash:generateContent, gemini.generate_content",
                "POST, /v1beta/models/m:countTokens,                    gemini.count_tokens",
                "GET,  /v1beta/models/gemini-2.5-flash,                 gemini.models",
                "GET,  /v1beta/models,                                  gemini.models",
                "GET,  /v1beta/models/a:generateContent,                gemini.models",
                "POST, /v1beta/models/m:batchEmbedContents,             -",
                "GET,  /v1/models/mine/v1/chat/completions,             openai.models",
            })
    void whatAPathEndsWithCountsFirst(String method, String path, String id) {
        assertEquals(
                Optional.ofNullable(id).map(FormatId::new),
                google.byRequest(method, path, Headers.none()).map(FormatTableTest::id));
    }

    @ParameterizedTest
    @CsvSource({
        "/gemini/v1beta/models/m:generateContent, /gemini,        /v1beta/models/m:generateContent",
        "/gemini/v1beta/models/m:countTokens,     /gemini/v1beta, /v1beta/models/m:countTokens",
        "/v1beta/models/m:generateContent,        /v1beta,        /v1beta/models/m:generateContent",
        "/v1beta/models/m:generateContent,        /v1beta/models, /v1beta/models/m:generateContent",
        "/gemini/v1beta/models,                   /gemini,        /v1beta/models",
        "/x/v1beta/tunedModels/m:generateContent, /x,             /v1beta/tunedModels/m:generateContent",
        "/openai/v1/chat/completions,             /openai/v1,     /v1/chat/completions",
    })
    void aPrefixIsCutOffBeforeTheApisOwnPath(String path, String prefix, String own) {
        assertEquals(own, google.withoutPrefix(path, prefix));
    }

    @Test
    void manifestsNameFormatsInAnyCase() {
        assertEquals(Optional.of(ToyFormat.MESSAGES), table.byRouteType("messages"));
        assertEquals(Optional.of(ToyFormat.MESSAGES), table.byRouteType("MESSAGES"));
        assertEquals(Optional.empty(), table.byRouteType("Realtime"));
    }

    @Test
    void aFormatThatIsInstalledTwiceIsThereOnce() {
        ToyFormat twin = new ToyFormat(ToyFormat.MESSAGES.description());

        assertEquals(
                Optional.of(ToyFormat.MESSAGES),
                new FormatTable(List.of(ToyFormat.MESSAGES, twin)).byId(FormatId.MESSAGES));
    }

    private static FormatId id(Format format) {
        return format.describe().id();
    }
}
