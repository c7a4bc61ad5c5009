package io.camelid.itests.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.camelid.itests.acceptance.harness.Assembly;
import io.camelid.itests.acceptance.harness.Command;
import io.camelid.itests.acceptance.harness.Folders;
import io.camelid.itests.acceptance.harness.Gateway;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** One assembly serves several gateways at a time, and nothing is written to it. */
class TwoGatewaysIT {
    private static final String MANIFESTS =
            """
            apiVersion: agentgateway.dev/v1alpha1
            kind: AgentgatewayBackend
            metadata: {name: %1$s, namespace: default}
            spec: {ai: {provider: {demo: {}}}}
            ---
            apiVersion: gateway.networking.k8s.io/v1
            kind: HTTPRoute
            metadata: {name: demo, namespace: default}
            spec:
              parentRefs: [{name: agentgateway}]
              rules:
              - backendRefs: [{name: %1$s, group: agentgateway.dev, kind: AgentgatewayBackend}]
            """;

    private static CompletableFuture<Gateway> started(String name) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return Gateway.named("two-gateways-" + name)
                        .manifest("all.yaml", MANIFESTS.formatted(name))
                        .start();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private static Map<Path, List<Object>> state(Assembly assembly) throws IOException {
        Map<Path, List<Object>> state = new TreeMap<>();
        for (Path file : Folders.files(assembly.home())) {
            state.put(file, List.of(Files.size(file), Files.getLastModifiedTime(file)));
        }
        return state;
    }

    @Test
    void runFromOneAssembly() throws Exception {
        Assembly assembly = Assembly.shared();
        Map<Path, List<Object>> before = state(assembly);
        CompletableFuture<Gateway> starting = started("left");
        try (Gateway right = started("right").join();
                Gateway left = starting.join()) {
            for (Map.Entry<String, Gateway> entry :
                    Map.of("left", left, "right", right).entrySet()) {
                String body = "{\"model\":\"demo\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
                assertEquals(
                        "default/" + entry.getKey(),
                        entry.getValue()
                                .http()
                                .post("/v1/chat/completions", body)
                                .headers()
                                .firstValue("x-camelid-backend")
                                .orElseThrow());
                Command.Result list = entry.getValue().shell("llm:backend-list");
                assertEquals(0, list.exit(), list::toString);
                assertEquals(
                        List.of(true, false),
                        List.of(
                                list.out().contains("default/" + entry.getKey()),
                                list.out().contains(entry.getKey().equals("left") ? "default/right" : "default/left")),
                        list::toString);
                Command.Result chat = entry.getValue().shell("llm:chat default/" + entry.getKey() + " Hello");
                assertEquals(0, chat.exit(), chat::toString);
                assertFalse(chat.out().isBlank());
            }
        }
        assertEquals(before, state(assembly));
    }
}
