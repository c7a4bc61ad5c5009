package io.camelid.itests.acceptance.harness;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;

/** Clients that keep requesting, one request after the other each, until they are told to stop. */
public final class Traffic implements AutoCloseable {
    private final List<Thread> clients = new ArrayList<>();
    private final Map<String, Long> outcomes = new TreeMap<>();
    private final AtomicLong requests = new AtomicLong();
    private volatile boolean stopped;

    private Traffic() {}

    /**
     * Starts clients.
     *
     * @param request makes one request and says in a word how it ended; an exception is an outcome too
     */
    public static Traffic of(int clients, Callable<String> request) {
        Traffic traffic = new Traffic();
        for (int i = 0; i < clients; i++) {
            Thread thread = new Thread(() -> traffic.run(request), "traffic-" + i);
            thread.setDaemon(true);
            thread.start();
            traffic.clients.add(thread);
        }
        return traffic;
    }

    private void run(Callable<String> request) {
        while (!stopped) {
            String outcome;
            try {
                outcome = request.call();
            } catch (Exception e) {
                outcome = e.toString();
            }
            synchronized (outcomes) {
                outcomes.merge(outcome, 1L, Long::sum);
            }
            requests.incrementAndGet();
        }
    }

    /** How many requests have ended. */
    public long requests() {
        return requests.get();
    }

    /** Stops all clients; how often each outcome was seen. */
    public Map<String, Long> stop() throws InterruptedException {
        stopped = true;
        for (Thread client : clients) {
            client.join();
        }
        synchronized (outcomes) {
            return new TreeMap<>(outcomes);
        }
    }

    @Override
    public void close() {
        stopped = true;
    }
}
