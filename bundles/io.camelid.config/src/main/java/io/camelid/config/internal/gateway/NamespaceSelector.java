package io.camelid.config.internal.gateway;

import io.camelid.config.KubernetesObject;
import io.camelid.config.ObjectKey;
import io.camelid.config.internal.read.Fields;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** {@code allowedRoutes.namespaces}: from which namespaces routes may attach. */
final class NamespaceSelector {
    private static final String NAME_LABEL = "kubernetes.io/metadata.name";

    private NamespaceSelector() {}

    /**
     * @param own the gateway's namespace
     */
    static Predicate<String> read(Fields namespaces, String own, Map<ObjectKey, KubernetesObject> objects) {
        String from = namespaces
                .choice("from", List.of("All", "Same", "Selector", "None"))
                .orElse("Same");
        Predicate<Map<String, Object>> labels = labels(namespaces.objectOrNone("selector"));
        namespaces.warnOfUnread();
        return switch (from) {
            case "All" -> namespace -> true;
            case "None" -> namespace -> false;
            case "Selector" -> namespace -> labels.test(labelsOf(namespace, objects));
            default -> own::equals;
        };
    }

    private static Map<String, Object> labelsOf(String namespace, Map<ObjectKey, KubernetesObject> objects) {
        Map<String, Object> labels = new LinkedHashMap<>();
        KubernetesObject object = objects.get(new ObjectKey("", "Namespace", "", namespace));
        if (object != null) {
            Fields.membersOf(object.content().get("metadata"))
                    .flatMap(metadata -> Fields.membersOf(metadata.get("labels")))
                    .ifPresent(labels::putAll);
        }
        labels.put(NAME_LABEL, namespace);
        return labels;
    }

    /** A {@code LabelSelector}. */
    private static Predicate<Map<String, Object>> labels(Fields selector) {
        Map<String, Object> equal =
                selector.value("matchLabels").flatMap(Fields::membersOf).orElse(Map.of());
        Predicate<Map<String, Object>> all = labels -> labels.entrySet().containsAll(equal.entrySet());
        for (Fields expression : selector.objects("matchExpressions")) {
            String key = expression.requiredText("key");
            List<String> values = expression.texts("values");
            String operator = expression
                    .choice("operator", List.of("In", "NotIn", "Exists", "DoesNotExist"))
                    .orElse("Exists");
            all = all.and(
                    switch (operator) {
                        case "In" -> labels -> labels.containsKey(key) && values.contains(labels.get(key));
                        case "NotIn" -> labels -> !values.contains(labels.get(key));
                        case "DoesNotExist" -> labels -> !labels.containsKey(key);
                        default -> labels -> labels.containsKey(key);
                    });
            expression.warnOfUnread();
        }
        selector.warnOfUnread();
        return all;
    }
}
