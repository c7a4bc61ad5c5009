package io.camelid.itests.llama;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import de.kherud.llama.LlamaModel;
import de.kherud.llama.ModelParameters;
import io.camelid.itests.acceptance.harness.Client;
import io.camelid.itests.acceptance.harness.Gateway;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real llama.cpp generates, the gateway passes on, and every word arrives. */
class LlamaIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CHAT_PATH = "/v1/chat/completions";

    private static final String MANIFESTS =
            """
            apiVersion: agentgateway.dev/v1alpha1
            kind: AgentgatewayBackend
            metadata: {name: llama, namespace: default}
            spec: {ai: {provider: {openai: {model: tiny}, host: 127.0.0.1, port: %1$d}}}
            ---
            apiVersion: gateway.networking.k8s.io/v1
            kind: HTTPRoute
            metadata: {name: llama, namespace: default}
            spec:
              parentRefs: [{name: agentgateway}]
              rules:
              - matches: [{path: {type: PathPrefix, value: /llama}}]
                backendRefs: [{name: llama, group: agentgateway.dev, kind: AgentgatewayBackend}]
            """;

    @TempDir
    private static Path folder;

    private static LlamaServer server;
    private static Gateway gateway;

    @BeforeAll
    static void start() throws Exception {
        server = new LlamaServer(model(folder.resolve("tiny.gguf")));
        gateway = Gateway.named("llama")
                .manifest("llama.yaml", MANIFESTS.formatted(server.port()))
                .start();
    }

    @AfterAll
    static void stop() throws Exception {
        if (gateway != null) {
            gateway.close();
        }
        if (server != null) {
            server.close();
        }
    }

    private static LlamaModel model(Path file) throws IOException {
        TinyLlama.write(file);
        try {
            return new LlamaModel(new ModelParameters()
                    .setModel(file.toString())
                    .setCtxSize(512)
                    .setThreads(1)
                    .skipWarmup());
        } catch (UnsatisfiedLinkError e) {
            return abort("llama.cpp's native library does not load here: " + e.getMessage());
        }
    }

    private static String chat(String question, boolean stream) {
        return "{\"model\":\"any\",\"stream\":" + stream + ",\"messages\":[{\"role\":\"user\",\"content\":\"" + question
                + "\"}]}";
    }

    private static String text(HttpResponse<String> response) throws IOException {
        assertEquals(200, response.statusCode(), response::body);
        return JSON.readTree(response.body()).at("/choices/0/message/content").asText();
    }

    @Test
    void chatsAsWithoutTheGateway() throws Exception {
        String hello = text(gateway.http().post("/llama" + CHAT_PATH, chat("Hello", false)));
        assertTrue(hello.split(" ").length > 10, hello);
        assertEquals(text(new Client(server.port()).post(CHAT_PATH, chat("Hello", false))), hello);
        assertNotEquals(text(gateway.http().post("/llama" + CHAT_PATH, chat("Another question", false))), hello);
    }

    @Test
    void streamsWordByWord() throws Exception {
        HttpResponse<String> response = gateway.http().post("/llama" + CHAT_PATH, chat("Hello", true));
        assertEquals(200, response.statusCode());
        List<String> events =
                response.body().lines().filter(line -> !line.isEmpty()).toList();
        assertEquals("data: [DONE]", events.get(events.size() - 1));
        StringBuilder text = new StringBuilder();
        for (String event : events.subList(0, events.size() - 1)) {
            JsonNode delta = JSON.readTree(event.substring("data: ".length())).at("/choices/0/delta");
            text.append(delta.path("content").asText());
        }
        assertTrue(events.size() > 10, events::toString);
        assertFalse(text.isEmpty());
        assertEquals(text(gateway.http().post("/llama" + CHAT_PATH, chat("Hello", false))), text.toString());
    }

    @Test
    void listsItsModels() throws Exception {
        assertEquals(
                "tiny", gateway.http().json("/llama/v1/models").at("/data/0/id").asText());
    }
}
