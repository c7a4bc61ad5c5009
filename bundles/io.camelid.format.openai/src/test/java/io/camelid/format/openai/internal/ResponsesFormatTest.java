package io.camelid.format.openai.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.camelid.spi.LlmException;
import io.camelid.spi.format.Format;
import io.camelid.spi.format.RequestView;
import io.camelid.testkit.FormatConformance;
import io.camelid.testkit.SampleRequest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ResponsesFormatTest extends FormatConformance {
    private static final String FULL =
            """
            {"model": "gpt-5", "input": "Hi", "instructions": "Be brief.", "stream": true, "store": false,
             "max_output_tokens": 99, "temperature": 1, "top_p": 0.5, "tools": [{"type": "web_search"}]}
            """;

    @Override
    protected Format format() {
        return new ResponsesFormat();
    }

    @Override
    protected List<SampleRequest> requests() {
        return List.of(
                new SampleRequest("/v1/responses", FULL),
                new SampleRequest("/responses", "{\"prompt\":{\"id\":\"pmpt_1\"}}"));
    }

    @Test
    void readsModelStreamAndParameters() throws LlmException {
        RequestView view = format().read("/v1/responses", ByteBuffer.wrap(FULL.getBytes(StandardCharsets.UTF_8)));
        assertEquals("gpt-5", view.model());
        assertTrue(view.stream());
        assertEquals(Map.of("temperature", 1L, "top_p", 0.5, "max_tokens", 99L), view.parameters());
    }
}
