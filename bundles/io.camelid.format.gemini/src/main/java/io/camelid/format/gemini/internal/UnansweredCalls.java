package io.camelid.format.gemini.internal;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;

/**
 * The calls of a conversation that no result has answered yet. Google's ids are optional: without one, a result belongs
 * to the first call of its name. For one conversation; not thread-safe.
 */
final class UnansweredCalls {
    private final Set<String> ids = new HashSet<>();
    private final Set<String> open = new HashSet<>();
    private final Map<String, Queue<String>> byName = new HashMap<>();
    private int generated;

    /**
     * A call has come.
     *
     * @param id empty text if it has none
     * @return its id, or one that is made for it
     */
    String add(String id, String name) {
        String known = id.isEmpty() ? newId() : id;
        ids.add(known);
        open.add(known);
        byName.computeIfAbsent(name, fresh -> new ArrayDeque<>()).add(known);
        return known;
    }

    private String newId() {
        String id;
        do {
            id = "call_" + generated++;
        } while (ids.contains(id));
        return id;
    }

    /**
     * A result has come.
     *
     * @param id empty text if it has none
     * @return the id of the call that it answers; empty if there is none
     */
    Optional<String> answer(String id, String name) {
        if (!id.isEmpty()) {
            open.remove(id);
            return Optional.of(id);
        }
        Queue<String> candidates = byName.getOrDefault(name, new ArrayDeque<>());
        String candidate = candidates.poll();
        while (candidate != null && !open.remove(candidate)) {
            candidate = candidates.poll();
        }
        return Optional.ofNullable(candidate);
    }
}
