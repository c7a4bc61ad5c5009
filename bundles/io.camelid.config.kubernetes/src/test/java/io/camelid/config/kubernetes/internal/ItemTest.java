package io.camelid.config.kubernetes.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ItemTest {
    private static Map<String, Object> with(Map<String, Object> object, Map<String, Object> metadata) {
        Map<String, Object> all = new LinkedHashMap<>(Json.object(object.get("metadata")));
        all.putAll(metadata);
        object.put("metadata", all);
        return object;
    }

    @Test
    void bookkeepingAndStatusAreNoContent() {
        Map<String, Object> route = with(
                Samples.route("r", Samples.parent("gw")),
                Map.of(
                        "resourceVersion",
                        "5",
                        "managedFields",
                        List.of(Map.of("manager", "kubectl")),
                        "annotations",
                        Map.of("kubectl.kubernetes.io/last-applied-configuration", "{}", "note", "kept")));
        route.put("status", Map.of("parents", List.of()));
        Item item = Samples.item(Resource.HTTP_ROUTE, route);
        assertEquals("5", item.resourceVersion());
        assertEquals(Map.of("parents", List.of()), item.status());
        assertFalse(item.object().content().containsKey("status"));
        Map<String, Object> metadata = Json.object(item.object().content().get("metadata"));
        assertFalse(metadata.containsKey("resourceVersion"));
        assertFalse(metadata.containsKey("managedFields"));
        assertEquals(Map.of("note", "kept"), metadata.get("annotations"));
    }

    @Test
    void aSecretIsNotToBeFoundInItsAnnotationsOrItsText() {
        Map<String, Object> secret = with(
                Samples.secret("s", "c2VjcmV0"),
                Map.of("annotations", Map.of("kubectl.kubernetes.io/last-applied-configuration", "c2VjcmV0")));
        Item item = Samples.item(Resource.SECRET, secret);
        assertEquals(
                Map.of("Authorization", "c2VjcmV0"), item.object().content().get("data"));
        assertFalse(Json.object(item.object().content().get("metadata")).containsKey("annotations"));
        assertFalse(item.toString().contains("c2VjcmV0"));
    }

    /** As the External Secrets operator renders it: what counts is the Secret, whoever wrote it. */
    @Test
    void aRenderedSecretIsASecret() {
        Map<String, Object> owner = Map.of("ownerReferences", List.of(Map.of("kind", "ExternalSecret", "name", "s")));
        Item item = Samples.item(Resource.SECRET, with(Samples.secret("s", "YQ=="), owner));
        assertEquals(Map.of("Authorization", "YQ=="), item.object().content().get("data"));
    }

    @Test
    void ofAServiceOnlyItsAddressesCount() {
        Map<String, Object> service = Samples.spec(
                Resource.SERVICE,
                "ai",
                "svc",
                Map.of("type", "ClusterIP", "ports", List.of(Map.of("port", 80L)), "selector", Map.of("app", "x")));
        assertEquals(
                Map.of("type", "ClusterIP", "ports", List.of(Map.of("port", 80L))),
                Samples.item(Resource.SERVICE, service).object().content().get("spec"));
    }

    @Test
    void itCannotBeChanged() {
        Map<String, Object> content =
                Samples.item(Resource.HTTP_ROUTE, Samples.route("r")).object().content();
        assertThrows(UnsupportedOperationException.class, () -> content.put("a", "b"));
        assertThrows(UnsupportedOperationException.class, () -> Json.object(content.get("spec"))
                .clear());
    }
}
