package io.camelid.spi;

import java.util.Objects;
import java.util.Optional;

/**
 * An error for a client, before any format has put it into words.
 *
 * @param kind what class of error this is
 * @param status the HTTP status to answer with
 * @param code stable, machine-readable, {@code snake_case}; sent as {@code x-camelid-error}
 * @param message one sentence for a person; names the object at fault and never holds a secret
 * @param param the request field at fault, if one is
 */
public record LlmError(ErrorKind kind, int status, String code, String message, Optional<String> param) {
    public LlmError {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(code, "code");
        Objects.requireNonNull(message, "message");
        Objects.requireNonNull(param, "param");
    }

    public static LlmError of(ErrorKind kind, String code, String message) {
        return new LlmError(kind, kind.status(), code, message, Optional.empty());
    }

    /** A request field is missing or wrong. */
    public static LlmError invalid(String code, String param, String message) {
        return new LlmError(
                ErrorKind.INVALID_REQUEST, ErrorKind.INVALID_REQUEST.status(), code, message, Optional.of(param));
    }

    public LlmError withStatus(int newStatus) {
        return new LlmError(kind, newStatus, code, message, param);
    }
}
