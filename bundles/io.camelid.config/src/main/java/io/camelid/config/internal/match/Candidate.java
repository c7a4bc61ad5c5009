package io.camelid.config.internal.match;

import io.camelid.config.snapshot.RequestHead;
import io.camelid.config.snapshot.RuleMatch;
import java.util.Optional;

/**
 * An entry of the table with its place in the order of precedence.
 *
 * @param rank lower wins
 * @param result made once, so that finding it makes no garbage
 */
record Candidate(int rank, Match match, Optional<RuleMatch> result) {
    static Candidate of(int rank, TableEntry entry) {
        String prefix = entry.match().path() instanceof PathMatch.Prefix path ? path.path() : "";
        return new Candidate(rank, entry.match(), Optional.of(new RuleMatch(entry.rule(), entry.listener(), prefix)));
    }

    boolean fits(RequestHead request) {
        return match.fitsBesidesPath(request);
    }
}
