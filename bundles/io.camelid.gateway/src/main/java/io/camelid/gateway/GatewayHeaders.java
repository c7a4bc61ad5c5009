package io.camelid.gateway;

/** Header fields of Camelid's own. */
public final class GatewayHeaders {
    /** Correlates a request with logs and traces; sent on every answer. */
    public static final String REQUEST_ID = "x-request-id";
    /** The upstream's own request id, when it sent one. */
    public static final String UPSTREAM_REQUEST_ID = "x-upstream-request-id";
    /** The stable code of an error that the gateway made. */
    public static final String ERROR = "x-camelid-error";
    /** {@code <namespace>/<name>} of the backend that served. */
    public static final String BACKEND = "x-camelid-backend";
    /** The name of the provider entry that served. */
    public static final String PROVIDER = "x-camelid-provider";
    /** How many tries the answer took. */
    public static final String ATTEMPTS = "x-camelid-attempts";
    /** What the request's translation to the provider's format could not carry, by names, where it could not. */
    public static final String LOSSY = "x-camelid-lossy";

    private GatewayHeaders() {}
}
