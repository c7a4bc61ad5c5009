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
    public static final StatusBook EMPTY = new StatusBook(Instant.EPOCH);

    /** What a condition is about: an object, and a parent or listener of it. */
    private record Subject(ObjectKey object, String scope, String type) {}

    private final Map<Subject, Condition> before;
    private final Instant now;
    private final Map<Subject, Condition> conditions = new LinkedHashMap<>();
    private final Map<ObjectKey, Map<String, Object>> statuses = new TreeMap<>();

    private StatusBook(Instant now) {
        this.before = Map.of();
        this.now = now;
    }

    public StatusBook(StatusBook before, Instant now) {
        this.before = before.conditions;
        this.now = now.truncatedTo(ChronoUnit.SECONDS); // as Kubernetes does
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
        Condition old = before.get(subject);
        Instant since = old != null && old.status() == status ? old.lastTransition() : now;
        Condition condition = new Condition(type, status, reason, message, object.generation(), since);
        conditions.put(subject, condition);
        return shown(condition);
    }

    /** Records an object's status as a whole; its conditions are those put down for it. */
    public void finish(ObjectKey object, Map<String, Object> status) {
        statuses.put(object, Collections.unmodifiableMap(status));
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

    public Map<ObjectKey, ObjectStatus> statuses() {
        Map<ObjectKey, List<Condition>> byObject = new HashMap<>();
        conditions.forEach(
                (subject, condition) -> byObject.computeIfAbsent(subject.object(), first -> new ArrayList<>())
                        .add(condition));
        Map<ObjectKey, ObjectStatus> result = new TreeMap<>();
        statuses.forEach(
                (key, status) -> result.put(key, new ObjectStatus(key, byObject.getOrDefault(key, List.of()), status)));
        return Collections.unmodifiableMap(result);
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
