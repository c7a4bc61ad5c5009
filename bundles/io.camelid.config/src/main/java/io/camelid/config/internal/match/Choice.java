package io.camelid.config.internal.match;

import io.camelid.config.snapshot.RequestHead;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Candidates whose paths fit alike, among which the other conditions decide. Many that ask for
 * different values of one header field, as with a route for each tenant or model, are told apart by a
 * look-up instead of one by one.
 */
sealed interface Choice {
    /** Fewer than this are as quickly tried one by one. */
    int WORTH_AN_INDEX = 8;

    /** The best candidate that fits, or null. */
    Candidate first(RequestHead request);

    /**
     * @param candidates in order of rank
     */
    static Choice of(List<Candidate> candidates) {
        if (candidates.size() >= WORTH_AN_INDEX) {
            Map<String, Integer> uses = new HashMap<>();
            for (Candidate candidate : candidates) {
                exactHeaders(candidate).forEach(header -> uses.merge(header.name(), 1, Integer::sum));
            }
            Optional<Map.Entry<String, Integer>> mostUsed = uses.entrySet().stream()
                    .max(Map.Entry.<String, Integer>comparingByValue().thenComparing(Map.Entry.comparingByKey()));
            if (mostUsed.isPresent() && mostUsed.get().getValue() >= WORTH_AN_INDEX) {
                Choice choice = byHeader(mostUsed.get().getKey(), candidates);
                if (choice != null) {
                    return choice;
                }
            }
        }
        return new InTurn(candidates.toArray(Candidate[]::new));
    }

    private static List<ValueMatch> exactHeaders(Candidate candidate) {
        return candidate.match().headers().stream()
                .filter(header -> header.value() instanceof TextMatch.Exact)
                .toList();
    }

    /** Null when the field does not tell the candidates apart. */
    private static Choice byHeader(String name, List<Candidate> candidates) {
        Map<String, List<Candidate>> byValue = new HashMap<>();
        List<Candidate> others = new ArrayList<>();
        for (Candidate candidate : candidates) {
            exactHeaders(candidate).stream()
                    .filter(header -> header.name().equals(name))
                    .findFirst()
                    .map(header -> ((TextMatch.Exact) header.value()).value())
                    .map(value -> byValue.computeIfAbsent(value, first -> new ArrayList<>()))
                    .orElse(others)
                    .add(candidate);
        }
        if (byValue.size() < 2) {
            return null;
        }
        Map<String, Choice> choices = new HashMap<>();
        byValue.forEach((value, some) -> choices.put(value, of(some)));
        return new ByHeader(name, choices, of(others));
    }

    /** One after the other. */
    record InTurn(Candidate[] candidates) implements Choice {
        @Override
        public Candidate first(RequestHead request) {
            for (Candidate candidate : candidates) {
                if (candidate.fits(request)) {
                    return candidate;
                }
            }
            return null;
        }
    }

    /** Those that ask for the request's value of a field, and those that do not ask for any. */
    record ByHeader(String name, Map<String, Choice> byValue, Choice others) implements Choice {
        @Override
        public Candidate first(RequestHead request) {
            Candidate fallback = others.first(request);
            String value = request.headers().first(name).orElse(null);
            Choice choice = value == null ? null : byValue.get(value);
            Candidate special = choice == null ? null : choice.first(request);
            if (special == null || fallback == null) {
                return special == null ? fallback : special;
            }
            return special.rank() < fallback.rank() ? special : fallback;
        }
    }

    /** The order in which candidates of one path and host are tried. */
    static Comparator<TableEntry> precedence() {
        return Comparator.<TableEntry>comparingInt(entry -> kind(entry.match().path()))
                .thenComparingInt(entry -> -entry.match().path().length())
                .thenComparingInt(entry -> entry.match().method().isPresent() ? 0 : 1)
                .thenComparingInt(entry -> -entry.match().headers().size())
                .thenComparingInt(entry -> -entry.match().query().size())
                .thenComparing(TableEntry::created)
                .thenComparing(entry -> entry.rule().route().namespace())
                .thenComparing(entry -> entry.rule().route().name())
                .thenComparingInt(entry -> entry.rule().index());
    }

    private static int kind(PathMatch path) {
        if (path instanceof PathMatch.Exact) {
            return 0;
        }
        return path instanceof PathMatch.Prefix ? 1 : 2;
    }
}
