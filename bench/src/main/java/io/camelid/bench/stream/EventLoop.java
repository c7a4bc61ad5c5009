package io.camelid.bench.stream;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * One thread for upstream and clients alike, so that neither waits for the other to be scheduled: what is measured is
 * the way between their sockets.
 */
final class EventLoop implements AutoCloseable {
    /** What a selection key carries. */
    interface Ready {
        /** The channel can do what it was registered for. Must not throw. */
        void ready(SelectionKey key);
    }

    private record Timer(long due, Runnable action) {}

    /** Due timers that run before sockets are looked at again. */
    private static final int BURST = 4;

    private final Selector selector;
    private final PriorityQueue<Timer> timers = new PriorityQueue<>(Comparator.comparingLong(Timer::due));
    private final ByteBuffer scratch = ByteBuffer.allocateDirect(256 * 1024);

    EventLoop() throws IOException {
        selector = Selector.open();
    }

    Selector selector() {
        return selector;
    }

    /** An empty buffer for use before the caller returns. */
    ByteBuffer scratch() {
        return scratch.clear();
    }

    /** Runs the action in the loop once {@link System#nanoTime} has come to {@code due}. */
    void at(long due, Runnable action) {
        timers.add(new Timer(due, action));
    }

    /** Turns until there is nothing left to wait for or the deadline has passed. */
    void run(BooleanSupplier finished, long deadline) throws IOException {
        while (!finished.getAsBoolean()) {
            long now = System.nanoTime();
            if (now > deadline) {
                return;
            }
            for (int i = 0; i < BURST && !timers.isEmpty() && timers.peek().due <= now; i++) {
                timers.poll().action.run();
            }
            select(timers.isEmpty() ? deadline : Math.min(deadline, timers.peek().due));
        }
    }

    /** Sleeps until a socket is ready or a timer is due; a millisecond, its grain, late at most. */
    private void select(long until) throws IOException {
        long wait = until - System.nanoTime();
        if (wait <= 0) {
            selector.selectNow(EventLoop::ready);
        } else {
            selector.select(EventLoop::ready, Math.max(1, TimeUnit.NANOSECONDS.toMillis(wait)));
        }
    }

    private static void ready(SelectionKey key) {
        ((Ready) key.attachment()).ready(key);
    }

    @Override
    public void close() throws IOException {
        for (SelectionKey key : selector.keys()) {
            key.channel().close();
        }
        selector.close();
    }
}
