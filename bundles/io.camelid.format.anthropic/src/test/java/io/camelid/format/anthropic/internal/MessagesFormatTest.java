package io.camelid.format.anthropic.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.camelid.spi.LlmError;
import io.camelid.spi.LlmException;
import io.camelid.spi.chat.ChatRequest;
import io.camelid.spi.chat.Losses;
import io.camelid.spi.format.Format;
import io.camelid.spi.format.RequestEdit;
import io.camelid.spi.format.RequestView;
import io.camelid.testkit.FormatConformance;
import io.camelid.testkit.SampleRequest;
import io.camelid.testkit.chat.RandomChat;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MessagesFormatTest extends FormatConformance {
    private static final String FULL =
            """
            {"model": "claude-sonnet-4-5", "max_tokens": 1024, "messages": [{"role": "user", "content": "Hi, \\"model\\": 😀"}],
             "stream": true, "temperature": 0.7, "top_p": 1, "top_k": 5, "unheard_of": {"a": [1, 2]}}
            """;

    @Override
    protected Format format() {
        return new MessagesFormat();
    }

    @Override
    protected List<SampleRequest> requests() {
        return List.of(
                new SampleRequest("/v1/messages", FULL),
                new SampleRequest("/anthropic/v1/messages", "{\"model\":\"m\",\"messages\":[]}"));
    }

    @Test
    void readsModelStreamAndParameters() throws LlmException {
        RequestView view = read(FULL);
        assertEquals("claude-sonnet-4-5", view.model());
        assertTrue(view.stream());
        assertEquals(Map.of("temperature", 0.7, "top_p", 1L, "top_k", 5L, "max_tokens", 1024L), view.parameters());
    }

    /** A provider edits what was translated for it. */
    @Test
    void readsWhatItsCodecWrites() throws LlmException {
        ChatRequest request = new RandomChat(1).request();
        ByteBuffer written = format().chat().orElseThrow().writeRequest(request, new Losses());
        RequestView view = format().read("", written);
        assertEquals(request.model(), view.model());
        ByteBuffer edited = view.body(List.of(new RequestEdit.Model("m"), new RequestEdit.Remove("max_tokens")));
        assertEquals("m", Trees.tree(edited).get("model").asText());
        assertFalse(Trees.tree(edited).has("max_tokens"));
    }

    @Test
    void refusesWhatIsNoRequest() {
        refuses("{\"model\":\"m\"}", "missing_required_parameter", "messages");
        refuses("{\"messages\":\"Hi\"}", "invalid_type", "messages");
        refuses("{\"messages\":[],\"stream\":1}", "invalid_type", "stream");
    }

    private void refuses(String body, String code, String param) {
        LlmError error = assertThrows(LlmException.class, () -> read(body)).error();
        assertEquals(code, error.code());
        assertEquals(Optional.of(param), error.param());
    }

    private RequestView read(String body) throws LlmException {
        return format().read("/v1/messages", ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8)));
    }
}
