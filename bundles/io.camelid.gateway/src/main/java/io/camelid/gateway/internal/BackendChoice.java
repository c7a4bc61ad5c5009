package io.camelid.gateway.internal;

import io.camelid.config.snapshot.BackendRef;
import io.camelid.config.snapshot.RouteRule;
import io.camelid.spi.ErrorKind;
import io.camelid.spi.LlmError;
import io.camelid.spi.LlmException;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** Picks one of a rule's backends at random, in proportion to their weights. */
final class BackendChoice {
    private BackendChoice() {}

    static BackendRef of(RouteRule rule) throws LlmException {
        List<BackendRef> refs = rule.backends();
        if (refs.size() == 1 && refs.get(0).weight() > 0) {
            return refs.get(0);
        }
        long total = 0;
        for (BackendRef ref : refs) {
            total += ref.weight();
        }
        if (total <= 0) {
            throw new LlmException(LlmError.of(
                    ErrorKind.CONFIGURATION, "no_backend", rule.route() + " rule " + rule.index() + " has no backend"));
        }
        long drawn = ThreadLocalRandom.current().nextLong(total);
        for (BackendRef ref : refs) {
            drawn -= ref.weight();
            if (drawn < 0) {
                return ref;
            }
        }
        throw new IllegalStateException("weights changed while they were read");
    }
}
