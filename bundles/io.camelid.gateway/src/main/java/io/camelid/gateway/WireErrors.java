package io.camelid.gateway;

import io.camelid.spi.ErrorKind;
import io.camelid.spi.LlmError;

/** The errors that can befall a try on the wire, under their stable codes. */
public final class WireErrors {
    /** No connection: nothing of the request has left, so that it may go elsewhere whole. */
    public static final String CONNECT_FAILED = "upstream_connect_failed";
    /** No answer, or no progress, in time. */
    public static final String TIMEOUT = "upstream_timeout";
    /** The connection broke, or the answer is not HTTP. */
    public static final String BROKEN = "upstream_connection_broken";
    /** The provider could not make the credentials for a request. */
    public static final String CREDENTIALS = "upstream_credentials";

    private WireErrors() {}

    public static LlmError connectFailed(String authority, String why) {
        return LlmError.of(ErrorKind.UNAVAILABLE, CONNECT_FAILED, "cannot connect to " + authority + ": " + why);
    }

    public static LlmError timeout(String authority, String phase) {
        return LlmError.of(ErrorKind.TIMEOUT, TIMEOUT, authority + " did not " + phase + " in time");
    }

    public static LlmError broken(String authority, String why) {
        return LlmError.of(ErrorKind.UPSTREAM, BROKEN, "the connection to " + authority + " broke: " + why);
    }
}
