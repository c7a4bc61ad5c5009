package io.camelid.bench.stream;

import io.camelid.bench.machine.Usage;
import io.camelid.bench.proxy.Chat;
import io.camelid.bench.proxy.Target;
import io.camelid.bench.proxy.Wrk;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * What came of a client that asks for a stream and never reads, while its upstream has much to send.
 *
 * @param acceptedBytes what the sockets and the proxy took from the upstream before nothing moved any more
 * @param residentGrowth of the proxy's memory, in bytes
 * @param neighbour another client's requests meanwhile
 * @param abortMillis from the client's leaving until the upstream saw its own connection closed; NaN if it never did
 */
public record Stuck(long acceptedBytes, long residentGrowth, Wrk.Load neighbour, double abortMillis) {
    private static final long CHECK = TimeUnit.MILLISECONDS.toNanos(100);
    private static final int STILL_CHECKS = 20;
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(60);
    private static final long ABORT_PATIENCE = TimeUnit.SECONDS.toNanos(10);

    /** @param requests the same proxy, asked for short answers by the neighbour */
    public static Stuck run(int port, Target stream, Target requests, Wrk wrk, long bytes) throws IOException {
        try (EventLoop loop = new EventLoop()) {
            Upstream upstream = new Upstream(loop, port, Upstream.Plan.bulk(bytes));
            Usage before = usage(stream);
            Client client = Client.silent(loop, stream.url(), Chat.request(1024, true), new Tally(0, Long.MAX_VALUE));
            Standstill standstill = new Standstill(loop, upstream, bytes);
            loop.run(standstill::reached, System.nanoTime() + PATIENCE);
            Wrk.Load neighbour = wrk.run(requests.url(), 1, 1);
            long growth = usage(stream).residentBytes() - before.residentBytes();
            long left = System.nanoTime();
            client.close();
            loop.run(() -> upstream.closedAt() != 0, left + ABORT_PATIENCE);
            double abort = upstream.closedAt() == 0 ? Double.NaN : (upstream.closedAt() - left) / 1e6;
            return new Stuck(upstream.bytes(), growth, neighbour, abort);
        }
    }

    private static Usage usage(Target target) {
        return Usage.of(target.pid().orElse(-1));
    }

    /** Looks every now and then whether bytes still move. */
    private static final class Standstill {
        private final EventLoop loop;
        private final Upstream upstream;
        private final long all;
        private long last = -1;
        private int still;

        Standstill(EventLoop loop, Upstream upstream, long all) {
            this.loop = loop;
            this.upstream = upstream;
            this.all = all;
            check();
        }

        boolean reached() {
            return still >= STILL_CHECKS || upstream.bytes() >= all;
        }

        private void check() {
            still = upstream.bytes() == last && last > 0 ? still + 1 : 0;
            last = upstream.bytes();
            loop.at(System.nanoTime() + CHECK, this::check);
        }
    }
}
