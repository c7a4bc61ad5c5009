package io.camelid.config.snapshot;

import java.util.Objects;

/**
 * A rule that fits a request.
 *
 * @param listener where the request came in
 * @param prefix the path prefix that fitted, without a trailing slash; empty text when the path was
 *     matched otherwise or the prefix was {@code /}
 */
public record RuleMatch(RouteRule rule, Listener listener, String prefix) {
    public RuleMatch {
        Objects.requireNonNull(rule, "rule");
        Objects.requireNonNull(listener, "listener");
        Objects.requireNonNull(prefix, "prefix");
    }
}
