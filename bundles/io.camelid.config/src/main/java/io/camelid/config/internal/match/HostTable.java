package io.camelid.config.internal.match;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/** Something for each hostname: exact ones, {@code *.example.com}, and empty text for any. */
final class HostTable<T> {
    private final Map<String, T> exact = new HashMap<>();
    /** Keyed by what follows the star. */
    private final Map<String, T> wildcards = new HashMap<>();

    private T any;

    HostTable(Map<String, T> byHostname) {
        byHostname.forEach((hostname, value) -> {
            if (hostname.isEmpty()) {
                any = value;
            } else if (hostname.startsWith("*")) {
                wildcards.put(hostname.substring(1), value);
            } else {
                exact.put(hostname, value);
            }
        });
    }

    /**
     * Tries what fits a host, the most specific first, until something comes of it.
     *
     * @param host lower-case
     * @return null when nothing does
     */
    <R> R first(String host, Function<T, R> trial) {
        R found = tried(exact.get(host), trial);
        if (!wildcards.isEmpty()) {
            for (int dot = host.indexOf('.', 1); found == null && dot > 0; dot = host.indexOf('.', dot + 1)) {
                found = tried(wildcards.get(host.substring(dot)), trial);
            }
        }
        return found == null ? tried(any, trial) : found;
    }

    private static <T, R> R tried(T value, Function<T, R> trial) {
        return value == null ? null : trial.apply(value);
    }
}
