package io.camelid.http.internal.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.camelid.http.internal.RawClient;
import io.camelid.http.internal.RawServer;
import io.camelid.http.internal.Wire;
import io.camelid.http.internal.relay.BodyStage;
import io.camelid.http.internal.relay.ClientOutput;
import io.camelid.http.internal.upstream.UpstreamTimeouts;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** That a request is served from its first byte to its last by one thread. */
@Timeout(60)
class AffinityTest {
    @Test
    void carriesAnswersOnTheThreadThatTookTheRequest() throws Exception {
        Map<Thread, Integer> carriers = new ConcurrentHashMap<>();
        BodyStage noting = new BodyStage() {
            @Override
            public void content(ByteBuffer chunk, ClientOutput output) {
                carriers.merge(Thread.currentThread(), 1, Integer::sum);
                output.write(chunk);
            }

            @Override
            public void end(ClientOutput output) {
                carriers.merge(Thread.currentThread(), 1, Integer::sum);
            }

            @Override
            public void fail(Throwable failure, ClientOutput output) {
                output.abort(failure);
            }
        };
        try (RawServer server = RawServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                Wire wire = Wire.forwardingTo(server, UpstreamTimeouts.NONE, () -> noting);
                RawClient first = wire.connect();
                RawClient second = wire.connect()) {
            for (int i = 0; i < 50; i++) {
                assertTrue(first.post("/", "{}").response().endsWith("ok"));
                assertTrue(second.post("/", "{}").response().endsWith("ok"));
            }
            Set<Thread> loops = Set.of(
                    loop(wire.reactors().all().get(0)),
                    loop(wire.reactors().all().get(1)));
            assertEquals(loops, carriers.keySet());
            assertEquals(2, server.links().size());
            carriers.values().forEach(count -> assertEquals(100, count));
        }
    }

    @Test
    void keepsAReactorOnItsThread() throws Exception {
        try (RawServer server = RawServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                Wire wire = Wire.forwardingTo(server)) {
            Thread before = loop(wire.reactors().all().get(0));
            for (int i = 0; i < 20; i++) {
                try (RawClient client = wire.connect()) {
                    client.post("/", "{}").response();
                }
            }
            assertSame(before, loop(wire.reactors().all().get(0)));
        }
    }

    @Test
    void spreadsConnections() throws Exception {
        try (RawServer server = RawServer.answering("");
                Wire wire = Wire.forwardingTo(server)) {
            RawClient[] clients = new RawClient[20];
            for (int i = 0; i < clients.length; i++) {
                clients[i] = wire.connect();
            }
            io.camelid.http.internal.Eventually.eventually(
                    "accepted", () -> wire.reactors().all().stream().allMatch(reactor -> reactor.channels() == 10));
            for (RawClient client : clients) {
                client.close();
            }
            io.camelid.http.internal.Eventually.eventually(
                    "gone", () -> wire.reactors().all().stream().allMatch(reactor -> reactor.channels() == 0));
        }
    }

    private static Thread loop(Reactor reactor) {
        CompletableFuture<Thread> thread = new CompletableFuture<>();
        reactor.run(() -> thread.complete(Thread.currentThread()));
        return thread.join();
    }
}
