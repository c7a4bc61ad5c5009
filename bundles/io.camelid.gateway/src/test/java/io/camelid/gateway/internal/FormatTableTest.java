package io.camelid.gateway.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.camelid.spi.FormatId;
import io.camelid.spi.format.Format;
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
                table.byRequest(method, path).map(FormatTableTest::id));
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
