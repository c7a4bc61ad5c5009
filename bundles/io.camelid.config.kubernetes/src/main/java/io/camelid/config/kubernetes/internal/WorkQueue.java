package io.camelid.config.kubernetes.internal;

import io.camelid.config.ObjectKey;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Objects to be worked on, queued as Kubernetes' own controllers do: in the order in which they came, each
 * once, none twice at a time and no more than a few at a time. One that is added while it is worked on
 * comes up again afterwards. Not thread-safe.
 */
final class WorkQueue {
    private final int mostOpen;
    private final Set<ObjectKey> waiting = new LinkedHashSet<>();
    private final Map<ObjectKey, Long> later = new LinkedHashMap<>();
    private final Set<ObjectKey> open = new HashSet<>();

    /**
     * @param mostOpen how many may be worked on at a time
     */
    WorkQueue(int mostOpen) {
        this.mostOpen = mostOpen;
    }

    void add(ObjectKey key) {
        later.remove(key);
        waiting.add(key);
    }

    /**
     * Adds an object that need not come up before some time.
     *
     * @param time as {@link System#nanoTime} tells it
     */
    void add(ObjectKey key, long time) {
        if (!waiting.contains(key)) {
            later.put(key, time);
        }
    }

    /** Adds those whose time has come. */
    void wake(long now) {
        later.entrySet().removeIf(entry -> now - entry.getValue() >= 0 && waiting.add(entry.getKey()));
    }

    /** Adds those that need not wait for their time any more. */
    void wake(Predicate<ObjectKey> some) {
        later.keySet().removeIf(key -> some.test(key) && waiting.add(key));
    }

    /** Takes the next one; empty if there is none, or if enough are worked on. */
    Optional<ObjectKey> poll() {
        if (open.size() < mostOpen) {
            for (Iterator<ObjectKey> keys = waiting.iterator(); keys.hasNext(); ) {
                ObjectKey key = keys.next();
                if (!open.contains(key)) {
                    keys.remove();
                    return Optional.of(key);
                }
            }
        }
        return Optional.empty();
    }

    /** Work on an object that was taken goes on until it is {@link #done}. */
    void open(ObjectKey key) {
        open.add(key);
    }

    void done(ObjectKey key) {
        open.remove(key);
    }

    /** Forgets all but those that are worked on. */
    void clear() {
        waiting.clear();
        later.clear();
    }
}
