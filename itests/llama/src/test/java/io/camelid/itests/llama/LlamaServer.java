package io.camelid.itests.llama;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import de.kherud.llama.InferenceParameters;
import de.kherud.llama.LlamaModel;
import de.kherud.llama.LlamaOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The least of OpenAI's API that a chat with a llama.cpp model needs, as Ollama and llama.cpp's own server have it. */
final class LlamaServer implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int TOKENS = 24;

    private final LlamaModel model;
    private final HttpServer server;
    // The model has one slot.
    private final ExecutorService executor = Executors.newSingleThreadExecutor();

    LlamaServer(LlamaModel model) throws IOException {
        this.model = model;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(executor);
        server.createContext("/v1/chat/completions", this::chat);
        server.createContext(
                "/v1/models",
                exchange -> answer(
                        exchange,
                        "{\"object\":\"list\",\"data\":[{\"id\":\"tiny\",\"object\":\"model\",\"created\":1,"
                                + "\"owned_by\":\"library\"}]}"));
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    private void chat(HttpExchange exchange) throws IOException {
        JsonNode request = JSON.readTree(exchange.getRequestBody());
        InferenceParameters parameters = new InferenceParameters(prompt(request))
                .setNPredict(request.path("max_tokens").asInt(TOKENS))
                .setTemperature(0)
                .setCachePrompt(false);
        if (request.path("stream").asBoolean()) {
            stream(exchange, parameters);
        } else {
            answer(
                    exchange,
                    "{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"tiny\",\"choices\":"
                            + "[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":"
                            + JSON.writeValueAsString(model.complete(parameters))
                            + "},\"finish_reason\":\"length\"}]}");
        }
    }

    private void stream(HttpExchange exchange, InferenceParameters parameters) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        try (OutputStream out = exchange.getResponseBody()) {
            for (LlamaOutput token : model.generate(parameters)) {
                event(out, "{\"content\":" + JSON.writeValueAsString(token.text) + "}", "null");
            }
            event(out, "{}", "\"length\"");
            out.write("data: [DONE]\n\n".getBytes(StandardCharsets.US_ASCII));
        }
    }

    private static void event(OutputStream out, String delta, String finishReason) throws IOException {
        String event =
                "data: {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"tiny\","
                        + "\"choices\":[{\"index\":0,\"delta\":" + delta + ",\"finish_reason\":" + finishReason
                        + "}]}\n\n";
        out.write(event.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private static String prompt(JsonNode request) {
        StringBuilder prompt = new StringBuilder();
        for (JsonNode message : request.path("messages")) {
            prompt.append(message.path("role").asText())
                    .append(": ")
                    .append(message.path("content").asText())
                    .append('\n');
        }
        return prompt.append("assistant:").toString();
    }

    private static void answer(HttpExchange exchange, String json) throws IOException {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, bytes.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        executor.shutdown();
        model.close();
    }
}
