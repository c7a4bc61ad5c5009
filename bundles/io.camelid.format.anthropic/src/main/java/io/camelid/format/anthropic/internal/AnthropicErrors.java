package io.camelid.format.anthropic.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.camelid.format.json.JsonText;
import io.camelid.format.tree.JsonTree;
import io.camelid.spi.ErrorKind;
import io.camelid.spi.LlmError;
import io.camelid.spi.format.Document;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Errors as Anthropic's API reference has them: {@code {"type":"error","error":{"type","message"},"request_id"}}. The
 * gateway's own answers have no request id of Anthropic's, and the SDKs take null for it.
 */
final class AnthropicErrors {
    static final String JSON = "application/json";

    private static final int PAYMENT_REQUIRED = 402;
    private static final int LONGEST_MESSAGE = 4_096;
    private static final int LONGEST_PLAIN_TEXT = 500;

    private AnthropicErrors() {}

    static Document document(LlmError error) {
        return new Document(JSON, ByteBuffer.wrap(object(error).getBytes(StandardCharsets.UTF_8)));
    }

    /** The body of an error answer, which is the data of an error event too. */
    static String object(LlmError error) {
        return "{\"type\":\"error\",\"error\":{\"type\":\"" + type(error) + "\",\"message\":"
                + JsonText.quote(error.message()) + "},\"request_id\":null}";
    }

    private static String type(LlmError error) {
        if (error.status() == PAYMENT_REQUIRED) {
            return "billing_error";
        }
        return switch (error.kind()) {
            case INVALID_REQUEST, UNSUPPORTED_MEDIA -> "invalid_request_error";
            case UNAUTHENTICATED -> "authentication_error";
            case PERMISSION_DENIED -> "permission_error";
            case NOT_FOUND -> "not_found_error";
            case REQUEST_TOO_LARGE -> "request_too_large";
            case RATE_LIMITED -> "rate_limit_error";
            case UNAVAILABLE -> "overloaded_error";
            case TIMEOUT -> "timeout_error";
            case CONFIGURATION, UPSTREAM -> "api_error";
        };
    }

    /** The inverse of {@link #type}, for events, which have no status. */
    private static ErrorKind kind(String type) {
        return switch (type) {
            case "invalid_request_error" -> ErrorKind.INVALID_REQUEST;
            case "authentication_error" -> ErrorKind.UNAUTHENTICATED;
            case "permission_error", "billing_error" -> ErrorKind.PERMISSION_DENIED;
            case "not_found_error" -> ErrorKind.NOT_FOUND;
            case "request_too_large" -> ErrorKind.REQUEST_TOO_LARGE;
            case "rate_limit_error" -> ErrorKind.RATE_LIMITED;
            case "overloaded_error" -> ErrorKind.UNAVAILABLE;
            case "timeout_error" -> ErrorKind.TIMEOUT;
            default -> ErrorKind.UPSTREAM;
        };
    }

    /** What an error event, or an error where a message should be, says. */
    static LlmError ofEvent(JsonNode event) {
        String type = event.path("error").path("type").asText();
        String message = message(event).orElse("reported an error");
        return LlmError.of(kind(type), code(type, "upstream_error"), message);
    }

    /** What an answer with an error status says, whoever wrote it. */
    static LlmError ofAnswer(int status, ByteBuffer body) {
        JsonNode tree = JsonTree.find(body).orElse(null);
        String message = (tree == null ? plainText(body) : message(tree)).orElse("answered " + status);
        String type = tree == null ? "" : tree.path("error").path("type").asText();
        ErrorKind kind = status == PAYMENT_REQUIRED ? ErrorKind.PERMISSION_DENIED : ErrorKind.ofStatus(status);
        return LlmError.of(kind, code(type, "upstream_status"), message).withStatus(status);
    }

    private static Optional<String> message(JsonNode tree) {
        JsonNode error = tree.path("error");
        for (JsonNode candidate :
                new JsonNode[] {error.path("message"), error, tree.path("message"), tree.path("detail")}) {
            if (candidate.isTextual() && !candidate.textValue().isBlank()) {
                return Optional.of(cut(candidate.textValue(), LONGEST_MESSAGE));
            }
        }
        return Optional.empty();
    }

    /** A short text that is no page of some proxy. */
    private static Optional<String> plainText(ByteBuffer body) {
        if (body.remaining() > LONGEST_PLAIN_TEXT) {
            return Optional.empty();
        }
        String text = StandardCharsets.UTF_8.decode(body.duplicate()).toString().strip();
        boolean readable = text.chars().noneMatch(c -> c < ' ' || c == '<' || c == '\uFFFD');
        return readable && !text.isEmpty() ? Optional.of(text) : Optional.empty();
    }

    /** A vendor's type as a code of ours, which goes into a header. */
    private static String code(String type, String otherwise) {
        return type.matches("[a-z0-9_]{1,64}") ? type : otherwise;
    }

    private static String cut(String text, int length) {
        return text.length() > length ? text.substring(0, length) : text;
    }
}
