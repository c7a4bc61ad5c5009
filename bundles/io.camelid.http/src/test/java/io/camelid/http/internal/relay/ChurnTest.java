package io.camelid.http.internal.relay;

import static io.camelid.http.internal.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.camelid.http.internal.Forwarder;
import io.camelid.http.internal.RawClient;
import io.camelid.http.internal.RawServer;
import io.camelid.http.internal.Wire;
import io.camelid.http.internal.listener.ListenerSettings;
import io.camelid.http.internal.upstream.UpstreamSettings;
import io.camelid.http.internal.upstream.UpstreamTimeouts;
import java.io.IOException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.io.ArrayByteBufferPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients and upstreams that break off wherever they like leave nothing behind, and harm nobody else. */
@Timeout(600)
class ChurnTest {
    private static final int CLIENTS = 24;
    private static final int REQUESTS = 60;
    private static final String BODY = "0123456789".repeat(5_000);

    @Test
    void leavesNothingBehind() throws Exception {
        UpstreamSettings standard = UpstreamSettings.DEFAULT;
        UpstreamSettings brief = new UpstreamSettings(
                standard.connectTimeout(), Duration.ofSeconds(2), 16, 1000, 16 << 10, standard.nameTtl());
        for (boolean streams : new boolean[] {false, true}) {
            Random chance = new Random(7);
            AtomicInteger whole = new AtomicInteger();
            AtomicInteger stuck = new AtomicInteger();
            try (RawServer server = new RawServer(link -> serve(link, chance));
                    Wire wire = new Wire(
                            ListenerSettings.DEFAULT,
                            brief,
                            client -> new Forwarder(
                                    client,
                                    () -> Wire.plaintext(server),
                                    streams,
                                    UpstreamTimeouts.NONE,
                                    BodyStage::unchanged))) {
                ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
                for (int i = 0; i < CLIENTS; i++) {
                    int seed = i;
                    clients.execute(() -> use(wire, new Random(seed), whole, stuck));
                }
                clients.shutdown();
                assertTrue(clients.awaitTermination(5, TimeUnit.MINUTES));
                assertEquals(0, stuck.get(), "answers that never came");
                assertTrue(whole.get() > CLIENTS * REQUESTS / 4, "whole answers: " + whole);

                eventually("clients gone", () -> wire.listeners().connections() == 0);
                assertEquals(0, wire.listener().inFlight());
                eventually("upstreams gone", () -> wire.client().connections() == 0);
                ArrayByteBufferPool buffers =
                        (ArrayByteBufferPool) wire.reactors().buffers();
                eventually(
                        "buffers back",
                        () -> buffers.getDirectByteBufferCount() == buffers.getAvailableDirectByteBufferCount()
                                && buffers.getHeapByteBufferCount() == buffers.getAvailableHeapByteBufferCount());
            }
        }
    }

    private static void serve(RawServer.Link link, Random chance) throws IOException, InterruptedException {
        while (link.head() != null) {
            link.in().readNBytes(2);
            switch (chance.nextInt(12)) {
                case 0 -> {
                    return;
                }
                case 1 -> {
                    link.send("HTTP/1.1 200 OK\r\nContent-Length: 50000\r\n\r\n0123");
                    return;
                }
                case 2 -> {
                    link.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n0123\r\n");
                    link.reset();
                    return;
                }
                case 3 -> {
                    link.send("HTTP/1.1 200");
                    return;
                }
                case 4 -> {
                    link.send("HTTP/1.1 200 OK\r\nContent-Length: 50000\r\n\r\n" + BODY);
                    return;
                }
                case 5 -> {
                    link.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
                    for (int at = 0; at < BODY.length(); at += 5000) {
                        link.send("1388\r\n" + BODY.substring(at, at + 5000) + "\r\n");
                    }
                    link.send("0\r\n\r\n");
                }
                default -> link.send("HTTP/1.1 200 OK\r\nContent-Length: 50000\r\n\r\n" + BODY);
            }
        }
    }

    private static void use(Wire wire, Random chance, AtomicInteger whole, AtomicInteger stuck) {
        for (int i = 0; i < REQUESTS; i++) {
            try (RawClient client = wire.connect()) {
                boolean more = true;
                while (more) {
                    client.post("/", "{}");
                    more = false;
                    switch (chance.nextInt(8)) {
                        case 0 -> client.reset();
                        case 1 -> client.leave();
                        case 2 -> client.in().read(new byte[1 + chance.nextInt(2000)]);
                        case 3 -> client.post("/", "{}").response();
                        default -> {
                            if (client.response().contains(BODY)) {
                                whole.incrementAndGet();
                                more = chance.nextBoolean();
                            }
                        }
                    }
                }
            } catch (java.net.SocketTimeoutException e) {
                stuck.incrementAndGet();
            } catch (IOException e) {
                // An answer that broke off.
            }
        }
    }
}
