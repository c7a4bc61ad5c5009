package io.camelid.gateway.internal;

/** Takes the {@code key} parameter, with which Google's clients send their API key, out of a query string. */
final class QueryCredentials {
    private static final String NAME = "key=";

    private QueryCredentials() {}

    static String strip(String query) {
        if (!query.contains(NAME)) {
            return query;
        }
        StringBuilder kept = new StringBuilder(query.length());
        for (String pair : query.split("&")) {
            if (!pair.startsWith(NAME)) {
                kept.append(kept.isEmpty() ? "" : "&").append(pair);
            }
        }
        return kept.toString();
    }
}
