package io.camelid.shell.internal.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import io.camelid.shell.internal.chat.FakeListener.Received;
import io.camelid.shell.internal.chat.FakeListener.Script;
import io.camelid.spi.HeaderField;
import io.camelid.spi.Usage;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ChatClientTest {
    private static final List<Message> HELLO = List.of(new Message("user", "hello"));

    @Test
    void handsOnEachPieceBeforeTheNextIsSent() throws Exception {
        LinkedBlockingQueue<String> seen = new LinkedBlockingQueue<>();
        Script script = exchange -> {
            FakeListener.events(exchange, FakeListener.delta("Hel"));
            assertEquals("Hel", seen.poll(10, TimeUnit.SECONDS));
            write(exchange, FakeListener.delta("lo"));
            write(exchange, "{\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}");
            write(exchange, "{\"choices\":[],\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":2}}");
            write(exchange, "[DONE]");
        };
        try (FakeListener listener = new FakeListener(script)) {
            ChatReply reply = client(listener).ask(Optional.of("gpt-4o"), HELLO, seen::add);

            assertEquals("Hello", reply.text());
            assertEquals("stop", reply.finish());
            assertEquals(Usage.of(5, 2), reply.usage());
            assertEquals(Optional.of("ai/openai"), reply.served().backend());
            assertEquals(Optional.of("2"), reply.served().attempts());
            assertTrue(reply.firstText().compareTo(reply.total()) <= 0);
            Received request = listener.received.get(0);
            assertEquals("gpt-4o", request.body().path("model").asText());
            assertEquals("hello", request.body().at("/messages/0/content").asText());
            assertTrue(request.body().at("/stream").asBoolean());
            assertTrue(request.body().at("/stream_options/include_usage").asBoolean());
        }
    }

    @Test
    void namesTheHostThatTheRouteWants() throws Exception {
        try (FakeListener listener = new FakeListener(exchange -> FakeListener.events(exchange, "[DONE]"))) {
            URI uri = URI.create("http://chat.example.com:" + listener.port() + "/v1/chat/completions?a=b");
            ChatAddress address = new ChatAddress(uri, "127.0.0.1", List.of(HeaderField.of("x-team", "blue")));
            new ChatClient(address, List.of(HeaderField.secret("Authorization", "Bearer x")))
                    .ask(Optional.empty(), HELLO, text -> {});

            Received request = listener.received.get(0);
            assertEquals("chat.example.com:" + listener.port(), request.header("Host"));
            assertEquals("blue", request.header("X-team"));
            assertEquals("Bearer x", request.header("Authorization"));
            assertFalse(request.body().has("model"));
        }
    }

    @Test
    void takesAnAnswerInOnePieceToo() throws Exception {
        String whole = "{\"choices\":[{\"message\":{\"content\":\"Hi\"},\"finish_reason\":\"length\"}]}";
        try (FakeListener listener = new FakeListener(exchange -> FakeListener.json(exchange, 200, whole))) {
            ChatReply reply = client(listener).ask(Optional.empty(), HELLO, text -> {});

            assertEquals("Hi", reply.text());
            assertEquals("length", reply.finish());
        }
    }

    @Test
    void saysWhatTheGatewaySaid() throws Exception {
        Script script = exchange -> {
            exchange.getResponseHeaders().set("x-camelid-error", "provider_not_installed");
            FakeListener.json(exchange, 503, "{\"error\":{\"message\":\"provider x is not installed\"}}");
        };
        try (FakeListener listener = new FakeListener(script)) {
            assertEquals("503 provider_not_installed: provider x is not installed", failure(listener));
        }
    }

    @Test
    void standsWhateverAnErrorLooksLike() throws Exception {
        try (FakeListener listener = new FakeListener(exchange -> FakeListener.json(exchange, 502, "<html>"))) {
            assertEquals("502", failure(listener));
        }
        try (FakeListener listener =
                new FakeListener(exchange -> FakeListener.json(exchange, 500, "{\"error\":\"no\"}"))) {
            assertEquals("500: no", failure(listener));
        }
    }

    @Test
    void tellsABrokenAnswerFromAWholeOne() throws Exception {
        try (FakeListener listener =
                new FakeListener(exchange -> FakeListener.events(exchange, FakeListener.delta("Hel")))) {
            assertEquals("the answer broke off", failure(listener));
        }
        Script error = exchange ->
                FakeListener.events(exchange, FakeListener.delta("Hel"), "{\"error\":{\"message\":\"upstream gone\"}}");
        try (FakeListener listener = new FakeListener(error)) {
            assertEquals("the answer broke off: upstream gone", failure(listener));
        }
    }

    @Test
    void aFieldThatCannotBeSentIsNamedWithoutItsValue() {
        for (HeaderField field : List.of(HeaderField.secret("Host", "x"), HeaderField.secret("X-Key", "sk\u0000"))) {
            ChatClient client = new ChatClient(address(1), List.of(field));
            ChatFailure failure =
                    assertThrows(ChatFailure.class, () -> client.ask(Optional.empty(), HELLO, text -> {}));
            assertEquals("the header field " + field.name() + " cannot be sent", failure.getMessage());
        }
    }

    @Test
    void saysThatNobodyListens() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        ChatClient client = new ChatClient(address(port), List.of());

        String message = assertThrows(ChatFailure.class, () -> client.ask(Optional.empty(), HELLO, text -> {}))
                .getMessage();

        assertTrue(message.startsWith("the exchange with http://127.0.0.1:" + port), message);
    }

    @Test
    void anInterruptEndsTheRequestOnTheWire() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        Script script = exchange -> {
            FakeListener.events(exchange, FakeListener.delta("Hel"));
            FakeListener.keepAlive(exchange);
        };
        try (FakeListener listener = new FakeListener(script)) {
            CompletableFuture<Throwable> end = new CompletableFuture<>();
            Thread thread = new Thread(() -> {
                try {
                    client(listener).ask(Optional.empty(), HELLO, text -> begun.countDown());
                    end.complete(null);
                } catch (Exception e) {
                    end.complete(e);
                }
            });
            thread.start();
            assertTrue(begun.await(10, TimeUnit.SECONDS));
            thread.interrupt();

            assertEquals(
                    InterruptedException.class, end.get(10, TimeUnit.SECONDS).getClass());
            assertTrue(listener.clientLeft.await(10, TimeUnit.SECONDS));
        }
    }

    @Test
    void aReaderWhoIsGoneEndsTheRequestOnTheWire() throws Exception {
        Script script = exchange -> {
            FakeListener.events(exchange, FakeListener.delta("Hel"));
            FakeListener.keepAlive(exchange);
        };
        try (FakeListener listener = new FakeListener(script)) {
            assertThrows(IllegalStateException.class, () -> client(listener).ask(Optional.empty(), HELLO, text -> {
                throw new IllegalStateException("gone");
            }));
            assertTrue(listener.clientLeft.await(10, TimeUnit.SECONDS));
        }
    }

    @Test
    void findsTheFirstModelOfTheList() throws Exception {
        Script script = exchange -> FakeListener.json(exchange, 200, "{\"data\":[{\"id\":\"a\"},{\"id\":\"b\"}]}");
        try (FakeListener listener = new FakeListener(script)) {
            assertEquals(Optional.of("a"), client(listener).firstModel());
            assertEquals("/v1/models", listener.received.get(0).target());
        }
        try (FakeListener listener = new FakeListener(exchange -> FakeListener.json(exchange, 404, "{}"))) {
            assertEquals(Optional.empty(), client(listener).firstModel());
        }
    }

    private static void write(HttpExchange exchange, String data) throws IOException {
        exchange.getResponseBody().write(("data: " + data + "\n\n").getBytes(StandardCharsets.UTF_8));
        exchange.getResponseBody().flush();
    }

    private static ChatAddress address(int port) {
        return new ChatAddress(URI.create("http://127.0.0.1:" + port + "/v1/chat/completions"), "127.0.0.1", List.of());
    }

    private static ChatClient client(FakeListener listener) {
        return new ChatClient(address(listener.port()), List.of());
    }

    private static String failure(FakeListener listener) {
        return assertThrows(ChatFailure.class, () -> client(listener).ask(Optional.empty(), HELLO, text -> {}))
                .getMessage();
    }
}
