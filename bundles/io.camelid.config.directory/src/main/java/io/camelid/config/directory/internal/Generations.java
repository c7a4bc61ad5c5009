package io.camelid.config.directory.internal;

import io.camelid.config.KubernetesObject;
import io.camelid.config.ObjectKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Counts the changes of objects as an API server does: what is in {@code metadata} and {@code status}
 * does not count. A file that gives a generation itself is believed. Not thread-safe.
 */
final class Generations {
    private static final Set<String> NOT_COUNTED = Set.of("metadata", "status");

    private record Counted(Map<String, Object> content, long generation) {}

    private Map<ObjectKey, Counted> before = new HashMap<>();

    /** The same objects with their generations; those that are not among them are forgotten. */
    List<KubernetesObject> count(List<KubernetesObject> objects) {
        Map<ObjectKey, Counted> now = new HashMap<>();
        List<KubernetesObject> counted = objects.stream()
                .map(object -> {
                    Counted own = now.computeIfAbsent(object.key(), key -> counted(object));
                    return Derived.withGeneration(object, own.generation());
                })
                .toList();
        before = now;
        return counted;
    }

    private Counted counted(KubernetesObject object) {
        Map<String, Object> content = new HashMap<>(object.content());
        content.keySet().removeAll(NOT_COUNTED);
        Counted old = before.get(object.key());
        if (old == null) {
            return new Counted(content, object.generation());
        }
        long next = old.content().equals(content) ? old.generation() : old.generation() + 1;
        return new Counted(content, Math.max(next, object.generation()));
    }
}
