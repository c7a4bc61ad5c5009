package io.camelid.config.internal.match;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/** Reads a query string as browsers write it: {@code a=1&b=two+words}. */
final class Query {
    private Query() {}

    /** The first value of a parameter, decoded; null when there is none, which is cheaper than Optional here. */
    static String first(String query, String name) {
        int start = 0;
        while (start < query.length()) {
            int ampersand = query.indexOf('&', start);
            int end = ampersand < 0 ? query.length() : ampersand;
            int equals = query.indexOf('=', start);
            int nameEnd = equals < 0 || equals > end ? end : equals;
            if (isName(query, start, nameEnd, name)) {
                return nameEnd == end ? "" : decoded(query.substring(nameEnd + 1, end));
            }
            start = end + 1;
        }
        return null;
    }

    private static boolean isName(String query, int start, int end, String name) {
        if (end - start == name.length() && query.startsWith(name, start)) {
            return true;
        }
        for (int at = start; at < end; at++) {
            if (query.charAt(at) == '%' || query.charAt(at) == '+') {
                return decoded(query.substring(start, end)).equals(name);
            }
        }
        return false;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException brokenEscape) {
            return text;
        }
    }
}
