package io.camelid.itests.acceptance.failover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.camelid.itests.acceptance.failover.Caller.Outcome;
import io.camelid.itests.acceptance.failover.Caller.View;
import io.camelid.itests.acceptance.harness.Await;
import io.camelid.itests.acceptance.harness.Gateway;
import io.camelid.itests.acceptance.harness.RawConnection;
import io.camelid.testkit.upstream.FakeOpenAi;
import io.camelid.testkit.upstream.FakeUpstream;
import io.camelid.testkit.upstream.UpstreamRequest;
import io.camelid.testkit.upstream.UpstreamResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A provider that is slow gets company, and whoever has something first is the one that the client hears. */
class HedgingIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final FakeUpstream.Script QUICK = new FakeOpenAi("");
    /** In a question, what nobody answers. */
    private static final String NEVER = "the last digit of pi";

    private static final long HEDGE_MILLIS = 400;
    private static final long LITTLE_MILLIS = 1_500;

    private static final String MANIFESTS =
            """
            apiVersion: agentgateway.dev/v1alpha1
            kind: AgentgatewayBackend
            metadata: {name: hedged, namespace: default, annotations: {camelid.io/hedge-after: %dms}}
            spec:
              ai:
                groups:
                - providers: [{name: slow, openai: {model: m}, host: 127.0.0.1, port: %d}]
                - providers: [{name: quick, openai: {model: m}, host: 127.0.0.1, port: %d}]
            ---
            apiVersion: gateway.networking.k8s.io/v1
            kind: HTTPRoute
            metadata: {name: hedged, namespace: default}
            spec:
              parentRefs: [{name: agentgateway}]
              rules:
              - matches: [{path: {type: PathPrefix, value: /hedged}}]
                backendRefs: [{name: hedged, group: agentgateway.dev, kind: AgentgatewayBackend}]
            """;

    /** When the slow provider saw each of its connections close. */
    private static final BlockingQueue<Long> LEFT = new LinkedBlockingQueue<>();

    private static FakeUpstream slow;
    private static FakeUpstream quick;
    private static Gateway gateway;

    @BeforeAll
    static void start() throws Exception {
        slow = FakeUpstream.start(HedgingIT::hesitate);
        quick = FakeUpstream.start(HedgingIT::answer);
        gateway = Gateway.named("hedging")
                .manifest("hedged.yaml", MANIFESTS.formatted(HEDGE_MILLIS, slow.port(), quick.port()))
                .start();
    }

    @AfterAll
    static void stop() throws Exception {
        if (gateway != null) {
            gateway.close();
        }
        slow.close();
        quick.close();
    }

    /** Streams begin, but without a word; anything else does not even do that. */
    private static void hesitate(UpstreamRequest request, UpstreamResponse response) throws IOException {
        if (request.text().contains("\"stream\":true")) {
            response.events();
            response.event(
                    "{\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":"
                            + "[{\"index\":0,\"delta\":{\"role\":\"assistant\"},\"finish_reason\":null}]}");
        }
        if (response.awaitDisconnect(Duration.ofSeconds(20))) {
            LEFT.add(System.nanoTime());
        }
    }

    private static void answer(UpstreamRequest request, UpstreamResponse response)
            throws IOException, InterruptedException {
        if (request.text().contains(NEVER)) {
            hesitate(request, response);
        } else {
            QUICK.answer(request, response);
        }
    }

    @Test
    void aClientThatLeavesLeavesBoth() throws Exception {
        String body = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"" + NEVER + "\"}]}";
        try (RawConnection client = RawConnection.narrow(gateway.port())) {
            client.send("POST /hedged/v1/chat/completions HTTP/1.1\r\nHost: gateway\r\nContent-Length: " + body.length()
                    + "\r\n\r\n" + body);
            Await.until(Duration.ofSeconds(10), () -> quick.requests().stream()
                    .anyMatch(request -> request.text().contains(NEVER)));
        }
        assertNotNull(LEFT.poll(2, TimeUnit.SECONDS), "nobody was left");
        assertNotNull(LEFT.poll(2, TimeUnit.SECONDS), "one is still asked");
    }

    @ParameterizedTest
    @EnumSource
    void aSecondProviderIsAskedAndTheSlowOneLetGo(Caller caller) throws Exception {
        for (int i = 0; i < 2; i++) {
            long begun = System.nanoTime();
            Outcome outcome = caller.ask(gateway.http(), "/hedged", "Hi");

            assertEquals(200, outcome.status(), outcome::toString);
            assertEquals(View.WHOLE, outcome.view(), outcome::toString);
            assertEquals("quick", outcome.provider());
            assertEquals(2, outcome.attempts(), "the slow one was asked first, also after it has been slow");
            assertTrue(outcome.millis() >= HEDGE_MILLIS, outcome::toString);
            assertTrue(outcome.millis() < HEDGE_MILLIS + LITTLE_MILLIS, outcome::toString);
            Long left = LEFT.poll(1, TimeUnit.SECONDS);
            assertNotNull(left, "the slow provider still serves");
            assertTrue(TimeUnit.NANOSECONDS.toMillis(left - begun) < outcome.millis() + 1_000);
        }
        for (JsonNode target :
                JSON.readTree(gateway.shell("llm:target-list --json").orThrow().out())) {
            assertFalse(target.path("evicted").asBoolean(), target::toString);
            assertEquals(0, target.path("failed").asInt(), target::toString);
        }
    }
}
