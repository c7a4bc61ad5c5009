package io.camelid.provider.azureopenai.internal.entra;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.camelid.testkit.upstream.FakeUpstream;
import java.io.FileNotFoundException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class TokenClientTest {
    private final TokenClient client = new TokenClient();

    @Test
    void waitsForTheWholeAnswerAndClosesTheConnectionWhenItIsLate() throws Exception {
        BlockingQueue<Boolean> closed = new LinkedBlockingQueue<>();
        try (FakeUpstream server = FakeUpstream.start((request, response) -> {
            response.begin(200);
            response.chunk("{");
            closed.add(response.awaitDisconnect(Duration.ofSeconds(10)));
        })) {
            ExecutionException late =
                    assertThrows(ExecutionException.class, () -> client.send(() -> get(server), Duration.ofMillis(200))
                            .get(10, TimeUnit.SECONDS));
            assertInstanceOf(TimeoutException.class, late.getCause());
            assertEquals(Boolean.TRUE, closed.poll(10, TimeUnit.SECONDS));
        }
    }

    @Test
    void worksOnThreadsOfItsOwn() throws Exception {
        try (FakeUpstream server = FakeUpstream.start((request, response) -> response.json(200, "{}"))) {
            CompletableFuture<String> thread = new CompletableFuture<>();
            HttpResponse<byte[]> answer = client.send(
                            () -> {
                                thread.complete(Thread.currentThread().getName());
                                return get(server);
                            },
                            Duration.ofSeconds(5))
                    .get(10, TimeUnit.SECONDS);
            assertEquals(200, answer.statusCode());
            assertEquals("camelid-azure-tokens", thread.join());
        }
    }

    @Test
    void failsWithWhatCannotBeRead() {
        ExecutionException failure = assertThrows(ExecutionException.class, () -> client.send(
                        () -> {
                            throw new FileNotFoundException("token");
                        },
                        Duration.ofSeconds(5))
                .get(10, TimeUnit.SECONDS));
        assertTrue(failure.getCause() instanceof FileNotFoundException, failure::toString);
    }

    private static HttpRequest get(FakeUpstream server) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/"))
                .build();
    }
}
