package io.camelid.config.internal.service;

import io.camelid.config.SourceContent;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What the sources have delivered. Not thread-safe. */
final class SourceContents {
    private final Map<String, SourceContent> delivered = new TreeMap<>();
    private final Set<String> expected = new TreeSet<>();

    /** Whether this is news. */
    boolean publish(String source, SourceContent content) {
        expected.add(source);
        return !content.equals(delivered.put(source, content));
    }

    void expect(String source) {
        expected.add(source);
    }

    /** Whether there was anything to forget. */
    boolean withdraw(String source) {
        expected.remove(source);
        return delivered.remove(source) != null;
    }

    List<SourceContent> inOrder() {
        return List.copyOf(delivered.values());
    }

    Set<String> names() {
        return new HashSet<>(delivered.keySet());
    }

    /** Whether there are sources, and all of them are among these. */
    boolean areCoveredBy(Set<String> names) {
        return !expected.isEmpty() && names.containsAll(expected);
    }
}
