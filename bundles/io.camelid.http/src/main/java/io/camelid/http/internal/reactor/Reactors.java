package io.camelid.http.internal.reactor;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.eclipse.jetty.io.ArrayByteBufferPool;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.eclipse.jetty.util.thread.Scheduler;
import org.eclipse.jetty.util.thread.ThreadPool;

/**
 * The process's event loops with the threads, timer and buffers that everything on the wire shares.
 * Running from construction until {@link #close}, which closes every connection left.
 */
public final class Reactors implements AutoCloseable {
    private final ReactorThreadPool threads;
    private final Scheduler scheduler = new ScheduledExecutorScheduler("camelid-http-timer", true);
    private final ByteBufferPool buffers = new ArrayByteBufferPool();
    private final List<Reactor> reactors;
    private final AtomicInteger turn = new AtomicInteger();

    /**
     * @param count how many reactors; one for each core is right
     * @param workers threads for what may block (name resolution, reading trust stores)
     */
    public Reactors(int count, int workers) {
        threads = new ReactorThreadPool(count, workers);
        reactors = IntStream.range(0, count)
                .mapToObj(index -> new Reactor(index, threads, scheduler))
                .toList();
        LifeCycle.start(threads);
        LifeCycle.start(scheduler);
        reactors.forEach(reactor -> LifeCycle.start(reactor));
    }

    /** Every reactor, by {@link Reactor#index}. */
    public List<Reactor> all() {
        return reactors;
    }

    /** The reactor with the fewest connections: where a new one should go. */
    public Reactor leastLoaded() {
        Reactor best = byTurns();
        for (Reactor reactor : reactors) {
            if (reactor.channels() < best.channels()) {
                best = reactor;
            }
        }
        return best;
    }

    private Reactor byTurns() {
        return reactors.get(Math.floorMod(turn.getAndIncrement(), reactors.size()));
    }

    /** Threads for what may block; puts a Jetty connection that is to be resumed on its own reactor. */
    public ThreadPool threads() {
        return threads;
    }

    public Scheduler scheduler() {
        return scheduler;
    }

    public ByteBufferPool buffers() {
        return buffers;
    }

    @Override
    public void close() {
        reactors.forEach(reactor -> LifeCycle.stop(reactor));
        LifeCycle.stop(scheduler);
        LifeCycle.stop(threads);
    }
}
