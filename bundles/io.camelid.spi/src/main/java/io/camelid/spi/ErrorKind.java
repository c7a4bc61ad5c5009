package io.camelid.spi;

/**
 * What went wrong, in the few classes that clients, failover and metrics tell apart. Every format has
 * a word of its own for each.
 */
public enum ErrorKind {
    /** The request cannot be understood or carried out as it stands. */
    INVALID_REQUEST(400),
    /** The caller is unknown, or the provider refused the credential. */
    UNAUTHENTICATED(401),
    /** The caller is known and may not do this. */
    PERMISSION_DENIED(403),
    /** No route, model or path of that name. */
    NOT_FOUND(404),
    /** The request is larger than the gateway takes. */
    REQUEST_TOO_LARGE(413),
    /** The request's content encoding or media type is unknown. */
    UNSUPPORTED_MEDIA(415),
    /** Too many requests or tokens. */
    RATE_LIMITED(429),
    /** What the operator configured cannot serve this request. */
    CONFIGURATION(500),
    /** The provider answered, but not usably. */
    UPSTREAM(502),
    /** The provider cannot be reached, is overloaded, or is not installed. */
    UNAVAILABLE(503),
    /** The provider did not answer in time. */
    TIMEOUT(504);

    private final int status;

    ErrorKind(int status) {
        this.status = status;
    }

    /** The HTTP status that the gateway answers with when it makes the error itself. */
    public int status() {
        return status;
    }

    /** The kind that fits a status which an upstream chose. */
    public static ErrorKind ofStatus(int status) {
        return switch (status) {
            case 401 -> UNAUTHENTICATED;
            case 403 -> PERMISSION_DENIED;
            case 404 -> NOT_FOUND;
            case 408, 504 -> TIMEOUT;
            case 413 -> REQUEST_TOO_LARGE;
            case 415 -> UNSUPPORTED_MEDIA;
            case 429 -> RATE_LIMITED;
            case 503, 529 -> UNAVAILABLE;
            default -> status >= 500 ? UPSTREAM : INVALID_REQUEST;
        };
    }
}
