package io.camelid.format.anthropic.internal;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The ids of a conversation's tool calls as Anthropic takes them: of {@code [a-zA-Z0-9_-]}, and each once. Others count
 * anew in every turn, use further characters, or have no ids and tell results by the tool's name. For one conversation,
 * told from its beginning; not thread-safe.
 */
final class CallIds {
    private final Set<String> taken = new HashSet<>();
    private final Map<String, Integer> numbers = new HashMap<>();
    private final Map<String, Deque<String>> open = new HashMap<>();
    private final Map<String, String> answered = new HashMap<>();

    /** The id of the next call. */
    String call(String id, String tool) {
        String plain = plain(id);
        String candidate = plain;
        while (!taken.add(candidate)) {
            candidate = plain + "_" + numbers.merge(plain, 1, Integer::sum);
        }
        open.computeIfAbsent(key(id, tool), none -> new ArrayDeque<>()).add(candidate);
        return candidate;
    }

    /** The id of the call that the next result answers: the first of that id that has no answer yet. */
    String result(String id, String tool) {
        String key = key(id, tool);
        Deque<String> calls = open.getOrDefault(key, new ArrayDeque<>());
        if (!calls.isEmpty()) {
            answered.put(key, calls.remove());
        }
        return answered.getOrDefault(key, plain(id));
    }

    private static String plain(String id) {
        return id.isEmpty() ? "call" : id.replaceAll("[^a-zA-Z0-9_-]", "_");
    }

    /** Ids and names cannot be confused: a name is marked by what no id holds. */
    private static String key(String id, String tool) {
        return id.isEmpty() ? "\0" + tool : id;
    }
}
