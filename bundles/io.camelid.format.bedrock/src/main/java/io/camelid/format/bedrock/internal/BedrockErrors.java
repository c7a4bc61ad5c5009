package io.camelid.format.bedrock.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.camelid.format.tree.JsonTree;
import io.camelid.spi.ErrorKind;
import io.camelid.spi.LlmError;
import io.camelid.spi.format.Document;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;

/**
 * Errors of Bedrock's API: {@code {"message"}} with the type in the header {@code x-amzn-ErrorType}. As an answer of the
 * gateway has no headers of a format's own, the type is sent as {@code __type}, which AWS's REST-JSON protocol has every
 * client take as well.
 */
final class BedrockErrors {
    static final String JSON = "application/json";
    static final String MESSAGE = "message";

    private static final String TYPE = "__type";
    private static final String UNKNOWN_CODE = "upstream_status";
    private static final int LONGEST_MESSAGE = 4096;
    private static final int LONGEST_CODE = 64;
    /** The status of {@code ModelErrorException}: the request was fine, and the model failed. */
    private static final int MODEL_ERROR = 424;

    private BedrockErrors() {}

    static Document document(LlmError error) {
        ObjectNode body = JsonTree.object().put(TYPE, type(error.kind())).put(MESSAGE, error.message());
        return new Document(JSON, JsonTree.bytes(body));
    }

    private static String type(ErrorKind kind) {
        return switch (kind) {
            case INVALID_REQUEST, REQUEST_TOO_LARGE, UNSUPPORTED_MEDIA -> "ValidationException";
            case UNAUTHENTICATED -> "UnrecognizedClientException";
            case PERMISSION_DENIED -> "AccessDeniedException";
            case NOT_FOUND -> "ResourceNotFoundException";
            case RATE_LIMITED -> "ThrottlingException";
            case TIMEOUT -> "ModelTimeoutException";
            case UNAVAILABLE -> "ServiceUnavailableException";
            case CONFIGURATION, UPSTREAM -> "InternalServerException";
        };
    }

    /** The exception of ConverseStream's reference that says it best. */
    static String streamType(ErrorKind kind) {
        return switch (kind) {
            case INVALID_REQUEST, REQUEST_TOO_LARGE, UNSUPPORTED_MEDIA, NOT_FOUND -> "validationException";
            case RATE_LIMITED -> "throttlingException";
            case UNAVAILABLE -> "serviceUnavailableException";
            case UPSTREAM, TIMEOUT -> "modelStreamErrorException";
            case UNAUTHENTICATED, PERMISSION_DENIED, CONFIGURATION -> "internalServerException";
        };
    }

    /** What an answer with an error status says, in whatever shape. */
    static LlmError read(int status, ByteBuffer body) {
        JsonNode tree = JsonTree.find(body).orElseGet(JsonTree::object);
        String type = firstText(tree, TYPE, "code", "Code");
        String message = firstText(tree, MESSAGE, "Message", "errorMessage", "detail");
        ErrorKind byStatus = status == MODEL_ERROR ? ErrorKind.UPSTREAM : ErrorKind.ofStatus(status);
        ErrorKind kind = kind(type, byStatus);
        return LlmError.of(kind, code(type), message.isEmpty() ? "answered " + status : bounded(message))
                .withStatus(status);
    }

    /** A failure in the middle of a stream. */
    static LlmError ofStream(String type, String message) {
        return LlmError.of(
                kind(type, ErrorKind.UPSTREAM),
                code(type),
                message.isEmpty() ? "reported an error in the stream" : bounded(message));
    }

    static String firstText(JsonNode tree, String... names) {
        for (JsonNode place : List.of(tree, tree.path("error"))) {
            for (String name : names) {
                if (place.path(name).isTextual()) {
                    return place.path(name).textValue();
                }
            }
        }
        return "";
    }

    /** Types come as {@code Name}, {@code namespace#Name} or {@code Name:address}, in a stream with a small first letter. */
    private static String plain(String type) {
        String name = type.substring(type.lastIndexOf('#') + 1);
        int colon = name.indexOf(':');
        return colon < 0 ? name : name.substring(0, colon);
    }

    private static ErrorKind kind(String type, ErrorKind otherwise) {
        return switch (plain(type).toLowerCase(Locale.ROOT)) {
            case "throttlingexception", "servicequotaexceededexception", "toomanyrequestsexception" ->
                ErrorKind.RATE_LIMITED;
            case "validationexception" -> ErrorKind.INVALID_REQUEST;
            case "accessdeniedexception" -> ErrorKind.PERMISSION_DENIED;
            case "unrecognizedclientexception",
                    "expiredtokenexception",
                    "invalidsignatureexception",
                    "incompletesignatureexception",
                    "missingauthenticationtokenexception" -> ErrorKind.UNAUTHENTICATED;
            case "resourcenotfoundexception" -> ErrorKind.NOT_FOUND;
            case "serviceunavailableexception", "modelnotreadyexception" -> ErrorKind.UNAVAILABLE;
            case "modeltimeoutexception" -> ErrorKind.TIMEOUT;
            case "internalserverexception", "modelerrorexception", "modelstreamerrorexception" -> ErrorKind.UPSTREAM;
            default -> otherwise;
        };
    }

    /** {@code ThrottlingException} becomes {@code throttling_exception}. */
    private static String code(String type) {
        String code = plain(type)
                .replaceAll("(?<=[a-z0-9])(?=[A-Z])", "_")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9_]", "_");
        return code.isEmpty() || code.length() > LONGEST_CODE ? UNKNOWN_CODE : code;
    }

    private static String bounded(String message) {
        return message.length() > LONGEST_MESSAGE ? message.substring(0, LONGEST_MESSAGE) : message;
    }
}
