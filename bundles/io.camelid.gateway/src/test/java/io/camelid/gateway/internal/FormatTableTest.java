package io.camelid.gateway.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.camelid.spi.FormatId;
import io.camelid.spi.HeaderField;
import io.camelid.spi.Headers;
import io.camelid.spi.format.Format;
import io.camelid.spi.format.FormatDescription;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FormatTableTest {
    private final FormatTable table = new FormatTable(List.copyOf(ToyFormat.ALL));

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
