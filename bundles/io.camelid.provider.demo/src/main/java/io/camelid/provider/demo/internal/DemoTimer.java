package io.camelid.provider.demo.internal;

import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The one thread on which all of the demo's answers are made and paced. It ends when nobody holds it any
 * more: the provider lets go when it is removed, each target when its last answer has been given.
 */
final class DemoTimer {
    private final ScheduledThreadPoolExecutor executor;
    private final AtomicInteger holders = new AtomicInteger(1);

    DemoTimer() {
        executor = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "camelid-demo");
            thread.setDaemon(true);
            return thread;
        });
        // Once it is over nobody waits any more, least of all for an exception.
        executor.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
    }

    DemoTimer hold() {
        holders.incrementAndGet();
        return this;
    }

    void release() {
        if (holders.decrementAndGet() == 0) {
            executor.shutdown();
        }
    }

    boolean isOver() {
        return executor.isShutdown();
    }

    void run(Runnable task) {
        executor.execute(task);
    }

    void runAfter(Duration delay, Runnable task) {
        executor.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
    }
}
