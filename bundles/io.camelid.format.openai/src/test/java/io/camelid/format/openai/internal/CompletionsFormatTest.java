package io.camelid.format.openai.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.camelid.spi.LlmError;
import io.camelid.spi.LlmException;
import io.camelid.spi.format.Format;
import io.camelid.spi.format.RequestEdit;
import io.camelid.spi.format.RequestView;
import io.camelid.spi.format.ResponseObserver;
import io.camelid.testkit.FormatConformance;
import io.camelid.testkit.SampleRequest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CompletionsFormatTest extends FormatConformance {
    private static final String PATH = "/v1/chat/completions";
    private static final String FULL =
            """
            {"model": "gpt-4o-mini", "messages": [{"role": "user", "content": "Hi, \\"model\\": 😀"}], "stream": true,
             "temperature": 0.7, "top_p": 1, "max_tokens": 100, "max_completion_tokens": 200,
             "frequency_penalty": -0.5, "presence_penalty": 0, "seed": 42, "n": 2, "unheard_of": {"a": [1, 2]}}
            """;

    @Override
    protected Format format() {
        return new CompletionsFormat();
    }

    @Override
    protected List<SampleRequest> requests() {
        return List.of(
                new SampleRequest(PATH, FULL),
                new SampleRequest("/openai/v1/chat/completions", "{\"model\":\"m\",\"messages\":[]}"),
                new SampleRequest("/chat/completions", "{\"messages\":[],\"stream\":false,\"model\":\"a\\u0062\"}"));
    }

    @Test
    void readsModelStreamAndParameters() throws LlmException {
        RequestView view = read(FULL);
        assertEquals("gpt-4o-mini", view.model());
        assertTrue(view.stream());
        assertEquals(
                Map.of(
                        "temperature", 0.7,
                        "top_p", 1L,
                        "max_tokens", 200L,
                        "frequency_penalty", -0.5,
                        "presence_penalty", 0L,
                        "seed", 42L,
                        "choice.count", 2L),
                view.parameters());
    }

    @Test
    void isLenientAboutWhatIsAbsent() throws LlmException {
        for (String more : List.of("", ",\"model\":null,\"stream\":null,\"temperature\":\"hot\"")) {
            RequestView view = read("{\"messages\":[]" + more + "}");
            assertEquals("", view.model());
            assertFalse(view.stream());
            assertEquals(Map.of(), view.parameters());
        }
    }

    @Test
    void refusesWrongTypesByName() {
        refuses("{\"messages\":[],\"model\":4}", "invalid_type", "model");
        refuses("{\"messages\":[],\"stream\":\"true\"}", "invalid_type", "stream");
        refuses("{\"messages\":\"Hi\"}", "invalid_type", "messages");
        refuses("{\"model\":\"m\"}", "missing_required_parameter", "messages");
    }

    private void refuses(String body, String code, String param) {
        LlmError error = assertThrows(LlmException.class, () -> read(body)).error();
        assertEquals(code, error.code());
        assertEquals(Optional.of(param), error.param());
        assertEquals(400, error.status());
    }

    @Test
    void makesTheEditsOfAnOrdinaryCall() throws LlmException {
        ByteBuffer edited = read("{\"model\":\"gpt-4o\",\"messages\":[],\"max_tokens\":5,\"stream\":true}")
                .body(List.of(
                        new RequestEdit.Model("gpt-5"),
                        new RequestEdit.Rename("max_tokens", "max_completion_tokens"),
                        new RequestEdit.Default("stream_options", "{\"include_usage\":true}")));
        assertEquals(
                "{\"model\":\"gpt-5\",\"messages\":[],\"max_completion_tokens\":5,\"stream\":true,"
                        + "\"stream_options\":{\"include_usage\":true}}",
                StandardCharsets.UTF_8.decode(edited).toString());
    }

    @Test
    void readsAnAnswerOfAnySizeInLittleMemory() {
        ResponseObserver observer = format().observe(false);
        observe(observer, "{\"choices\":[{\"message\":{\"content\":\"");
        byte[] text = "x".repeat(1 << 20).getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 200; i++) {
            observer.observe(ByteBuffer.wrap(text));
        }
        assertFalse(observer.complete());
        observe(observer, "\"}}],\"usage\":{\"completion_tokens\":7}}");
        assertTrue(observer.complete());
        assertEquals(7, observer.usage().output());
    }

    private static void observe(ResponseObserver observer, String text) {
        observer.observe(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    private RequestView read(String body) throws LlmException {
        return format().read(PATH, ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8)));
    }
}
