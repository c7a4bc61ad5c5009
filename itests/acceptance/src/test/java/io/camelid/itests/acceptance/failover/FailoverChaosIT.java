package io.camelid.itests.acceptance.failover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.camelid.itests.acceptance.failover.Load.Failure;
import io.camelid.itests.acceptance.failover.MortalVendor.State;
import io.camelid.itests.acceptance.harness.Await;
import io.camelid.itests.acceptance.harness.Gateway;
import io.camelid.itests.acceptance.harness.Ports;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Three providers of one Backend go down and come back at random while 200 streams are open and 200 requests a second come in. One
 * of them is up at any moment, and before another goes down it has been since before any request that waits for an answer. {@code -Dcamelid.chaos.seconds=60} does so for longer,
 * {@code -Dcamelid.chaos.seed} otherwise.
 */
class FailoverChaosIT {
    private static final int SECONDS = Integer.getInteger("camelid.chaos.seconds", 10);
    private static final long SEED = Long.getLong("camelid.chaos.seed", 5);
    private static final int STREAMS = 200;
    private static final int REQUESTS_PER_SECOND = 200;
    private static final Duration WARM = Duration.ofSeconds(60);
    private static final int PAUSE = 600;
    private static final int KILLS = 3;
    private static final State[] WAYS = {State.REFUSING, State.RESETTING, State.CUTTING, State.FAILING, State.SILENT};

    private static final String MANIFESTS =
            """
            apiVersion: agentgateway.dev/v1alpha1
            kind: AgentgatewayBackend
            metadata: {name: mortal, namespace: default}
            spec:
              ai:
                groups:
                - providers:
                  - {name: first, openai: {}, host: 127.0.0.1, port: %1$d}
                  - {name: second, openai: {}, host: 127.0.0.1, port: %2$d}
                - providers:
                  - {name: third, openai: {}, host: 127.0.0.1, port: %3$d}
            ---
            apiVersion: gateway.networking.k8s.io/v1
            kind: HTTPRoute
            metadata: {name: streams, namespace: default, annotations: {camelid.io/first-token-timeout: 5s}}
            spec:
              parentRefs: [{name: agentgateway}]
              rules:
              - matches: [{path: {type: PathPrefix, value: /stream}}]
                backendRefs: [{name: mortal, group: agentgateway.dev, kind: AgentgatewayBackend}]
            ---
            apiVersion: gateway.networking.k8s.io/v1
            kind: HTTPRoute
            metadata: {name: requests, namespace: default}
            spec:
              parentRefs: [{name: agentgateway}]
              rules:
              - matches: [{path: {type: PathPrefix, value: /request}}]
                timeouts: {backendRequest: 5s}
                backendRefs: [{name: mortal, group: agentgateway.dev, kind: AgentgatewayBackend}]
            """;

    private final List<MortalVendor> vendors = new ArrayList<>();
    private final Random random = new Random(SEED);
    private Gateway gateway;
    private Load load;

    @BeforeEach
    void start() throws Exception {
        Iterator<Integer> ports = Ports.free(3).iterator();
        while (ports.hasNext()) {
            vendors.add(new MortalVendor(ports.next()));
        }
        gateway = Gateway.named("failover-chaos")
                .manifest(
                        "mortal.yaml",
                        MANIFESTS.formatted(
                                vendors.stream().map(MortalVendor::port).toArray()))
                .start();
        load = new Load(gateway.http());
        load.start(STREAMS, REQUESTS_PER_SECOND);
        Await.until(WARM, () -> load.streams() > 2 * STREAMS && load.requests() > 2 * REQUESTS_PER_SECOND);
    }

    @AfterEach
    void stop() throws Exception {
        load.close();
        gateway.close();
        for (MortalVendor vendor : vendors) {
            vendor.close();
        }
    }

    @Test
    void noRequestFailsWhileAProviderIsUp() throws Exception {
        int downs = 0;
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        while (System.nanoTime() < end) {
            MortalVendor vendor = vendors.get(random.nextInt(vendors.size()));
            if (!vendor.isUp()) {
                vendor.revive();
                pause();
            } else if (mayGo(vendor)) {
                vendor.leave(WAYS[random.nextInt(WAYS.length)]);
                downs++;
                pause();
            }
        }
        for (MortalVendor vendor : vendors) {
            vendor.revive();
        }
        load.stop();
        report(downs, 0);
        assertEquals(List.of(), List.copyOf(load.failures(Failure.OTHER)));
        assertEquals(List.of(), List.copyOf(load.failures(Failure.ERROR_EVENT)));
        assertTrue(downs >= SECONDS / 5, "providers hardly went down");
        assertTrue(load.tries().keySet().stream().anyMatch(tries -> tries > 1), "nothing was retried");
    }

    /** A stream cannot be saved whose provider dies in the middle of it, but its client can be told. */
    @Test
    void whoLosesItsProviderInTheMiddleOfAStreamIsTold() throws Exception {
        int cut = 0;
        for (int i = 0; i < KILLS; i++) {
            MortalVendor vendor = vendors.stream()
                    .max(Comparator.comparingInt(MortalVendor::streams))
                    .orElseThrow();
            Await.until(WARM, () -> mayGo(vendor) && vendor.streams() > 0);
            cut += vendor.die();
            TimeUnit.SECONDS.sleep(1);
            vendor.revive();
        }
        load.stop();
        report(KILLS, cut);
        assertEquals(List.of(), List.copyOf(load.failures(Failure.OTHER)));
        int told = load.failures(Failure.ERROR_EVENT).size();
        // A few whose content had not arrived at the gateway could be saved all the same.
        assertTrue(told > 0 && told <= cut, () -> "told: " + told);
    }

    /** Whether another provider has been up since before any request that has no answer yet. */
    private boolean mayGo(MortalVendor vendor) {
        return vendors.stream().anyMatch(other -> other != vendor && other.isUp() && load.isAllSince(other.upSince()));
    }

    private void pause() throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(random.nextInt(PAUSE));
    }

    private void report(int downs, int cut) {
        System.out.println("seed " + SEED + ": " + load.streams() + " streams, " + load.requests()
                + " requests, " + downs + " times down, " + cut + " streams cut, tries " + load.tries() + ", failures "
                + load.failures(Failure.OTHER).size() + ", error events "
                + load.failures(Failure.ERROR_EVENT).size());
    }
}
