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
    public static final StatusBook EMPTY = new StatusBook(Map.of(), Instant.EPOCH);

    /**
     * One condition.
     *
     * @param shown in Kubernetes' own shape
     */
    private record Line(String scope, Condition condition, Map<String, Object> shown) {
        boolean isOf(String otherScope, String type) {
            return scope.equals(otherScope) && condition.type().equals(type);
        }
    }

    /** What is told of one object. */
    private static final class Page {
        private final List<Line> lines = new ArrayList<>();
        private ObjectStatus status;

        /** @param likely where it is, as a rule */
        private Line find(String scope, String type, int likely) {
            if (likely < lines.size() && lines.get(likely).isOf(scope, type)) {
                return lines.get(likely);
            }
            return lines.stream()
                    .filter(line -> line.isOf(scope, type))
                    .findFirst()
                    .orElse(null);
        }
    }

    private final Map<ObjectKey, Page> before;
    private final Instant now;
    private final Map<ObjectKey, Page> pages = new HashMap<>();
    private final Map<ObjectKey, ObjectStatus> statuses = new TreeMap<>();

    private StatusBook(Map<ObjectKey, Page> before, Instant now) {
        this.before = before;
        this.now = now;
    }

    /** The next book, at a time of which Kubernetes, too, knows the seconds only. */
    public StatusBook next(Instant time) {
        return new StatusBook(pages, time.truncatedTo(ChronoUnit.SECONDS));
    }

    /**
     * Puts down a condition and says it in Kubernetes' own shape.
     *
     * @param scope tells apart the parents of a route and the listeners of a gateway; empty text for
     *     the object itself
     */
    public Map<String, Object> put(
            KubernetesObject object, String scope, String type, boolean status, String reason, String message) {
        Page page = pages.computeIfAbsent(object.key(), first -> new Page());
        Page pageBefore = before.get(object.key());
        Line old = pageBefore == null ? null : pageBefore.find(scope, type, page.lines.size());
        Instant since = old != null && old.condition().status() == status
                ? old.condition().lastTransition()
                : now;
        Condition condition = new Condition(type, status, reason, message, object.generation(), since);
        Line line =
                old != null && old.condition().equals(condition) ? old : new Line(scope, condition, shown(condition));
        page.lines.removeIf(some -> some.isOf(scope, type));
        page.lines.add(line);
        return line.shown();
    }

    /** Records an object's status as a whole; its conditions are those put down for it until now. */
    public void finish(ObjectKey object, Map<String, Object> status) {
        Page page = pages.computeIfAbsent(object, first -> new Page());
        List<Condition> conditions = page.lines.stream().map(Line::condition).toList();
        ObjectStatus finished = new ObjectStatus(object, conditions, Collections.unmodifiableMap(status));
        Page old = before.get(object);
        page.status = old != null && finished.equals(old.status) ? old.status : finished;
        statuses.put(object, page.status);
    }

    /** Takes over what was told of an object in the book before. */
    public void keep(ObjectKey object) {
        Page page = before.get(object);
        pages.put(object, page);
        statuses.put(object, page.status);
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
