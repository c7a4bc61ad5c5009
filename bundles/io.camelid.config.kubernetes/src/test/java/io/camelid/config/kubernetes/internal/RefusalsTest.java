package io.camelid.config.kubernetes.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.camelid.config.Problem;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RefusalsTest {
    private final Refusals refusals = new Refusals();

    @Test
    void aKindThatIsRefusedIsAProblemAndTriedAgainAfterAWhile() {
        assertTrue(refusals.add(Resource.HTTP_ROUTE, "forbidden", 100));
        assertFalse(refusals.add(Resource.HTTP_ROUTE, "forbidden", 200), "known");
        assertEquals(
                List.of("the status of httproutes.gateway.networking.k8s.io cannot be written: forbidden"),
                refusals.problems().stream().map(Problem::message).toList());
        assertEquals(TimeUnit.SECONDS.toNanos(10), refusals.pause(Resource.HTTP_ROUTE, 200));
        assertEquals(-1, refusals.pause(Resource.HTTP_ROUTE, 201 + TimeUnit.SECONDS.toNanos(10)));
        assertEquals(0, refusals.pause(Resource.GATEWAY, 200), "other kinds are written");
        assertTrue(refusals.remove(Resource.HTTP_ROUTE));
        assertFalse(refusals.remove(Resource.HTTP_ROUTE));
        assertEquals(0, refusals.pause(Resource.HTTP_ROUTE, 200));
        assertEquals(List.of(), refusals.problems());
    }
}
