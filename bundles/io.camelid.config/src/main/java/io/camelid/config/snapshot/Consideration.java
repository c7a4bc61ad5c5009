package io.camelid.config.snapshot;

import java.util.List;
import java.util.Objects;

/**
 * How one match of a rule fares with a request, for people.
 *
 * @param match what it asks for, for example {@code PathPrefix /openai, method POST}
 * @param obstacles what keeps it from being the one; none for the rule that is found
 */
public record Consideration(RouteRule rule, String match, List<String> obstacles) {
    public Consideration {
        Objects.requireNonNull(rule, "rule");
        Objects.requireNonNull(match, "match");
        obstacles = List.copyOf(obstacles);
    }

    public boolean isFound() {
        return obstacles.isEmpty();
    }
}
