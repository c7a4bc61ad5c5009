package io.camelid.itests.translation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code docs/compatibility.md} is what the golden files show; {@code -Dcamelid.golden.write=true} writes it anew. */
class CompatibilityTest {
    private static final String INTRODUCTION =
            """
            # What survives translation

            A client speaks one API and its provider another; this page shows what of a conversation arrives. It is generated: each row
            is a case of the golden files in `itests/translation`, which are written from the vendors' references, and each cell is tested
            in both directions: the request on its way to the provider; the answer, the stream or the error on its way back. Where
            client and provider speak the same API, nothing is translated and nothing is lost.

            - ✓: it arrives in full.
            - *without* names what cannot be said in the provider's API, or not to the model of the case. It is left out, and the answer
              names it in the header `x-camelid-lossy`.
            - *refused* is an answer 400 with that code, as the request would mean something else without it. The message says what would work.
            - –: one of the two APIs has no words for it, so that it does not come up. What a client's API has no words for is not in its table.
            - A number refers to a note under the table.

            The models are GPT-4.1 (GPT-5.1 where they reason), Claude Sonnet 4.5 (Anthropic's and Bedrock's) and Gemini 2.5 Flash: what a
            vendor's API takes often depends on its model. Where a row names others, it is those.
            """;

    @Test
    void thePageShowsWhatTheGoldenFilesDo() throws IOException {
        List<GoldenCase> cases = GoldenCase.all();
        StringBuilder page = new StringBuilder(INTRODUCTION);
        for (Dialect client : Dialect.values()) {
            page.append('\n').append(new CompatibilityTable(client).markdown(cases));
        }
        Path file = Path.of(System.getProperty("camelid.docs", "../../docs"), "compatibility.md");
        if (Boolean.getBoolean("camelid.golden.write")) {
            Files.writeString(file, page);
        }
        assertEquals(
                Files.exists(file) ? Files.readString(file) : "",
                page.toString(),
                "docs/compatibility.md is not what the golden files show: run with -Dcamelid.golden.write=true");
    }
}
