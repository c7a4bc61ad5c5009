package io.camelid.config.internal.match;

import io.camelid.config.snapshot.RequestHead;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The candidates of one hostname: exact paths first, then prefixes, then expressions. */
final class PathTable {
    private final Map<String, Choice> exact = new HashMap<>();
    private final PrefixTree prefixes;
    private final Candidate[] expressions;

    /**
     * @param candidates in order of rank
     */
    PathTable(List<Candidate> candidates) {
        Map<String, List<Candidate>> byPath = new HashMap<>();
        List<Candidate> byPrefix = new ArrayList<>();
        List<Candidate> byExpression = new ArrayList<>();
        for (Candidate candidate : candidates) {
            PathMatch path = candidate.match().path();
            if (path instanceof PathMatch.Exact same) {
                byPath.computeIfAbsent(same.path(), first -> new ArrayList<>()).add(candidate);
            } else {
                (path instanceof PathMatch.Prefix ? byPrefix : byExpression).add(candidate);
            }
        }
        byPath.forEach((path, some) -> exact.put(path, Choice.of(some)));
        prefixes = PrefixTree.of(byPrefix);
        expressions = byExpression.toArray(Candidate[]::new);
    }

    /** The best candidate that fits, or null. */
    Candidate first(String path, RequestHead request) {
        Choice same = exact.get(path);
        Candidate found = same == null ? null : same.first(request);
        if (found == null) {
            found = prefixes.first(path, request);
        }
        return found == null ? firstExpression(path, request) : found;
    }

    private Candidate firstExpression(String path, RequestHead request) {
        for (Candidate candidate : expressions) {
            if (candidate.fits(request)
                    && ((PathMatch.Regex) candidate.match().path()).pattern().matches(path)) {
                return candidate;
            }
        }
        return null;
    }
}
