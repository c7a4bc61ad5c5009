package io.camelid.telemetry.internal;

import io.camelid.gateway.ExchangeView;
import io.camelid.spi.ErrorKind;

/** Why an exchange got the answer it got, in the words that dashboards of the field know. */
enum Reason {
    UPSTREAM("Upstream"),
    DIRECT_RESPONSE("DirectResponse"),
    NOT_FOUND("NotFound"),
    NO_HEALTHY_BACKEND("NoHealthyBackend"),
    INTERNAL("Internal"),
    INVALID_REQUEST("InvalidRequest"),
    AUTHORIZATION("Authorization"),
    RATE_LIMIT("RateLimit"),
    TIMEOUT("Timeout"),
    UPSTREAM_FAILURE("UpstreamFailure");

    private final String label;

    Reason(String label) {
        this.label = label;
    }

    String label() {
        return label;
    }

    static Reason of(ExchangeView exchange) {
        boolean tried = exchange.attempts() > 0;
        if (exchange.error().isEmpty()) {
            return tried || exchange.backend().isPresent() ? UPSTREAM : DIRECT_RESPONSE;
        }
        ErrorKind kind = exchange.error().get().kind();
        return switch (kind) {
            case TIMEOUT -> TIMEOUT;
            case UPSTREAM -> UPSTREAM_FAILURE;
            case CONFIGURATION -> INTERNAL;
            case UNAVAILABLE -> tried ? UPSTREAM_FAILURE : NO_HEALTHY_BACKEND;
            case RATE_LIMITED -> tried ? UPSTREAM : RATE_LIMIT;
            case NOT_FOUND -> tried ? UPSTREAM : NOT_FOUND;
            case UNAUTHENTICATED, PERMISSION_DENIED -> tried ? UPSTREAM : AUTHORIZATION;
            case INVALID_REQUEST, REQUEST_TOO_LARGE, UNSUPPORTED_MEDIA -> tried ? UPSTREAM : INVALID_REQUEST;
        };
    }
}
