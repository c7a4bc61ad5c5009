package io.camelid.config.snapshot;

import java.util.List;
import java.util.Optional;

/** Finds the rule for a request, by the Gateway API's rules of precedence. Thread-safe. */
@FunctionalInterface
public interface RouteTable {
    Optional<RuleMatch> match(RequestHead request);

    /**
     * Why it is that rule: the one that is found, if any, first, and then those that came nearest. It looks
     * at every rule, which is for people's questions and not for requests.
     *
     * @param most how many of those that came near
     */
    default List<Consideration> consider(RequestHead request, int most) {
        return List.of();
    }
}
