package io.camelid.format.gemini.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.camelid.spi.ErrorKind;
import io.camelid.spi.LlmError;
import io.camelid.spi.LlmException;
import io.camelid.spi.format.Format;
import io.camelid.spi.format.RequestEdit;
import io.camelid.spi.format.RequestView;
import io.camelid.testkit.FormatConformance;
import io.camelid.testkit.SampleRequest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GenerateContentFormatTest extends FormatConformance {
    private static final String FULL =
            """
            {"contents": [{"role": "user", "parts": [{"text": "Hi, \\"model\\": 😀"}]}],
             "generationConfig": {"temperature": 0.7, "topP": 1, "topK": 40, "maxOutputTokens": 100, "seed": 42,
                "frequencyPenalty": -0.5, "presencePenalty": 0, "candidateCount": 2},
             "unheardOf": {"a": [1, 2]}}
            """;

    @Override
    protected Format format() {
        return new GenerateContentFormat();
    }

    @Override
    protected boolean modelIsInBody() {
        return false;
    }

    @Override
    protected List<SampleRequest> requests() {
        return List.of(
                new SampleRequest("/v1beta/models/gemini-2.5-flash:generateContent", FULL),
                new SampleRequest("/gemini/v1beta/tunedModels/mine:streamGenerateContent", "{\"contents\":[]}"));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "/v1beta/models/gemini-2.5-flash:generateContent,       gemini-2.5-flash, false",
                "/v1beta/models/gemini-2.5-flash:streamGenerateContent, gemini-2.5-flash, true",
                "/v1beta/tunedModels/mine-1:generateContent,            tunedModels/mine-1, false",
                "/v1/projects/p/locations/eu/publishers/google/models/gemini-3-pro:streamGenerateContent,"
                        + " gemini-3-pro, true",
                "'',                                                    '', false",
            })
    void thePathSaysWhatIsWanted(String path, String model, boolean stream) throws LlmException {
        RequestView view = read(path, "{\"contents\":[]}");
        assertEquals(model, view.model());
        assertEquals(stream, view.stream());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a%2Fb", "a\\b", "a?b", "a#b", "a b", "a\u00a0b", "a\nb", "a\u0000"})
    void unsafeNamesAreRefused(String model) {
        LlmException refused = assertThrows(
                LlmException.class, () -> read("/v1beta/models/" + model + ":generateContent", "{\"contents\":[]}"));
        assertEquals(400, refused.error().status());
    }

    @Test
    void readsParametersWhereTheyAre() throws LlmException {
        assertEquals(
                Map.of(
                        "temperature", 0.7,
                        "top_p", 1L,
                        "top_k", 40L,
                        "max_tokens", 100L,
                        "frequency_penalty", -0.5,
                        "presence_penalty", 0L,
                        "seed", 42L,
                        "choice.count", 2L),
                read("/v1beta/models/m:generateContent", FULL).parameters());
    }

    @Test
    void anotherModelLeavesTheBodyAlone() throws LlmException {
        ByteBuffer body = ByteBuffer.wrap(FULL.getBytes(StandardCharsets.UTF_8));
        RequestView view = format().read("/v1beta/models/m:generateContent", body);
        assertEquals(body, view.body(List.of(new RequestEdit.Model("other"))));
    }

    @Test
    void contentsAreRequired() {
        LlmException refused =
                assertThrows(LlmException.class, () -> read("/v1beta/models/m:generateContent", "{\"a\":1}"));
        assertEquals("contents", refused.error().param().orElseThrow());
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "429, RATE_LIMITED, resource_exhausted, Slow down., `{\"error\":{\"code\":429,\"message\":\"Slow down.\","
                        + "\"status\":\"RESOURCE_EXHAUSTED\",\"details\":[]}}`",
                "400, INVALID_REQUEST, invalid_argument, No., `[{\"error\":{\"code\":400,\"message\":\"No.\","
                        + "\"status\":\"INVALID_ARGUMENT\"}}]`",
                "503, UNAVAILABLE, unavailable, Overloaded., `{\"error\":{\"code\":\"503\",\"message\":\"Overloaded.\","
                        + "\"status\":\"UNAVAILABLE\"}}`",
                "403, PERMISSION_DENIED, upstream_status, Text., `{\"error\":\"Text.\"}`",
                "502, UPSTREAM, upstream_status, answered 502, `<html><h1>Bad gateway</h1></html>`",
                "500, UPSTREAM, upstream_status, answered 500, ``",
                "404, NOT_FOUND, upstream_status, answered 404, `[]`",
            })
    void errorsAreReadWhateverTheirShape(int status, ErrorKind kind, String code, String message, String body) {
        LlmError error = format().readError(status, ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8)));
        assertEquals(kind, error.kind());
        assertEquals(status, error.status());
        assertEquals(code, error.code());
        assertEquals(message, error.message());
    }

    private RequestView read(String path, String body) throws LlmException {
        return format().read(path, ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8)));
    }
}
