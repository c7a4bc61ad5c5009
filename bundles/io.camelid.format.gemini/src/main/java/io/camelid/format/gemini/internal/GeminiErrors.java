package io.camelid.format.gemini.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.camelid.format.sse.SseWriter;
import io.camelid.format.tree.JsonTree;
import io.camelid.spi.ErrorKind;
import io.camelid.spi.LlmError;
import io.camelid.spi.format.Document;
import java.nio.ByteBuffer;
import java.util.Locale;

/**
 * Errors as Google's APIs have them (AIP-193): {@code {"error":{"code","message","status"}}}, where the status is one
 * of the names in {@code google.rpc.Code}.
 */
final class GeminiErrors {
    static final String JSON = "application/json";

    private static final String UNKNOWN_CODE = "upstream_status";
    private static final int LONGEST_MESSAGE = 4_096;

    private GeminiErrors() {}

    static Document document(LlmError error) {
        return new Document(JSON, JsonTree.bytes(tree(error)));
    }

    /** An event that ends a stream, on which Google's SDKs raise an error. */
    static ByteBuffer event(LlmError error) {
        return SseWriter.lastEvent("", JsonTree.text(tree(error)));
    }

    private static ObjectNode tree(LlmError error) {
        ObjectNode tree = JsonTree.object();
        tree.putObject("error")
                .put("code", error.status())
                .put("message", error.message())
                .put("status", status(error.kind()));
        return tree;
    }

    private static String status(ErrorKind kind) {
        return switch (kind) {
            case INVALID_REQUEST, REQUEST_TOO_LARGE, UNSUPPORTED_MEDIA -> "INVALID_ARGUMENT";
            case UNAUTHENTICATED -> "UNAUTHENTICATED";
            case PERMISSION_DENIED -> "PERMISSION_DENIED";
            case NOT_FOUND -> "NOT_FOUND";
            case RATE_LIMITED -> "RESOURCE_EXHAUSTED";
            case CONFIGURATION, UPSTREAM -> "INTERNAL";
            case UNAVAILABLE -> "UNAVAILABLE";
            case TIMEOUT -> "DEADLINE_EXCEEDED";
        };
    }

    /** What a body says; streams that are arrays make their errors an array of one. */
    static LlmError read(int status, ByteBuffer body) {
        return read(status, JsonTree.find(body).orElseGet(JsonTree::object));
    }

    /** What a document says; anything at all may stand in it. */
    static LlmError read(int status, JsonNode document) {
        JsonNode error = (document.isArray() ? document.path(0) : document).path("error");
        String name = error.path("status").asText();
        ErrorKind kind = kind(name, status);
        String message =
                error.isTextual() ? error.textValue() : error.path("message").asText();
        return LlmError.of(kind, code(name), message.isBlank() ? "answered " + status : shortened(message))
                .withStatus(status);
    }

    /** The HTTP status of an error that comes in the middle of an answer. */
    static int statusOf(JsonNode document) {
        int code = document.path("error").path("code").asInt();
        return code >= 400 && code <= 599 ? code : ErrorKind.UPSTREAM.status();
    }

    private static ErrorKind kind(String name, int status) {
        return switch (name) {
            case "INVALID_ARGUMENT", "FAILED_PRECONDITION", "OUT_OF_RANGE", "UNIMPLEMENTED" ->
                ErrorKind.INVALID_REQUEST;
            case "UNAUTHENTICATED" -> ErrorKind.UNAUTHENTICATED;
            case "PERMISSION_DENIED" -> ErrorKind.PERMISSION_DENIED;
            case "NOT_FOUND" -> ErrorKind.NOT_FOUND;
            case "RESOURCE_EXHAUSTED" -> ErrorKind.RATE_LIMITED;
            case "UNAVAILABLE" -> ErrorKind.UNAVAILABLE;
            case "DEADLINE_EXCEEDED" -> ErrorKind.TIMEOUT;
            case "INTERNAL", "UNKNOWN", "DATA_LOSS", "ABORTED" -> ErrorKind.UPSTREAM;
            default -> ErrorKind.ofStatus(status);
        };
    }

    private static String code(String name) {
        return name.matches("[A-Z][A-Z_]{0,63}") ? name.toLowerCase(Locale.ROOT) : UNKNOWN_CODE;
    }

    private static String shortened(String message) {
        return message.length() <= LONGEST_MESSAGE ? message : message.substring(0, LONGEST_MESSAGE) + "…";
    }
}
