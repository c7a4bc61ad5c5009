package io.camelid.config.kubernetes.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.camelid.config.KubernetesObject;
import io.camelid.config.ObjectKey;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SelectionTest {
    private static final Selection OURS = new Selection(Set.of("camelid"), Set.of());

    private static KubernetesObject object(Resource resource, Map<String, Object> object) {
        return Samples.item(resource, object).object();
    }

    private static KubernetesObject gatewayClass(String name, String controller) {
        return object(
                Resource.GATEWAY_CLASS,
                Samples.spec(Resource.GATEWAY_CLASS, "", name, Map.of("controllerName", controller)));
    }

    private static KubernetesObject gateway(String name, String gatewayClass) {
        return object(Resource.GATEWAY, Samples.gateway(name, gatewayClass));
    }

    private static KubernetesObject route(String name, Object... parents) {
        return object(Resource.HTTP_ROUTE, Samples.route(name, parents));
    }

    private static List<String> names(List<KubernetesObject> objects) {
        return objects.stream().map(object -> object.key().name()).toList();
    }

    @Test
    void gatewaysOfOtherClassesAreLeftAlone() {
        assertEquals(List.of("ours"), names(OURS.of(List.of(gateway("ours", "camelid"), gateway("theirs", "other")))));
    }

    @Test
    void aClassOfOurControllerIsOursWhateverItsName() {
        assertEquals(
                List.of("fast", "gw"),
                names(OURS.of(List.of(
                        gatewayClass("fast", Selection.CONTROLLER),
                        gatewayClass("other", "example.com/controller"),
                        gateway("gw", "fast")))));
    }

    @Test
    void aClassOfAnotherControllerCanBeAdoptedButStaysTheirs() {
        Selection adopting = new Selection(Set.of("camelid", "agentgateway"), Set.of());
        assertEquals(
                List.of("gw"),
                names(adopting.of(List.of(
                        gatewayClass("agentgateway", "agentgateway.dev/agentgateway"),
                        gateway("gw", "agentgateway")))));
    }

    @Test
    void routesAreOursAsFarAsTheirParentsAre() {
        KubernetesObject own = route("own", Samples.parent("gw"));
        KubernetesObject both = route("both", Samples.parent("theirs"), Samples.parent("gw"));
        List<KubernetesObject> selected = OURS.of(List.of(
                gateway("gw", "camelid"),
                gateway("theirs", "other"),
                own,
                both,
                route("foreign", Samples.parent("theirs")),
                route("lost", Samples.parent("nobody")),
                route("service", Map.of("group", "", "kind", "Service", "name", "gw")),
                route("parentless")));
        assertEquals(List.of("gw", "own", "both"), names(selected));
        assertSame(own, selected.get(1));
        assertEquals(
                List.of(Samples.parent("gw")),
                Json.object(selected.get(2).content().get("spec")).get("parentRefs"));
    }

    @Test
    void gatewaysOfOtherSourcesHaveRoutesHere() {
        Selection selection = new Selection(
                Set.of("camelid"), Set.of(new ObjectKey(Resource.GATEWAY.group(), "Gateway", "elsewhere", "gw")));
        assertEquals(
                List.of("route"),
                names(selection.of(List.of(route("route", Map.of("name", "gw", "namespace", "elsewhere"))))));
    }
}
