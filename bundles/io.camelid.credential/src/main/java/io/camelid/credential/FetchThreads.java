package io.camelid.credential;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The few threads on which credentials are fetched, for the libraries that do it block. They end soon
 * after the last fetch.
 */
public final class FetchThreads implements Executor, AutoCloseable {
    private static final int THREADS = 8;
    private static final int WAITING = 1024;

    private final ThreadPoolExecutor executor;

    public FetchThreads(String name) {
        executor = new ThreadPoolExecutor(
                THREADS, THREADS, 5, TimeUnit.SECONDS, new LinkedBlockingQueue<>(WAITING), task -> {
                    Thread thread = new Thread(task, name);
                    thread.setDaemon(true);
                    // The libraries look for their parts through it.
                    thread.setContextClassLoader(FetchThreads.class.getClassLoader());
                    return thread;
                });
        executor.allowCoreThreadTimeOut(true);
    }

    @Override
    public void execute(Runnable fetch) {
        executor.execute(fetch);
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
