package io.camelid.admin.internal.kube;

import io.camelid.config.Compilation;
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
    private final Deque<Removal> removals = new ArrayDeque<>();
    private Compilation seen;
    private Revision latest;

    Journal(Clock clock) {
        this.clock = clock;
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
        current.objects().forEach((key, object) -> entries.put(key, entry(current, object, version, version)));
        return new Revision(version, version, Collections.unmodifiableMap(entries), List.of());
    }

    private Revision next(Compilation current) {
        long version = Math.max(latest.version() + 1, clock.millis());
        Map<ObjectKey, Entry> entries = new TreeMap<>();
        boolean changed = false;
        for (Map.Entry<ObjectKey, KubernetesObject> present : current.objects().entrySet()) {
            Entry before = latest.entries().get(present.getKey());
            Entry now = entry(current, present.getValue(), before == null ? version : before.addedAt(), version);
            boolean same = before != null && before.isSame(now);
            changed |= !same;
            entries.put(present.getKey(), same ? before : now);
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

    private static Entry entry(Compilation current, KubernetesObject object, long addedAt, long changedAt) {
        return new Entry(object, Optional.ofNullable(current.statuses().get(object.key())), addedAt, changedAt);
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
    record Entry(KubernetesObject object, Optional<ObjectStatus> status, long addedAt, long changedAt) {
        Instant created() {
            return object.created().orElseGet(() -> Instant.ofEpochMilli(addedAt));
        }

        /** Where in a file it stands does not matter. */
        private boolean isSame(Entry other) {
            return object.content().equals(other.object.content())
                    && object.generation() == other.object.generation()
                    && Objects.equals(status.map(ObjectStatus::status), other.status.map(ObjectStatus::status));
        }
    }
}
