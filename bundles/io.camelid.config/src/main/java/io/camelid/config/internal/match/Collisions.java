package io.camelid.config.internal.match;

import io.camelid.config.snapshot.RouteRule;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Rules that match the very same requests, of which only one gets them: the Gateway API's precedence
 * decides, and its order of last resort is age and name, which nobody had in mind.
 */
public final class Collisions {
    /**
     * One rule in the shadow of another.
     *
     * @param winner serves the requests
     * @param loser an entry of the rule that gets none of them
     * @param hostname for which it is so; empty text is any
     */
    public record Collision(TableEntry winner, TableEntry loser, String hostname) {}

    /** What makes two entries match the same. */
    private record Claim(int port, Optional<String> listener, String hostname, Match match) {}

    private Collisions() {}

    public static Set<Collision> of(List<TableEntry> entries) {
        Map<Claim, TableEntry> winners = new HashMap<>();
        Set<Collision> collisions = new LinkedHashSet<>();
        for (TableEntry entry : entries.stream().sorted(Choice.precedence()).toList()) {
            Match match = canonical(entry.match());
            for (String hostname : entry.hostnames().isEmpty() ? List.of("") : entry.hostnames()) {
                Claim claim =
                        new Claim(entry.listener().port(), entry.listener().hostname(), hostname, match);
                TableEntry winner = winners.putIfAbsent(claim, entry);
                if (winner != null && !isSame(winner.rule(), entry.rule())) {
                    collisions.add(new Collision(winner, entry, hostname));
                }
            }
        }
        return collisions;
    }

    private static boolean isSame(RouteRule one, RouteRule other) {
        return one.route().equals(other.route()) && one.index() == other.index();
    }

    /** The order of conditions is of no account. */
    private static Match canonical(Match match) {
        if (match.headers().size() < 2 && match.query().size() < 2) {
            return match;
        }
        return new Match(match.path(), match.method(), sorted(match.headers()), sorted(match.query()));
    }

    private static List<ValueMatch> sorted(List<ValueMatch> values) {
        List<ValueMatch> sorted = new ArrayList<>(values);
        sorted.sort(Comparator.comparing(ValueMatch::name));
        return sorted;
    }
}
