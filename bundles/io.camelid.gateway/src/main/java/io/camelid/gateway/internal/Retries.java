package io.camelid.gateway.internal;

import io.camelid.config.snapshot.Retry;
import io.camelid.gateway.HeaderChanges;
import io.camelid.spi.HeaderField;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What a rule says of trying again those that have been tried (Gateway API, GEP-1731). */
final class Retries {
    /** Tells upstreams which retry they see. */
    static final String HEADER = "x-retry-attempt";

    private static final int DEFAULT_ATTEMPTS = 1;
    private static final Duration DEFAULT_BACKOFF = Duration.ofMillis(100);
    private static final Retries NONE = new Retries(Optional.empty());

    private final Optional<Retry> rule;

    private Retries(Optional<Retry> rule) {
        this.rule = rule;
    }

    static Retries of(Optional<Retry> rule) {
        return rule.isEmpty() ? NONE : new Retries(rule);
    }

    /** Whether there may be one more try after so many. */
    boolean allow(int made) {
        return rule.isPresent() && made <= rule.get().attempts().orElse(DEFAULT_ATTEMPTS);
    }

    /** Whether the rule names a status as one to try again after. */
    boolean name(int status) {
        return rule.isPresent() && rule.get().codes().contains(status);
    }

    Duration backoff() {
        return rule.flatMap(Retry::backoff).orElse(DEFAULT_BACKOFF);
    }

    /** The changes to a request's header fields that a try needs after so many. */
    HeaderChanges changes(HeaderChanges others, int made) {
        return rule.isEmpty() || made == 0
                ? others
                : others.then(HeaderChanges.setting(List.of(HeaderField.of(HEADER, Integer.toString(made)))));
    }
}
