package io.camelid.format.anthropic.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.camelid.spi.LlmException;
import io.camelid.spi.chat.ChatRequest;
import io.camelid.spi.chat.Losses;
import io.camelid.spi.chat.TokenCountCodec;
import io.camelid.spi.format.Format;
import io.camelid.testkit.FormatConformance;
import io.camelid.testkit.SampleRequest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class CountTokensFormatTest extends FormatConformance {
    private static final String REQUEST =
            """
            {"model":"claude-opus-4-6","messages":[{"role":"user","content":"Hi"}],"system":"Be kind.",\
            "tools":[{"name":"t","input_schema":{"type":"object"}}],"tool_choice":{"type":"any"}}""";

    private final TokenCountCodec codec = new CountTokensCodec();

    @Override
    protected Format format() {
        return new CountTokensFormat();
    }

    @Override
    protected List<SampleRequest> requests() {
        return List.of(new SampleRequest("/v1/messages/count_tokens", REQUEST));
    }

    @Test
    void asksForTheCountOfWhatWasAskedFor() throws LlmException {
        Losses losses = new Losses();
        ChatRequest request = codec.readRequest("/v1/messages/count_tokens", bytes(REQUEST), losses);
        assertEquals(Trees.tree(REQUEST), Trees.tree(codec.writeRequest(request, losses)));
        assertTrue(losses.isEmpty(), losses.toString());
    }

    @Test
    void tellsTheCount() throws LlmException {
        assertEquals(
                "{\"input_tokens\":2095}",
                StandardCharsets.UTF_8.decode(codec.writeResponse(2095)).toString());
        assertEquals(2095, codec.readResponse(bytes("{\"input_tokens\":2095}")));
        assertThrows(LlmException.class, () -> codec.readResponse(bytes("{\"input_tokens\":\"many\"}")));
        assertThrows(LlmException.class, () -> codec.readResponse(bytes("[]")));
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
