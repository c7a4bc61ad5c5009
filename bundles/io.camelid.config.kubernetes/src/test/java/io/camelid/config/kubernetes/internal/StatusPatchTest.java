package io.camelid.config.kubernetes.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StatusPatchTest {
    private static final String EARLY = "2026-11-01T00:00:00Z";
    private static final String LATE = "2026-11-02T00:00:00Z";

    private static Item item(Resource resource, Map<String, Object> object, Map<String, Object> status) {
        Map<String, Object> metadata = new LinkedHashMap<>(Json.object(object.get("metadata")));
        metadata.put("resourceVersion", "7");
        object.put("metadata", metadata);
        object.put("status", status);
        return Samples.item(resource, object);
    }

    private static Item backend(Object... conditions) {
        return item(
                Resource.AGENTGATEWAY_BACKEND,
                Samples.backend("b", "s"),
                conditions.length == 0 ? Map.of() : Map.of("conditions", List.of(conditions)));
    }

    private static Map<String, Object> conditions(Object... conditions) {
        return Map.of("conditions", List.of(conditions));
    }

    @Test
    void aStatusThatIsNotThereIsWritten() {
        Map<String, Object> status = conditions(Samples.condition("Accepted", "True", LATE));
        assertEquals(
                Map.of(
                        "apiVersion",
                        "agentgateway.dev/v1alpha1",
                        "kind",
                        "AgentgatewayBackend",
                        "metadata",
                        Map.of("name", "b", "namespace", "ai"),
                        "status",
                        status),
                StatusPatch.of(backend(), status).orElseThrow());
    }

    @Test
    void whatHasNotChangedIsNotWrittenAndKeepsItsTime() {
        Item item = backend(
                Samples.condition("Ready", "True", EARLY), // somebody else's
                Samples.condition("Accepted", "True", EARLY));
        assertEquals(Optional.empty(), StatusPatch.of(item, conditions(Samples.condition("Accepted", "True", LATE))));
        Map<String, Object> two = conditions(
                Samples.condition("Accepted", "True", LATE), Samples.condition("ResolvedRefs", "False", LATE));
        assertEquals(
                conditions(
                        Samples.condition("Accepted", "True", EARLY), Samples.condition("ResolvedRefs", "False", LATE)),
                StatusPatch.of(item, two).orElseThrow().get("status"));
        Map<String, Object> turned = conditions(Samples.condition("Accepted", "False", LATE));
        assertEquals(turned, StatusPatch.of(item, turned).orElseThrow().get("status"));
    }

    private static Map<String, Object> parent(String controller, String name, String status, String since) {
        return Map.of(
                "parentRef",
                Map.of("name", name),
                "controllerName",
                controller,
                "conditions",
                List.of(Samples.condition("Accepted", status, since)));
    }

    private static Item route(Object... parents) {
        return item(Resource.HTTP_ROUTE, Samples.route("r", Samples.parent("gw")), Map.of("parents", List.of(parents)));
    }

    @Test
    void theParentsOfOtherControllersStay() {
        Map<String, Object> theirs = parent("example.com/other", "their-gw", "True", EARLY);
        Map<String, Object> ours = parent(Selection.CONTROLLER, "gw", "True", LATE);
        Map<String, Object> patch =
                StatusPatch.of(route(theirs), Map.of("parents", List.of(ours))).orElseThrow();
        assertEquals(List.of(ours, theirs), Json.object(patch.get("status")).get("parents"));
        assertEquals("7", Json.object(patch.get("metadata")).get("resourceVersion"), "only if nobody wrote since");
        assertEquals(
                Optional.empty(),
                StatusPatch.of(
                        route(theirs, parent(Selection.CONTROLLER, "gw", "True", EARLY)),
                        Map.of("parents", List.of(ours))));
    }

    @Test
    void whatWeSaidOfAParentThatIsGoneIsTakenBack() {
        Map<String, Object> theirs = parent("example.com/other", "their-gw", "True", EARLY);
        Map<String, Object> patch = StatusPatch.of(
                        route(theirs, parent(Selection.CONTROLLER, "gw", "True", EARLY)), Map.of("parents", List.of()))
                .orElseThrow();
        assertEquals(List.of(theirs), Json.object(patch.get("status")).get("parents"));
        assertEquals(Optional.empty(), StatusPatch.of(route(theirs), Map.of("parents", List.of())));
    }

    private static Map<String, Object> listener(String name, int attached, String since) {
        return Map.of(
                "name",
                name,
                "attachedRoutes",
                attached,
                "conditions",
                List.of(Samples.condition("Accepted", "True", since)));
    }

    private static Item gateway(Map<String, Object> status) {
        return item(Resource.GATEWAY, Samples.gateway("gw", "camelid"), status);
    }

    @Test
    void listenersThatAreGoneAreNoticed() {
        Item item = gateway(Map.of("listeners", List.of(listener("b", 1, EARLY), listener("a", 1, EARLY))));
        Map<String, Object> same = Map.of("listeners", List.of(listener("a", 1, LATE), listener("b", 1, LATE)));
        assertEquals(Optional.empty(), StatusPatch.of(item, same));
        assertFalse(StatusPatch.of(item, Map.of("listeners", List.of(listener("a", 1, LATE))))
                .isEmpty());
        assertFalse(StatusPatch.of(item, Map.of("listeners", List.of(listener("a", 2, LATE), listener("b", 1, LATE))))
                .isEmpty());
    }

    @Test
    void addressesThatAreGoneAreNoticed() {
        Item item = gateway(Map.of("addresses", List.of(Map.of("type", "IPAddress", "value", "10.0.0.1"))));
        assertEquals(Optional.empty(), StatusPatch.of(item, item.status()));
        assertFalse(StatusPatch.of(item, Map.of()).isEmpty());
    }
}
