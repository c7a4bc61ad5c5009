package io.camelid.spi.provider;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Percent-encoding of query components (RFC 3986 §3.4), where a space is {@code %20} and not {@code +}. */
final class QueryEncoding {
    private QueryEncoding() {}

    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
