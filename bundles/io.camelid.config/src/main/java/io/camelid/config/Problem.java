package io.camelid.config;

import java.util.Objects;
import java.util.Optional;

/**
 * Something an operator should mend.
 *
 * @param severity whether anything is out of service because of it
 * @param object the object at fault, when there is one
 * @param message one sentence that says what is wrong; never holds a secret
 */
public record Problem(Severity severity, Optional<ObjectKey> object, Origin origin, String message) {
    /** How bad it is. */
    public enum Severity {
        /** Something is left out of service. */
        ERROR,
        /** Everything serves, perhaps not as its author meant. */
        WARNING
    }

    public Problem {
        Objects.requireNonNull(severity, "severity");
        Objects.requireNonNull(object, "object");
        Objects.requireNonNull(origin, "origin");
        Objects.requireNonNull(message, "message");
    }
}
