package io.camelid.config.kubernetes.internal;

import static io.camelid.config.kubernetes.internal.FakeApiServer.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LeadershipTest {
    private final FakeApiServer server;
    private final Api api;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

    LeadershipTest() throws IOException {
        server = new FakeApiServer().serve(FakeApiServer.LEASES, "v1");
        api = server.api();
    }

    @AfterEach
    void stop() {
        timer.shutdownNow();
        api.close();
        server.close();
    }

    private Leadership candidate(String name) {
        Leadership candidate = new Leadership(api, "ai", name, timer);
        candidate.start();
        return candidate;
    }

    private Map<String, Object> lease() {
        return Json.object(
                server.get(FakeApiServer.LEASES, "ai", Leadership.NAME).get("spec"));
    }

    private void hold(String holder, long seconds) {
        server.put(
                FakeApiServer.LEASES,
                Samples.spec(
                        FakeApiServer.LEASES,
                        "ai",
                        Leadership.NAME,
                        Map.of("holderIdentity", holder, "leaseDurationSeconds", seconds, "leaseTransitions", 3L)));
    }

    @Test
    void theFirstHoldsItAndRenewsAndHandsOver() {
        Leadership first = candidate("first");
        await("first holds", first::isHeld);
        Object renewed = lease().get("renewTime");
        Leadership second = candidate("second");
        await("renewed", () -> !renewed.equals(lease().get("renewTime")));
        assertFalse(second.isHeld());
        assertTrue(first.isHeld());
        first.stop();
        assertTrue(
                server.requests("PUT", FakeApiServer.LEASES).stream().anyMatch(request -> ""
                        .equals(Json.object(request.body().get("spec")).get("holderIdentity"))),
                "released, not left to expire");
        assertFalse(first.isHeld());
        await("second holds", second::isHeld);
        assertEquals("second", lease().get("holderIdentity"));
    }

    @Test
    void oneThatIsNotRenewedIsTakenOver() {
        hold("dead", 1);
        Leadership candidate = candidate("alive");
        await("taken", candidate::isHeld);
        assertEquals(4L, lease().get("leaseTransitions"));
    }

    @Test
    void oneThatAnotherTookIsLost() {
        Leadership first = candidate("first");
        await("first holds", first::isHeld);
        hold("usurper", 60);
        await("lost", () -> !first.isHeld());
        assertEquals("usurper", lease().get("holderIdentity"));
    }

    @Test
    void aMissingPermissionIsToldAndItsReturnNoticed() {
        server.refuse(FakeApiServer.LEASES, 403);
        Leadership candidate = candidate("one");
        await("refused", () -> candidate.refusal().isPresent());
        assertEquals(
                "leases is forbidden: User \"camelid\" cannot GET",
                candidate.refusal().get());
        server.permit(FakeApiServer.LEASES);
        await("held", candidate::isHeld);
        assertTrue(candidate.refusal().isEmpty());
    }
}
