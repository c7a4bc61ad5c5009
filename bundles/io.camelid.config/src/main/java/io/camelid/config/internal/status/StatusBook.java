package io.camelid.config.internal.status;

import io.camelid.config.Condition;
import io.camelid.config.KubernetesObject;
import io.camelid.config.ObjectKey;
import io.camelid.config.ObjectStatus;
import io.camelid.config.internal.read.Fields;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * The conditions of all objects while they are being found out. A condition whose status is what it
 * was in the book before keeps its time.
 */
public final class StatusBook {
    /** Nothing was known before. */
    public static final StatusBook EMPTY = new StatusBook(Map.of(), Map.of(), Instant.EPOCH);

    /** What a condition is about: an object, and a parent or listener of it. */
    private record Subject(ObjectKey object, String scope, String type) {}

    /** A condition, also in Kubernetes' own shape. */
    private record Entry(Condition condition, Map<String, Object> shown) {}

    private final Map<Subject, Entry> before;
    private final Map<ObjectKey, ObjectStatus> statusesBefore;
    private final Instant now;
    private final Map<Subject, Entry> entries = new HashMap<>();
    private final Map<ObjectKey, List<Condition>> conditions = new HashMap<>();
    private final Map<ObjectKey, ObjectStatus> statuses = new TreeMap<>();

    private StatusBook(Map<Subject, Entry> before, Map<ObjectKey, ObjectStatus> statusesBefore, Instant now) {
        this.before = before;
        this.statusesBefore = statusesBefore;
        this.now = now;
    }

    /** The next book, at a time of which Kubernetes, too, knows the seconds only. */
    public StatusBook next(Instant time) {
        return new StatusBook(entries, statuses, time.truncatedTo(ChronoUnit.SECONDS));
    }

    /**
     * Puts down a condition and says it in Kubernetes' own shape.
     *
     * @param scope tells apart the parents of a route and the listeners of a gateway; empty text for
     *     the object itself
     */
    public Map<String, Object> put(
            KubernetesObject object, String scope, String type, boolean status, String reason, String message) {
        Subject subject = new Subject(object.key(), scope, type);
        Entry old = before.get(subject);
        Instant since = old != null && old.condition().status() == status
                ? old.condition().lastTransition()
                : now;
        Condition condition = new Condition(type, status, reason, message, object.generation(), since);
        Entry entry = old != null && old.condition().equals(condition) ? old : new Entry(condition, shown(condition));
        Entry replaced = entries.put(subject, entry);
        List<Condition> own = conditions.computeIfAbsent(object.key(), first -> new ArrayList<>());
        if (replaced != null) {
            own.remove(replaced.condition());
        }
        own.add(entry.condition());
        return entry.shown();
    }

    /** Records an object's status as a whole; its conditions are those put down for it until now. */
    public void finish(ObjectKey object, Map<String, Object> status) {
        ObjectStatus before = statusesBefore.get(object);
        ObjectStatus finished = new ObjectStatus(
                object, conditions.getOrDefault(object, List.of()), Collections.unmodifiableMap(status));
        statuses.put(object, finished.equals(before) ? before : finished);
    }

    /** An object's status that consists of conditions only. */
    public void finish(ObjectKey object, List<Map<String, Object>> shownConditions) {
        finish(object, new LinkedHashMap<>(Map.of("conditions", shownConditions)));
    }

    /** Takes over a status that the object's source has found out, and the conditions in it. */
    public void adopt(KubernetesObject object, Map<String, Object> status) {
        if (status.get("conditions") instanceof List<?> list) {
            for (Object item : list) {
                Fields.membersOf(item)
                        .filter(condition -> condition.get("type") instanceof String)
                        .ifPresent(condition -> put(
                                object,
                                "",
                                (String) condition.get("type"),
                                "True".equals(condition.get("status")),
                                Objects.toString(condition.get("reason"), ""),
                                Objects.toString(condition.get("message"), "")));
            }
        }
        finish(object.key(), status);
    }

    /** What is finished; a view. Of an object whose status is what it was before it is the same instance. */
    public Map<ObjectKey, ObjectStatus> statuses() {
        return Collections.unmodifiableMap(statuses);
    }

    private static Map<String, Object> shown(Condition condition) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("type", condition.type());
        shown.put("status", condition.status() ? "True" : "False");
        shown.put("observedGeneration", condition.observedGeneration());
        shown.put("lastTransitionTime", condition.lastTransition().toString());
        shown.put("reason", condition.reason());
        shown.put("message", condition.message());
        return Collections.unmodifiableMap(shown);
    }
}
