package io.camelid.config.kubernetes.internal;

import io.camelid.config.KubernetesObject;
import io.camelid.config.ObjectKey;
import io.camelid.config.Origin;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An object as the API server has it, without what nobody here reads.
 *
 * @param object what is delivered: without {@code status} and {@code resourceVersion}, so that it is the
 *     same as long as nobody changes what it says
 * @param status as it is in the cluster
 */
record Item(KubernetesObject object, Map<String, Object> status, String resourceVersion) {
    /** The name of this source. */
    static final String SOURCE = "kubernetes";

    private static final Origin ORIGIN = new Origin(SOURCE, "", 0);
    private static final Set<String> BOOKKEEPING =
            Set.of("managedFields", "resourceVersion", "selfLink", "ownerReferences", "finalizers");
    /** What kubectl notes here would keep a Secret's values in plain sight. */
    private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

    /** Members of a Service that tell where it is. */
    private static final List<String> SERVICE_SPEC = List.of("type", "externalName", "ports", "clusterIP");

    /**
     * @param content a document, or an item of a list, which need not say its kind
     * @throws ApiException when it lacks a name
     */
    static Item of(Resource resource, String version, Map<String, Object> content) {
        Map<String, Object> metadata = Json.object(content.get("metadata"));
        String name = Json.text(metadata.get("name"));
        String namespace = Json.text(metadata.get("namespace"));
        if (name.isEmpty() || namespace.isEmpty() == resource.namespaced()) {
            throw ApiException.unanswered("an object of " + resource + " without a name or namespace");
        }
        Map<String, Object> kept = new LinkedHashMap<>();
        kept.put("apiVersion", resource.apiVersion(version));
        kept.put("kind", resource.kind());
        kept.put("metadata", metadata(resource, metadata));
        content.forEach((member, value) -> {
            if (!member.equals("status") && !kept.containsKey(member)) {
                kept.put(member, resource.equals(Resource.SERVICE) && member.equals("spec") ? addresses(value) : value);
            }
        });
        @SuppressWarnings("unchecked")
        Map<String, Object> frozen = (Map<String, Object>) Json.frozen(kept);
        KubernetesObject object = new KubernetesObject(
                new ObjectKey(resource.group(), resource.kind(), namespace, name),
                resource.apiVersion(version),
                frozen,
                metadata.get("generation") instanceof Long generation ? generation : 1,
                created(metadata.get("creationTimestamp")),
                ORIGIN);
        boolean reported = Resource.REPORTED.contains(resource);
        return new Item(object, reported ? status(content) : Map.of(), resourceVersion(content));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> status(Map<String, Object> content) {
        return (Map<String, Object>) Json.frozen(Json.object(content.get("status")));
    }

    private static String resourceVersion(Map<String, Object> content) {
        return Json.text(Json.object(content.get("metadata")).get("resourceVersion"));
    }

    private static Map<String, Object> metadata(Resource resource, Map<String, Object> metadata) {
        Map<String, Object> kept = new LinkedHashMap<>(metadata);
        kept.keySet().removeAll(BOOKKEEPING);
        if (!Resource.REPORTED.contains(resource)) {
            kept.remove("annotations");
        } else if (kept.get("annotations") instanceof Map<?, ?> annotations) {
            Map<Object, Object> few = new LinkedHashMap<>(annotations);
            few.remove(LAST_APPLIED);
            kept.put("annotations", few);
        }
        return kept;
    }

    private static Map<String, Object> addresses(Object spec) {
        Map<String, Object> kept = new LinkedHashMap<>(Json.object(spec));
        kept.keySet().retainAll(SERVICE_SPEC);
        return kept;
    }

    private static Optional<Instant> created(Object timestamp) {
        try {
            return Optional.of(Instant.parse(Json.text(timestamp)));
        } catch (DateTimeParseException noTime) {
            return Optional.empty();
        }
    }

    /** This item, with the other's object if that is equal, so that it need not be compared again. */
    Item sharing(Item before) {
        return before != null && before.object().equals(object)
                ? new Item(before.object(), status, resourceVersion)
                : this;
    }

    /**
     * This item after its status was written.
     *
     * @param answer the server's to the write: the object as it is since then
     */
    Item after(Map<String, Object> answer) {
        return new Item(object, status(answer), resourceVersion(answer));
    }

    /** Names it only: the content of a Secret must not be printed by accident. */
    @Override
    public String toString() {
        return object.toString();
    }
}
