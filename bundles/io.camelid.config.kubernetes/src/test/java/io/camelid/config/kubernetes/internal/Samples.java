package io.camelid.config.kubernetes.internal;

import io.camelid.config.Compilation;
import io.camelid.config.Condition;
import io.camelid.config.KubernetesObject;
import io.camelid.config.ObjectKey;
import io.camelid.config.ObjectStatus;
import io.camelid.config.snapshot.RoutingSnapshot;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Objects as an API server has them. */
final class Samples {
    private static final Instant SINCE = Instant.parse("2026-11-05T00:00:00Z");

    private Samples() {}

    /** A compilation that accepts all objects, or none, or does not know. */
    static Compilation compilation(Collection<KubernetesObject> objects, String accepted) {
        Map<ObjectKey, ObjectStatus> statuses = new HashMap<>();
        objects.forEach(object -> statuses.put(object.key(), status(object, accepted)));
        return compilation(objects, statuses);
    }

    static Compilation compilation(Collection<KubernetesObject> objects, Map<ObjectKey, ObjectStatus> statuses) {
        return new Compilation(
                new RoutingSnapshot(1, List.of(), request -> Optional.empty(), Map.of(), Map.of()),
                objects.stream().collect(Collectors.toMap(KubernetesObject::key, Function.identity())),
                statuses,
                List.of());
    }

    /** One condition; of a route for its first parent. */
    static ObjectStatus status(KubernetesObject object, String accepted) {
        List<Object> conditions = List.of(condition("Accepted", accepted, SINCE.toString()));
        List<?> parents = Json.array(Json.object(object.content().get("spec")).get("parentRefs"));
        return new ObjectStatus(
                object.key(),
                List.of(new Condition("Accepted", accepted.equals("True"), "R", "", 1, SINCE)),
                Resource.HTTP_ROUTE.isKindOf(object.key())
                        ? Map.of(
                                "parents",
                                List.of(Map.of(
                                        "parentRef",
                                        parents.get(0),
                                        "controllerName",
                                        Selection.CONTROLLER,
                                        "conditions",
                                        conditions)))
                        : Map.of("conditions", conditions));
    }

    static Map<String, Object> object(Resource resource, String namespace, String name, Map<String, Object> more) {
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("name", name);
        if (!namespace.isEmpty()) {
            metadata.put("namespace", namespace);
        }
        metadata.put("generation", 1L);
        metadata.put("creationTimestamp", "2026-11-01T00:00:00Z");
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("apiVersion", resource.apiVersion(resource.versions().get(0)));
        object.put("kind", resource.kind());
        object.put("metadata", metadata);
        object.putAll(more);
        return object;
    }

    static Map<String, Object> spec(Resource resource, String namespace, String name, Map<String, Object> spec) {
        return object(resource, namespace, name, Map.of("spec", spec));
    }

    static Map<String, Object> gateway(String name, String gatewayClass) {
        return spec(Resource.GATEWAY, "ai", name, Map.of("gatewayClassName", gatewayClass, "listeners", List.of()));
    }

    static Map<String, Object> route(String name, Object... parents) {
        return spec(Resource.HTTP_ROUTE, "ai", name, Map.of("parentRefs", List.of(parents)));
    }

    static Map<String, Object> parent(String name) {
        return Map.of("name", name);
    }

    static Map<String, Object> backend(String name, String secret) {
        Map<String, Object> auth = Map.of("auth", Map.of("secretRef", Map.of("name", secret)));
        return spec(
                Resource.AGENTGATEWAY_BACKEND,
                "ai",
                name,
                Map.of("ai", Map.of("provider", Map.of("openai", Map.of())), "policies", auth));
    }

    static Map<String, Object> secret(String name, String value) {
        return object(Resource.SECRET, "ai", name, Map.of("data", Map.of("Authorization", value)));
    }

    static Item item(Resource resource, Map<String, Object> object) {
        return Item.of(resource, resource.versions().get(0), object);
    }

    static Map<String, Object> condition(String type, String status, String since) {
        return Map.of(
                "type",
                type,
                "status",
                status,
                "observedGeneration",
                1L,
                "lastTransitionTime",
                since,
                "reason",
                "R",
                "message",
                "");
    }
}
