package io.camelid.config.kubernetes.internal;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Objects as an API server has them. */
final class Samples {
    private Samples() {}

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
