package io.camelid.shell.internal.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** A listener on loopback that answers chat completions as a test prescribes. */
public final class FakeListener implements AutoCloseable {
    /** Answers one request. */
    @FunctionalInterface
    public interface Script {
        void answer(HttpExchange exchange) throws IOException, InterruptedException;
    }

    /** What came in. */
    public record Received(String target, Map<String, List<String>> headers, JsonNode body) {
        public String header(String name) {
            return headers.getOrDefault(name, List.of("")).get(0);
        }
    }

    public final List<Received> received = new CopyOnWriteArrayList<>();

    /** Opens when an answer could not be sent because the client had left. */
    public final CountDownLatch clientLeft = new CountDownLatch(1);

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;

    public FakeListener(Script script) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            received.add(new Received(
                    exchange.getRequestURI().toString(),
                    Map.copyOf(exchange.getRequestHeaders()),
                    new ObjectMapper().readTree(body)));
            try (exchange) {
                script.answer(exchange);
            } catch (IOException e) {
                clientLeft.countDown();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        server.start();
    }

    public int port() {
        return server.getAddress().getPort();
    }

    /** Sends events, each of them at once. */
    public static void events(HttpExchange exchange, String... data) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.getResponseHeaders().set("x-camelid-backend", "ai/openai");
        exchange.getResponseHeaders().set("x-camelid-provider", "first");
        exchange.getResponseHeaders().set("x-camelid-attempts", "2");
        exchange.sendResponseHeaders(200, 0);
        OutputStream out = exchange.getResponseBody();
        for (String event : data) {
            out.write(("data: " + event + "\n\n").getBytes(StandardCharsets.UTF_8));
            out.flush();
        }
    }

    public static String delta(String text) {
        return "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" + text + "\"},\"finish_reason\":null}]}";
    }

    /** Sends nothing more, but finds out whether the client is there still. */
    public static void keepAlive(HttpExchange exchange) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (System.nanoTime() < deadline) {
            exchange.getResponseBody().write(": still here\n\n".getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }

    public static void json(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
