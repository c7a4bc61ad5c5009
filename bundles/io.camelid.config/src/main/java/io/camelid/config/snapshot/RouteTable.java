package io.camelid.config.snapshot;

import java.util.Optional;

/** Finds the rule for a request, by the Gateway API's rules of precedence. Thread-safe. */
@FunctionalInterface
public interface RouteTable {
    Optional<RuleMatch> match(RequestHead request);
}
