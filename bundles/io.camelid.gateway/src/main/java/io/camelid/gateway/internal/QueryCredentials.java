package io.camelid.gateway.internal;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;

/**
 * Takes the parameters with which clients of some vendor send a credential out of a query string: Google's {@code key} and
 * {@code access_token}, Azure's {@code api-key}, and those of a request that AWS's clients have signed beforehand.
 */
final class QueryCredentials {
    private static final Set<String> NAMES = Set.of("key", "access_token", "api-key");
    private static final String AWS = "x-amz-";

    private QueryCredentials() {}

    static String strip(String query) {
        if (query.isEmpty()) {
            return query;
        }
        StringBuilder kept = new StringBuilder(query.length());
        for (String pair : query.split("&")) {
            if (!isCredential(pair)) {
                kept.append(kept.isEmpty() ? "" : "&").append(pair);
            }
        }
        return kept.toString();
    }

    private static boolean isCredential(String pair) {
        int end = pair.indexOf('=');
        if (end <= 0) {
            return false;
        }
        String name = decoded(pair.substring(0, end)).toLowerCase(Locale.ROOT);
        return NAMES.contains(name) || name.startsWith(AWS);
    }

    /** A name that is not encoded properly is none of ours. */
    private static String decoded(String name) {
        try {
            return name.indexOf('%') < 0 ? name : URLDecoder.decode(name, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            return name;
        }
    }
}
