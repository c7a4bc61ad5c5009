package io.camelid.bench.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.camelid.bench.machine.Ports;
import java.io.IOException;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class EventLoopTest {
    private static final long DEADLINE = TimeUnit.SECONDS.toNanos(20);
    private static final String STREAM_WITH_USAGE = "{\"stream\":true,\"stream_options\":{\"include_usage\":true}}";

    private final int port = Ports.free(1).get(0);
    private final URI url = URI.create("http://127.0.0.1:" + port + "/");

    @Test
    void everyEventOfPacedStreamsIsAccountedFor() throws IOException {
        long now = System.nanoTime();
        try (EventLoop loop = new EventLoop()) {
            Upstream upstream = new Upstream(
                    loop, port, Upstream.Plan.paced(TimeUnit.MILLISECONDS.toNanos(5), now + DEADLINE / 100));
            Tally tally = new Tally(now, now + DEADLINE);
            for (int i = 0; i < 20; i++) {
                Client.reading(loop, url, STREAM_WITH_USAGE, tally);
            }
            loop.run(() -> tally.over(20), now + DEADLINE);
            assertEquals(20, tally.completedCount(), () -> tally.failures().toString());
            assertEquals(upstream.sent(), tally.events());
            assertEquals(20, tally.first().size());
            assertEquals(tally.events(), tally.latency().size());
            assertTrue(tally.latency().min() > 0);
        }
    }

    @Test
    void aStreamThatIsCutIsAFailure() throws IOException {
        long now = System.nanoTime();
        Tally tally = new Tally(0, Long.MAX_VALUE);
        try (EventLoop loop = new EventLoop()) {
            try (EventLoop other = new EventLoop()) {
                Upstream upstream = new Upstream(
                        other, port, Upstream.Plan.paced(TimeUnit.MILLISECONDS.toNanos(1), now + DEADLINE));
                Client.reading(loop, url, STREAM_WITH_USAGE, tally);
                while (upstream.sent() < 10 && System.nanoTime() < now + DEADLINE) {
                    loop.run(() -> false, System.nanoTime() + 1_000_000);
                    other.run(() -> false, System.nanoTime() + 1_000_000);
                }
            }
            loop.run(() -> tally.over(1), now + DEADLINE);
        }
        assertEquals(1, tally.failed());
        assertEquals(0, tally.completedCount());
    }

    @Test
    void aSilentClientStopsItsUpstreamAndItsLeavingIsSeen() throws IOException {
        long now = System.nanoTime();
        long all = 200L * 1024 * 1024;
        try (EventLoop loop = new EventLoop()) {
            Upstream upstream = new Upstream(loop, port, Upstream.Plan.bulk(all));
            Client client = Client.silent(loop, url, STREAM_WITH_USAGE, new Tally(0, Long.MAX_VALUE));
            loop.run(() -> upstream.bytes() > 64 * 1024, now + DEADLINE);
            loop.run(() -> false, System.nanoTime() + DEADLINE / 100);
            assertTrue(upstream.bytes() < all / 4, () -> "only socket buffers: " + upstream.bytes());
            assertEquals(0, upstream.closedAt());
            client.close();
            loop.run(() -> upstream.closedAt() != 0, now + DEADLINE);
            assertTrue(upstream.closedAt() != 0);
        }
    }
}
