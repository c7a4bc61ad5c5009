package io.camelid.config.internal.gateway;

import io.camelid.config.Condition;
import io.camelid.config.ObjectKey;
import io.camelid.config.internal.match.Collisions;
import io.camelid.config.internal.match.Collisions.Collision;
import io.camelid.config.internal.match.TableEntry;
import io.camelid.config.snapshot.Listener;
import io.camelid.config.snapshot.RouteRule;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What routes are told about each other where they ask for the same requests. The Gateway API has one
 * of them win and no condition for it; so this is a remark, and both serve what else they match.
 */
final class RouteConflicts {
    static final String CONDITION = Condition.REMARK + "RouteConflict";

    private static final int SHOWN = 8;

    /**
     * What is said of a route at one listener.
     *
     * @param shadowed whether some of the route's requests go to another
     */
    record Remark(boolean shadowed, String message) {
        String reason() {
            return shadowed ? "Shadowed" : "Shadows";
        }
    }

    private record Place(ObjectKey route, Listener listener) {}

    private final Map<Place, Set<String>> lost = new HashMap<>();
    private final Map<Place, Set<String>> won = new HashMap<>();

    RouteConflicts(List<TableEntry> entries) {
        for (Collision collision : Collisions.of(entries)) {
            RouteRule winner = collision.winner().rule();
            RouteRule loser = collision.loser().rule();
            String host = collision.hostname().isEmpty() ? "" : " for " + collision.hostname();
            note(
                    lost,
                    collision.loser(),
                    said(loser) + " gets no request" + host + " that " + named(winner, loser)
                            + " matches as well, which comes first");
            note(
                    won,
                    collision.winner(),
                    said(winner) + " takes the requests" + host + " that " + named(loser, winner) + " matches as well");
        }
    }

    private static void note(Map<Place, Set<String>> notes, TableEntry entry, String text) {
        notes.computeIfAbsent(new Place(entry.rule().route(), entry.listener()), first -> new LinkedHashSet<>())
                .add(text);
    }

    private static String said(RouteRule rule) {
        return "rule " + rule.index();
    }

    private static String named(RouteRule rule, RouteRule from) {
        return rule.route().equals(from.route()) ? said(rule) : said(rule) + " of " + rule.route();
    }

    /** What there is to say of a route at some listeners. */
    Optional<Remark> of(ObjectKey route, Collection<Listener> listeners) {
        if (lost.isEmpty()) {
            return Optional.empty(); // who wins does so from somebody
        }
        Set<String> losses = texts(lost, route, listeners);
        Set<String> all = new LinkedHashSet<>(losses);
        all.addAll(texts(won, route, listeners));
        return all.isEmpty()
                ? Optional.empty()
                : Optional.of(new Remark(
                        !losses.isEmpty(),
                        all.stream().limit(SHOWN).collect(Collectors.joining("; "))
                                + (all.size() > SHOWN ? "; and " + (all.size() - SHOWN) + " more" : "")));
    }

    private static Set<String> texts(Map<Place, Set<String>> notes, ObjectKey route, Collection<Listener> listeners) {
        return listeners.stream()
                .flatMap(listener -> notes.getOrDefault(new Place(route, listener), Set.of()).stream())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }
}
