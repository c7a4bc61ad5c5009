package io.camelid.gateway;

import java.util.Set;

/** Which header fields never leave the gateway towards the other side. Names are lower-case. */
public final class ForwardedHeaders {
    /** Fields that belong to one connection (RFC 9110 §7.6.1), besides those that {@code Connection} names. */
    public static final Set<String> HOP_BY_HOP = Set.of(
            "connection",
            "keep-alive",
            "proxy-authenticate",
            "proxy-authorization",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "http2-settings");

    /**
     * Credentials that callers may hold for one provider or for the gateway and that no other provider
     * must see: removed unless the backend's auth is Passthrough.
     */
    public static final Set<String> CREDENTIALS = Set.of(
            "authorization",
            "x-api-key",
            "api-key",
            "x-goog-api-key",
            "cookie",
            "x-amz-security-token",
            "x-amz-date",
            "x-amz-content-sha256");

    /**
     * What browsers say of the page that a request comes from: of no use to a provider, and some (Anthropic) refuse calls
     * that have it, for a key in a browser is a key in everybody's hands. Here the key is the gateway's.
     */
    public static final Set<String> BROWSER = Set.of(
            "origin",
            "referer",
            "access-control-request-method",
            "access-control-request-headers",
            "sec-fetch-dest",
            "sec-fetch-mode",
            "sec-fetch-site",
            "sec-fetch-user",
            "sec-ch-ua",
            "sec-ch-ua-mobile",
            "sec-ch-ua-platform");

    private ForwardedHeaders() {}
}
