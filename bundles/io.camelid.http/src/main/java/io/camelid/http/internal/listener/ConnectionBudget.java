package io.camelid.http.internal.listener;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** How many client connections may be open at a time, over all ports. Thread-safe. */
final class ConnectionBudget {
    private final int max;
    private final AtomicInteger open = new AtomicInteger();
    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();

    ConnectionBudget(int max) {
        this.max = max;
    }

    /** Takes a place for one connection, if there is one. */
    boolean acquire() {
        if (open.incrementAndGet() <= max) {
            return true;
        }
        open.decrementAndGet();
        return false;
    }

    /** Gives a place back. */
    void release() {
        open.decrementAndGet();
        wake();
    }

    /** Runs a task once a place may be free. */
    void await(Runnable task) {
        waiting.add(task);
        if (open.get() < max) {
            wake();
        }
    }

    int open() {
        return open.get();
    }

    private void wake() {
        Runnable task = waiting.poll();
        if (task != null) {
            task.run();
        }
    }
}
