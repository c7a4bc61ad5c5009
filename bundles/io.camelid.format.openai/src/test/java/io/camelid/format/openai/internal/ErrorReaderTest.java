package io.camelid.format.openai.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.camelid.spi.ErrorKind;
import io.camelid.spi.LlmError;
import io.camelid.spi.format.Format;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ErrorReaderTest {
    private final Format format = new CompletionsFormat();

    private LlmError read(int status, String body) {
        return format.readError(status, ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void readsTheReferencesShape() {
        LlmError error = read(
                404,
                "{\"error\":{\"message\":\"No such model\",\"type\":\"invalid_request_error\",\"param\":\"model\",\"code\":\"model_not_found\"}}");
        assertEquals(
                new LlmError(ErrorKind.NOT_FOUND, 404, "model_not_found", "No such model", Optional.of("model")),
                error);
    }

    @Test
    void takesACodeOfAnyType() {
        for (String code : new String[] {"400", "null", "true", "{}", "\"\"", "4.5"}) {
            LlmError error =
                    read(400, "{\"error\":{\"message\":\"m\",\"type\":\"BadRequestError\",\"code\":" + code + "}}");
            assertEquals("bad_request_error", error.code(), code);
            assertEquals("m", error.message());
            assertEquals(400, error.status());
        }
    }

    @Test
    void readsTheShapesOfCompatibleServers() {
        assertEquals(
                "model 'x' not found",
                read(404, "{\"error\":\"model 'x' not found\"}").message());
        assertEquals("Not Found", read(404, "{\"detail\":\"Not Found\"}").message());
        LlmError fields = read(
                422,
                "{\"detail\":[{\"loc\":[\"body\",\"messages\",0],\"msg\":\"field required\",\"type\":\"missing\"},{\"msg\":\"two\"}]}");
        assertEquals("messages.0: field required; two", fields.message());
        assertEquals(Optional.of("messages.0"), fields.param());
        assertEquals(
                "too long",
                read(400, "{\"object\":\"error\",\"message\":\"too long\",\"code\":40303}")
                        .message());
        assertEquals(
                "Access denied",
                read(401, "{\"statusCode\":401,\"message\":\"Access denied\"}").message());
        assertEquals(
                "quota",
                read(429, "[{\"error\":{\"code\":429,\"message\":\"quota\"}}]").message());
    }

    @Test
    void keepsTheStatus() {
        for (int status : new int[] {400, 401, 403, 404, 408, 409, 413, 422, 429, 500, 502, 503, 504, 529}) {
            LlmError error = read(status, "{}");
            assertEquals(status, error.status());
            assertEquals(ErrorKind.ofStatus(status), error.kind());
            assertTrue(error.message().contains(Integer.toString(status)));
        }
    }

    @Test
    void neverShowsMarkup() {
        String page = "<html><head><title>502 Bad Gateway</title></head><body><script>x</script></body></html>";
        assertEquals("502 Bad Gateway", read(502, page).message());
        assertFalse(read(502, "<body>oops</body>").message().contains("<"));
        assertFalse(read(502, "<title>a<b>").message().contains("<"));
        assertFalse(read(502, "<title>").message().contains("<"));
        assertEquals(
                "upstream connect error", read(503, "upstream connect error").message());
        assertEquals("answered 500 with an empty body", read(500, "").message());
        assertEquals(
                "answered 500 without saying why", read(500, "{\"broken\":").message());
    }

    @Test
    void isBounded() {
        String message = read(400, "{\"error\":{\"message\":\"" + "é".repeat(100_000) + "\"}}")
                .message();
        assertTrue(message.length() < 3_000);
        assertTrue(read(400, "y".repeat(100_000)).message().length() < 400);
        assertEquals("a  b", read(400, "{\"error\":\"a\\r\\nb\"}").message());
    }
}
