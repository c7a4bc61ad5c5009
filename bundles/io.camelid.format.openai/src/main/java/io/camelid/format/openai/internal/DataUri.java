package io.camelid.format.openai.internal;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/**
 * Content in a {@code data:} URI (RFC 2397).
 *
 * @param mediaType without parameters; empty text if it is not said
 */
record DataUri(String mediaType, String base64) {
    private static final String SCHEME = "data:";
    private static final String ENCODED = ";base64";

    /** Empty for other URIs. */
    static Optional<DataUri> parse(String uri) {
        int comma = uri.indexOf(',');
        if (comma < 0 || !uri.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return Optional.empty();
        }
        String header = uri.substring(SCHEME.length(), comma);
        int parameters = header.indexOf(';');
        String type = (parameters < 0 ? header : header.substring(0, parameters)).toLowerCase(Locale.ROOT);
        String content = uri.substring(comma + 1);
        boolean encoded = header.toLowerCase(Locale.ROOT).endsWith(ENCODED);
        return Optional.of(new DataUri(type, encoded ? content : encode(content)));
    }

    private static String encode(String content) {
        String plain;
        try {
            plain = URLDecoder.decode(content.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notEncoded) {
            plain = content;
        }
        return Base64.getEncoder().encodeToString(plain.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return SCHEME + mediaType + ENCODED + ',' + base64;
    }
}
