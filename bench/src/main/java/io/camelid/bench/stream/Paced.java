package io.camelid.bench.stream;

import io.camelid.bench.machine.Usage;
import io.camelid.bench.proxy.Chat;
import io.camelid.bench.proxy.Gateway;
import io.camelid.bench.proxy.Target;
import io.camelid.bench.report.Samples;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What came of many concurrent streams through one target, whose upstream sends an event at regular intervals.
 *
 * @param sent events that the upstream wrote
 * @param received events that clients read, each in its place
 * @param completed streams that were read to their proper end
 * @param failures why others failed, and how many
 * @param stalls events that met a full socket on their way out of the upstream
 * @param first milliseconds from a client's request to its first event
 * @param latency milliseconds from an event's sending to its reading
 * @param cpuMicros the proxy's, for each event
 * @param before what the proxy used before the first stream; all 0 without a proxy
 * @param during the same while all streams were open
 * @param heapBefore the gateway's live objects in bytes; 0 for what is no JVM
 * @param heapDuring the same while all streams were open
 */
public record Paced(
        long sent,
        long received,
        int completed,
        Map<String, Integer> failures,
        long stalls,
        Samples first,
        Samples latency,
        double cpuMicros,
        Usage before,
        Usage during,
        long heapBefore,
        long heapDuring) {
    /**
     * How many, and for how long.
     *
     * @param rampMillis over which the streams are opened evenly
     * @param seconds in which events are timed, once all are open
     * @param holdMillis for which the streams stay open after that, so that the heap can be looked at; 0 if nobody does
     */
    public record Shape(int streams, long rampMillis, int seconds, long intervalMillis, long holdMillis) {}

    private static final long SETTLE_MILLIS = 500;
    private static final long PATIENCE_MILLIS = 20_000;

    /** @param jvm whether the target has a heap */
    public static Paced run(int port, Target target, boolean jvm, Shape shape) throws IOException {
        boolean heap = jvm && shape.holdMillis > 0;
        long heapBefore = heap ? Gateway.liveHeap(pid(target)) : 0;
        Usage before = usage(target);
        try (EventLoop loop = new EventLoop()) {
            long start = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(100);
            long from = start + TimeUnit.MILLISECONDS.toNanos(shape.rampMillis + SETTLE_MILLIS);
            long to = from + TimeUnit.SECONDS.toNanos(shape.seconds);
            long end = to + TimeUnit.MILLISECONDS.toNanos(shape.holdMillis);
            Upstream upstream = new Upstream(
                    loop, port, Upstream.Plan.paced(TimeUnit.MILLISECONDS.toNanos(shape.intervalMillis), end));
            Tally tally = new Tally(from, to);
            String body = Chat.request(1024, true);
            for (int i = 0; i < shape.streams; i++) {
                long due = start + TimeUnit.MILLISECONDS.toNanos(shape.rampMillis) * i / shape.streams;
                loop.at(due, () -> Client.reading(loop, target.url(), body, tally));
            }
            Watch watch = new Watch(target, heap, from, to);
            watch.start();
            loop.run(() -> tally.over(shape.streams), end + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS));
            watch.await();
            double events = (double) shape.streams * TimeUnit.NANOSECONDS.toMillis(watch.nanos) / shape.intervalMillis;
            return new Paced(
                    upstream.sent(),
                    tally.events(),
                    tally.completedCount(),
                    tally.failures(),
                    upstream.stalls(),
                    tally.first(),
                    tally.latency(),
                    (watch.last.cpuMicros() - watch.first.cpuMicros()) / events,
                    before,
                    watch.last,
                    heapBefore,
                    watch.heap);
        }
    }

    /** Events that were sent and not read, and streams that did not end as they should. */
    public long lost(Shape shape) {
        return sent - received + shape.streams - completed;
    }

    private static long pid(Target target) {
        return target.pid().orElseThrow();
    }

    private static Usage usage(Target target) {
        return Usage.of(target.pid().orElse(-1));
    }

    /** Looks at the proxy from a thread of its own at both ends of the timing, so that the loop never pauses. */
    private static final class Watch extends Thread {
        private final Target target;
        private final boolean heapWanted;
        private final long from;
        private final long to;
        private Usage first;
        private Usage last;
        private long nanos;
        private long heap;

        Watch(Target target, boolean heapWanted, long from, long to) {
            super("watch");
            this.target = target;
            this.heapWanted = heapWanted;
            this.from = from;
            this.to = to;
            setDaemon(true);
        }

        @Override
        public void run() {
            sleepUntil(from - TimeUnit.MILLISECONDS.toNanos(SETTLE_MILLIS / 2));
            long began = System.nanoTime();
            first = usage(target);
            sleepUntil(to + TimeUnit.MILLISECONDS.toNanos(50));
            last = usage(target);
            nanos = System.nanoTime() - began;
            heap = heapWanted ? Gateway.liveHeap(pid(target)) : 0;
        }

        void await() {
            try {
                join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }

        private static void sleepUntil(long time) {
            try {
                TimeUnit.NANOSECONDS.sleep(time - System.nanoTime());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
