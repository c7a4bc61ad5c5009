package io.camelid.admin.internal.health;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.camelid.admin.internal.http.Query;
import io.camelid.admin.internal.http.Reply;
import io.camelid.admin.internal.kube.FakeConfiguration;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class HealthEndpointTest {
    private final FakeConfiguration configuration = new FakeConfiguration();
    private final AtomicReference<Optional<String>> gate = new AtomicReference<>(Optional.empty());
    private final HealthEndpoint endpoint = new HealthEndpoint(configuration, List.of(Optional::empty, gate::get));

    @Test
    void isReadyOnceTheFirstConfigurationIsServed() {
        configuration.ready = false;
        assertEquals("503 not ready: the first configuration is not yet served\n", get("/healthz/ready"));

        configuration.ready = true;
        assertEquals("200 ready\n", get("/healthz/ready"));
    }

    @Test
    void isNotReadyWhileSomethingObjects() {
        gate.set(Optional.of("draining"));
        assertEquals("503 not ready: draining\n", get("/healthz/ready"));

        gate.set(Optional.empty());
        assertEquals("200 ready\n", get("/healthz/ready"));
    }

    @Test
    void livesAllTheWhile() {
        configuration.ready = false;
        gate.set(Optional.of("draining"));

        assertEquals("200 ok\n", get("/healthz/live"));
        assertEquals("200 ok\n", get(new HealthEndpoint(), "/healthz/live"));
        assertEquals(
                "503 not ready: the first configuration is not yet served\n",
                get(new HealthEndpoint(), "/healthz/ready"));
    }

    private String get(String path) {
        return get(endpoint, path);
    }

    private static String get(HealthEndpoint endpoint, String path) {
        Reply.Whole reply = (Reply.Whole) endpoint.answer(new Query("GET", path, Map.of(), ""));
        return reply.status() + " " + new String(reply.body(), StandardCharsets.UTF_8);
    }
}
