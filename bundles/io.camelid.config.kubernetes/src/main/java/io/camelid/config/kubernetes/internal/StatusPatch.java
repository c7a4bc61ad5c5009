package io.camelid.config.kubernetes.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What must be applied to an object so that its status is what it should be. Conditions of others stay
 * theirs, and a condition that has not changed keeps its {@code lastTransitionTime}.
 */
final class StatusPatch {
    /** Lists of a Gateway's or a class's status that are ours from end to end. */
    private static final List<String> WHOLE = List.of("addresses", "listeners", "supportedFeatures");

    private static final String PARENTS = "parents";

    private StatusPatch() {}

    /**
     * The object to apply; empty when there is nothing to change.
     *
     * @param status as it should be; of a route the entries for our parents only
     */
    static Optional<Map<String, Object>> of(Item item, Map<String, Object> status) {
        boolean route = Resource.HTTP_ROUTE.isKindOf(item.object().key());
        Map<String, Object> actual = route ? ours(item.status()) : item.status();
        Map<String, Object> desired = Json.object(keepingTimes(Json.frozen(status), actual));
        if (isCovered(desired, actual) && WHOLE.stream().allMatch(list -> isSameSize(list, desired, actual))) {
            return Optional.empty();
        }
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("name", item.object().key().name());
        if (!item.object().key().namespace().isEmpty()) {
            metadata.put("namespace", item.object().key().namespace());
        }
        Map<String, Object> next = new LinkedHashMap<>(desired);
        if (route) {
            // The list has one owner, so the others' entries are written with ours, and only if they are still the
            // same.
            List<Object> parents = new ArrayList<>(Json.array(desired.get(PARENTS)));
            parents.addAll(others(item.status()));
            next.put(PARENTS, parents);
            metadata.put("resourceVersion", item.resourceVersion());
        }
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("apiVersion", item.object().apiVersion());
        object.put("kind", item.object().key().kind());
        object.put("metadata", metadata);
        object.put("status", next);
        return Optional.of(object);
    }

    private static Map<String, Object> ours(Map<String, Object> status) {
        List<?> ours = Json.array(status.get(PARENTS)).stream()
                .filter(StatusPatch::isOurs)
                .toList();
        return Map.of(PARENTS, ours);
    }

    private static List<?> others(Map<String, Object> status) {
        return Json.array(status.get(PARENTS)).stream()
                .filter(parent -> !isOurs(parent))
                .toList();
    }

    private static boolean isOurs(Object parent) {
        return Selection.CONTROLLER.equals(Json.object(parent).get("controllerName"));
    }

    private static boolean isSameSize(String list, Map<String, Object> desired, Map<String, Object> actual) {
        return Json.array(desired.get(list)).size()
                == Json.array(actual.get(list)).size();
    }

    private static Object keepingTimes(Object desired, Object actual) {
        if (desired instanceof Map<?, ?>) {
            Map<String, Object> before = Json.object(actual);
            Map<String, Object> kept = new LinkedHashMap<>();
            Json.object(desired).forEach((name, value) -> kept.put(name, keepingTimes(value, before.get(name))));
            String time = "lastTransitionTime";
            if (kept.containsKey(time)
                    && before.containsKey(time)
                    && Objects.equals(kept.get("status"), before.get("status"))) {
                kept.put(time, before.get(time));
            }
            return kept;
        }
        if (desired instanceof List<?> items) {
            List<Object> kept = new ArrayList<>();
            items.forEach(item -> kept.add(keepingTimes(item, counterpart(item, Json.array(actual)))));
            return kept;
        }
        return desired;
    }

    /** Whether all that is desired is there; of conditions there may be more. */
    private static boolean isCovered(Object desired, Object actual) {
        if (desired instanceof Map<?, ?>) {
            Map<String, Object> members = Json.object(actual);
            return Json.object(desired).entrySet().stream()
                    .allMatch(member -> isCovered(member.getValue(), members.get(member.getKey())));
        }
        if (desired instanceof List<?> items) {
            List<?> present = Json.array(actual);
            boolean conditions = items.stream().allMatch(item -> isCondition(Json.object(item)));
            return (conditions && !items.isEmpty() || items.size() == present.size())
                    && items.stream().allMatch(item -> isCovered(item, counterpart(item, present)));
        }
        return Objects.equals(desired, actual);
    }

    private static boolean isCondition(Map<String, Object> item) {
        return item.containsKey("type") && item.containsKey("status");
    }

    /** The item of the same type, name or parent. */
    private static Object counterpart(Object item, List<?> items) {
        Object identity = identity(item);
        return items.stream()
                .filter(other -> identity.equals(identity(other)))
                .findFirst()
                .orElse(null);
    }

    private static Object identity(Object item) {
        Map<String, Object> members = Json.object(item);
        if (isCondition(members)) {
            return members.get("type");
        }
        Object parent = members.get("parentRef");
        Object name = members.get("name");
        return parent != null ? parent : name != null ? name : item;
    }
}
