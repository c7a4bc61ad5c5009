package io.camelid.config.kubernetes.internal;

import io.camelid.config.KubernetesObject;
import io.camelid.config.ObjectKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which objects of a cluster are this gateway's. A Gateway is if its class is: by name, or because the
 * GatewayClass object names our controller. A route is as far as its parents are, and is delivered
 * without the others, so that nothing is said about them.
 *
 * @param classes names of classes that are ours, whatever their objects say
 * @param gatewaysElsewhere Gateways that other sources define
 */
record Selection(Set<String> classes, Set<ObjectKey> gatewaysElsewhere) {
    /** What this gateway calls itself. */
    static final String CONTROLLER = "camelid.io/gateway-controller";

    Selection {
        classes = Set.copyOf(classes);
        gatewaysElsewhere = Set.copyOf(gatewaysElsewhere);
    }

    /** Ours of them, in the same order. */
    List<KubernetesObject> of(Collection<KubernetesObject> objects) {
        Set<String> ourClasses = new HashSet<>(classes);
        for (KubernetesObject object : objects) {
            if (isOurClass(object)) {
                ourClasses.add(object.key().name());
            }
        }
        Set<ObjectKey> gateways = new HashSet<>(gatewaysElsewhere);
        for (KubernetesObject object : objects) {
            if (isOurGateway(object, ourClasses)) {
                gateways.add(object.key());
            }
        }
        List<KubernetesObject> selected = new ArrayList<>();
        for (KubernetesObject object : objects) {
            if (Resource.GATEWAY_CLASS.isKindOf(object.key())) {
                Optional.of(object).filter(Selection::isOurClass).ifPresent(selected::add);
            } else if (Resource.GATEWAY.isKindOf(object.key())) {
                Optional.of(object)
                        .filter(some -> gateways.contains(some.key()))
                        .ifPresent(selected::add);
            } else if (Resource.HTTP_ROUTE.isKindOf(object.key())) {
                route(object, gateways).ifPresent(selected::add);
            } else {
                selected.add(object);
            }
        }
        return selected;
    }

    private static boolean isOurClass(KubernetesObject object) {
        return Resource.GATEWAY_CLASS.isKindOf(object.key())
                && CONTROLLER.equals(spec(object).get("controllerName"));
    }

    private static boolean isOurGateway(KubernetesObject object, Set<String> ourClasses) {
        return Resource.GATEWAY.isKindOf(object.key())
                && ourClasses.contains(Json.text(spec(object).get("gatewayClassName")));
    }

    private static Optional<KubernetesObject> route(KubernetesObject route, Set<ObjectKey> gateways) {
        List<?> all = Json.array(spec(route).get("parentRefs"));
        List<?> ours = all.stream()
                .filter(parent -> gateways.contains(
                        gateway(Json.object(parent), route.key().namespace())))
                .toList();
        if (ours.size() == all.size()) {
            return ours.isEmpty() ? Optional.empty() : Optional.of(route);
        }
        return ours.isEmpty() ? Optional.empty() : Optional.of(withParents(route, ours));
    }

    private static ObjectKey gateway(Map<String, Object> parent, String home) {
        Resource usual = Resource.GATEWAY;
        return new ObjectKey(
                parent.get("group") instanceof String group ? group : usual.group(),
                parent.get("kind") instanceof String kind ? kind : usual.kind(),
                parent.get("namespace") instanceof String namespace ? namespace : home,
                Json.text(parent.get("name")));
    }

    private static KubernetesObject withParents(KubernetesObject route, List<?> parents) {
        Map<String, Object> spec = new LinkedHashMap<>(spec(route));
        spec.put("parentRefs", parents);
        Map<String, Object> content = new LinkedHashMap<>(route.content());
        content.put("spec", Collections.unmodifiableMap(spec));
        return new KubernetesObject(
                route.key(),
                route.apiVersion(),
                Collections.unmodifiableMap(content),
                route.generation(),
                route.created(),
                route.origin());
    }

    private static Map<String, Object> spec(KubernetesObject object) {
        return Json.object(object.content().get("spec"));
    }
}
