package io.camelid.config.directory.internal;

import io.camelid.config.KubernetesObject;
import io.camelid.config.ObjectKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Counts the changes of objects as an API server does: what is in {@code metadata} and {@code status}
 * does not count. A file that gives a generation itself is believed. An object in which nothing at all
 * has changed is the same instance as before, by which others know it again. Not thread-safe.
 */
final class Generations {
    private static final Set<String> NOT_COUNTED = Set.of("metadata", "status");

    /**
     * @param content that counts
     */
    private record Counted(KubernetesObject read, Map<String, Object> content, KubernetesObject counted) {}

    private Map<ObjectKey, Counted> before = new HashMap<>();

    /** The same objects with their generations; those that are not among them are forgotten. */
    List<KubernetesObject> count(List<KubernetesObject> objects) {
        Map<ObjectKey, Counted> now = new HashMap<>();
        List<KubernetesObject> counted = new ArrayList<>(objects.size());
        for (KubernetesObject object : objects) {
            Counted first = now.computeIfAbsent(object.key(), key -> counted(object));
            // Of several with one key only the first counts, and the others are told so.
            counted.add(
                    first.read() == object
                            ? first.counted()
                            : Derived.withGeneration(object, first.counted().generation()));
        }
        before = now;
        return counted;
    }

    private Counted counted(KubernetesObject object) {
        Counted old = before.get(object.key());
        if (old != null && old.read() == object) {
            return old;
        }
        Map<String, Object> content = new HashMap<>(object.content());
        content.keySet().removeAll(NOT_COUNTED);
        if (old == null) {
            return new Counted(object, content, object);
        }
        long last = old.counted().generation();
        long next = old.content().equals(content) ? last : last + 1;
        KubernetesObject counted = Derived.withGeneration(object, Math.max(next, object.generation()));
        return new Counted(object, content, counted.equals(old.counted()) ? old.counted() : counted);
    }
}
