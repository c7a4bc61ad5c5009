package io.camelid.config.kubernetes.internal;

import java.util.concurrent.TimeoutException;

/** A call to the API server that failed. Its message never holds what was sent or received. */
final class ApiException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** No answer came, or one that is not understood. */
    private static final int NONE = 0;

    static final int UNAUTHORIZED = 401;
    static final int FORBIDDEN = 403;
    static final int NOT_FOUND = 404;
    static final int CONFLICT = 409;
    static final int GONE = 410;

    private final int code;

    private ApiException(int code, String message) {
        super(message, null, false, false);
        this.code = code;
    }

    /**
     * @param message the server's, which names the user, the verb and the resource
     */
    static ApiException answered(int code, String message) {
        return new ApiException(code, message);
    }

    static ApiException unanswered(String why) {
        return new ApiException(NONE, why);
    }

    /** What a future failed with. Of exceptions other than our own only the kind is told. */
    static ApiException of(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        if (cause instanceof ApiException known) {
            return known;
        }
        return unanswered(
                cause instanceof TimeoutException
                        ? "no answer in time"
                        : cause.getClass().getSimpleName());
    }

    int code() {
        return code;
    }

    /** Whether it was the server that refused, rather than the way there or the server's own trouble. */
    boolean isRefusal() {
        return code >= 400 && code < 500 && code != UNAUTHORIZED && code != 408 && code != 429;
    }
}
