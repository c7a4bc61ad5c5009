package io.camelid.format.openai.internal;

import io.camelid.format.json.JsonText;
import io.camelid.spi.ErrorKind;
import io.camelid.spi.LlmError;
import io.camelid.spi.format.Document;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Errors as OpenAI's API reference has them: {@code {"error":{"message","type","param","code"}}}. The
 * reference leaves the set of types open; these are the ones that its servers and SDKs know.
 */
final class OpenAiErrors {
    static final String JSON = "application/json";

    private OpenAiErrors() {}

    static Document document(LlmError error) {
        return new Document(JSON, ByteBuffer.wrap(object(error).getBytes(StandardCharsets.UTF_8)));
    }

    /** The error object, wrapped as in a response body. */
    static String object(LlmError error) {
        return "{\"error\":{\"message\":" + JsonText.quote(error.message())
                + ",\"type\":" + JsonText.quote(type(error.kind()))
                + ",\"param\":" + param(error)
                + ",\"code\":" + JsonText.quote(error.code()) + "}}";
    }

    /** The request field at fault as a JSON value. */
    static String param(LlmError error) {
        return error.param().map(JsonText::quote).orElse("null");
    }

    private static String type(ErrorKind kind) {
        return switch (kind) {
            case INVALID_REQUEST, NOT_FOUND, REQUEST_TOO_LARGE, UNSUPPORTED_MEDIA -> "invalid_request_error";
            case UNAUTHENTICATED -> "authentication_error";
            case PERMISSION_DENIED -> "permission_error";
            case RATE_LIMITED -> "rate_limit_error";
            case CONFIGURATION, UPSTREAM, UNAVAILABLE, TIMEOUT -> "server_error";
        };
    }
}
