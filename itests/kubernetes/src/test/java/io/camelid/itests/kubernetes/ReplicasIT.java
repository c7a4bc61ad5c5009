package io.camelid.itests.kubernetes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.camelid.itests.acceptance.harness.Await;
import io.camelid.itests.acceptance.harness.Gateway;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Two replicas, of which one writes status until it is killed. */
@EnabledIfSystemProperty(named = Cluster.PROPERTY, matches = ".+")
class ReplicasIT {
    private static final Duration LIVE = Duration.ofSeconds(30);
    private static final Duration TAKEOVER = Duration.ofSeconds(60);

    private Cluster cluster;
    private Map<String, Gateway> replicas = Map.of();

    @BeforeEach
    void start() throws Exception {
        cluster = new Cluster();
        Gateway one = cluster.gateway("kubernetes-replica-1").start();
        replicas = Map.of("kubernetes-replica-1", one);
        // On one machine they cannot share an address; in pods each has its own.
        Gateway two = cluster.gateway("kubernetes-replica-2")
                .environment("CAMELID_BIND", "127.0.0.2")
                .start();
        replicas = Map.of("kubernetes-replica-1", one, "kubernetes-replica-2", two);
        cluster.apply(Cluster.gateway(Cluster.NAMESPACE, "agentgateway", one.port()))
                .orThrow();
    }

    @AfterEach
    void stop() throws Exception {
        for (Gateway replica : replicas.values()) {
            replica.close();
        }
        cluster.clear(Cluster.NAMESPACE);
    }

    private static String route(String name) {
        return """
                apiVersion: gateway.networking.k8s.io/v1
                kind: HTTPRoute
                metadata: {name: %1$s, namespace: ai-system}
                spec:
                  parentRefs: [{name: agentgateway}]
                  rules:
                  - matches: [{path: {value: /%1$s}}]
                    filters: [{type: RequestRedirect, requestRedirect: {hostname: %1$s.test}}]
                """
                .formatted(name);
    }

    private String leader() throws Exception {
        return Await.until(
                TAKEOVER,
                () -> cluster.get("lease", Cluster.NAMESPACE, "camelid-leader")
                        .at("/spec/holderIdentity")
                        .asText(),
                replicas::containsKey);
    }

    @Test
    void statusIsWrittenByTheOtherWhenTheOneThatDidIsKilled() throws Exception {
        cluster.apply(route("first")).orThrow();
        cluster.awaitCondition("httproute", "first", "/status/parents/0", "Accepted", "True");
        for (Gateway replica : replicas.values()) {
            Await.until(
                    LIVE,
                    () -> replica.object("gateway.networking.k8s.io/v1", "httproutes", Cluster.NAMESPACE, "first")
                            != null);
        }
        String killed = leader();
        replicas.get(killed).kill();
        cluster.apply(route("second")).orThrow();
        long start = System.nanoTime();
        cluster.awaitCondition("httproute", "second", "/status/parents/0", "Accepted", "True");
        System.out.printf(
                "measured: status is written again %.1f s after the leader was killed%n",
                (System.nanoTime() - start) / 1e9);
        String next = leader();
        assertTrue(!next.equals(killed), next);
        assertEquals(
                1,
                cluster.get("httproute", Cluster.NAMESPACE, "second")
                        .at("/status/parents")
                        .size());
    }
}
