package io.camelid.config.kubernetes.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.camelid.config.Compilation;
import io.camelid.config.KubernetesObject;
import io.camelid.config.ObjectKey;
import io.camelid.config.Origin;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DesiredStatusTest {
    private static final KubernetesObject GATEWAY =
            Samples.item(Resource.GATEWAY, Samples.gateway("gw", "camelid")).object();
    private static final KubernetesObject ROUTE = Samples.item(
                    Resource.HTTP_ROUTE, Samples.route("r", Samples.parent("gw")))
            .object();
    private static final KubernetesObject BACKEND = Samples.item(
                    Resource.AGENTGATEWAY_BACKEND, Samples.backend("b", "s"))
            .object();
    private static final ObjectKey THEIRS =
            new ObjectKey(Resource.GATEWAY.group(), Resource.GATEWAY.kind(), "ai", "theirs");

    private static Set<ObjectKey> keys(KubernetesObject... objects) {
        return Set.of(List.of(objects).stream().map(KubernetesObject::key).toArray(ObjectKey[]::new));
    }

    @Test
    void isWhatTheCompilationSays() {
        Compilation compilation = Samples.compilation(List.of(GATEWAY, ROUTE, BACKEND), "True");
        Set<ObjectKey> all = keys(GATEWAY, ROUTE, BACKEND);
        DesiredStatus desired = new DesiredStatus(compilation, all, all);
        all.forEach(key ->
                assertEquals(Optional.of(compilation.statuses().get(key).status()), desired.of(key), key::toString));
        assertTrue(desired.isOf(compilation, all));
        assertFalse(desired.isOf(Samples.compilation(List.of(), "True"), all));
    }

    @Test
    void ofARouteThatIsNotOursAnyMoreNothingOfUsStays() {
        Compilation compilation = Samples.compilation(List.of(), "True");
        assertEquals(
                Optional.of(Map.of("parents", List.of())),
                new DesiredStatus(compilation, Set.of(), keys(ROUTE)).of(ROUTE.key()));
        assertEquals(
                Optional.empty(),
                new DesiredStatus(compilation, keys(ROUTE), keys(ROUTE)).of(ROUTE.key()),
                "it is to be compiled yet");
        assertEquals(Optional.empty(), new DesiredStatus(compilation, Set.of(), keys(GATEWAY)).of(GATEWAY.key()));
    }

    @Test
    void anObjectThatAnotherSourceHasTooIsReportedThere() {
        KubernetesObject elsewhere = new KubernetesObject(
                ROUTE.key(), ROUTE.apiVersion(), ROUTE.content(), 1, Optional.empty(), new Origin("directory", "r", 1));
        Compilation compilation = Samples.compilation(List.of(elsewhere), "True");
        assertEquals(Optional.empty(), new DesiredStatus(compilation, keys(ROUTE), keys(ROUTE)).of(ROUTE.key()));
    }

    @Test
    void aBackendThatOnlyAnotherControllerMayLeadToIsLeftToIt() {
        Compilation compilation = Samples.compilation(List.of(GATEWAY, ROUTE, BACKEND), "True");
        Set<ObjectKey> delivered = keys(GATEWAY, ROUTE, BACKEND);
        Set<ObjectKey> present = Set.of(GATEWAY.key(), THEIRS, ROUTE.key(), BACKEND.key());
        DesiredStatus desired = new DesiredStatus(compilation, delivered, present);
        assertEquals(Optional.empty(), desired.of(BACKEND.key()));
        assertTrue(desired.of(ROUTE.key()).isPresent());
    }
}
