package io.camelid.admin.internal.kube;

import io.camelid.config.Compilation;
import io.camelid.config.Condition;
import io.camelid.config.KubernetesObject;
import io.camelid.config.ObjectKey;
import io.camelid.config.ObjectStatus;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Knows when each object changed last, which gives objects and lists their {@code resourceVersion} and watchers what they
 * missed. Versions are milliseconds since 1970, so they grow over restarts. Thread-safe.
 */
final class Journal {
    private static final int MAX_REMOVED = 1_000;

    private final Clock clock;
    private final Instant began;
    private final Deque<Removal> removals = new ArrayDeque<>();
    private Compilation seen;
    private Revision latest;

    /** @param began since when there may have been objects: those that are there at first are taken to be that old */
    Journal(Clock clock, Instant began) {
        this.clock = clock;
        this.began = began;
    }

    /** The state of all objects, brought up to what is now in force. */
    synchronized Revision at(Compilation current) {
        if (current != seen) {
            latest = latest == null ? first(current) : next(current);
            seen = current;
        }
        return latest;
    }

    private Revision first(Compilation current) {
        long version = clock.millis();
        Map<ObjectKey, Entry> entries = new TreeMap<>();
        current.objects().forEach((key, object) -> {
            Optional<ObjectStatus> status =
                    Optional.ofNullable(current.statuses().get(key));
            entries.put(key, new Entry(object, status, created(object, status, began), version, version));
        });
        return new Revision(version, version, Collections.unmodifiableMap(entries), List.of());
    }

    private Revision next(Compilation current) {
        long version = Math.max(latest.version() + 1, clock.millis());
        Map<ObjectKey, Entry> entries = new TreeMap<>();
        boolean changed = false;
        for (KubernetesObject object : current.objects().values()) {
            Optional<ObjectStatus> status =
                    Optional.ofNullable(current.statuses().get(object.key()));
            Entry before = latest.entries().get(object.key());
            Entry now = before == null
                    ? new Entry(object, status, created(object, status, clock.instant()), version, version)
                    : new Entry(object, status, before.created(), before.addedAt(), version);
            boolean same = before != null && before.isSame(now);
            changed |= !same;
            entries.put(object.key(), same ? before : now);
        }
        long complete = latest.completeSince();
        for (Entry before : latest.entries().values()) {
            if (!entries.containsKey(before.object().key())) {
                changed = true;
                removals.addLast(new Removal(before, version));
                if (removals.size() > MAX_REMOVED) {
                    complete = Math.max(complete, removals.removeFirst().version());
                }
            }
        }
        return changed
                ? new Revision(version, complete, Collections.unmodifiableMap(entries), List.copyOf(removals))
                : latest;
    }

    /** A file does not say since when an object has been there; its first condition does, or else when it was first seen. */
    private static Instant created(KubernetesObject object, Optional<ObjectStatus> status, Instant seen) {
        return object.created()
                .or(() -> status.stream()
                        .flatMap(known -> known.conditions().stream())
                        .map(Condition::lastTransition)
                        .min(Instant::compareTo))
                .orElse(seen);
    }

    /**
     * All objects at one moment.
     *
     * @param version when something changed last
     * @param completeSince what happened after that version is known, what happened before it is not
     * @param entries in key order
     * @param removals the last objects that went, the oldest first
     */
    record Revision(long version, long completeSince, Map<ObjectKey, Entry> entries, List<Removal> removals) {}

    /** An object that went in some version. */
    record Removal(Entry entry, long version) {}

    /** An object with its status, the version in which it came and the one in which it changed last. */
    record Entry(
            KubernetesObject object, Optional<ObjectStatus> status, Instant created, long addedAt, long changedAt) {
        /** Where in a file it stands does not matter. */
        private boolean isSame(Entry other) {
            return object.content().equals(other.object.content())
                    && object.generation() == other.object.generation()
                    && Objects.equals(status.map(ObjectStatus::status), other.status.map(ObjectStatus::status));
        }
    }
}
