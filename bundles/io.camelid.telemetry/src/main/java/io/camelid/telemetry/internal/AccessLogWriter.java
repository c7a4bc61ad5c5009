package io.camelid.telemetry.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes entries to the log's file on a thread of its own. Who has an entry never waits: when the queue is full, the
 * entry is dropped and counted. What is written is in the file within a fraction of a second.
 */
final class AccessLogWriter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AccessLogWriter.class);
    private static final long GATHER_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long WAIT_MILLIS = 200;
    private static final long CLOSE_MILLIS = 2_000;
    private static final long COMPLAIN_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final BlockingQueue<AccessEntry> queue;
    private final LongAdder written = new LongAdder();
    private final LongAdder dropped = new LongAdder();
    private final RotatingFile file;
    private final Thread thread = new Thread(this::run, "camelid-access-log");
    private volatile boolean closing;
    private long complainedAt = System.nanoTime() - COMPLAIN_NANOS;

    /**
     * @param maxBytes when to begin a new file
     * @param kept how many full files to keep
     * @param capacity how many entries may wait
     */
    AccessLogWriter(Path path, long maxBytes, int kept, int capacity) {
        file = new RotatingFile(path, maxBytes, kept);
        queue = new ArrayBlockingQueue<>(capacity);
        thread.setDaemon(true);
        thread.start();
    }

    void add(AccessEntry entry) {
        if (closing || !queue.offer(entry)) {
            dropped.increment();
        }
    }

    long written() {
        return written.sum();
    }

    long dropped() {
        return dropped.sum();
    }

    /** Writes what waits, as far as that is a matter of seconds, and lets go of the file. */
    @Override
    public void close() {
        closing = true;
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        List<AccessEntry> batch = new ArrayList<>();
        AccessEntryJson json = new AccessEntryJson();
        try (file) {
            while (!closing) {
                gather(batch);
                writeAll(json, batch);
            }
            queue.drainTo(batch);
            writeAll(json, batch);
        } catch (IOException e) {
            LOG.error("The access log could not be closed properly: {}", e.toString());
        } catch (InterruptedException e) {
            LOG.error("The access log was interrupted and ends.");
        }
    }

    /**
     * Waits a little for an entry and then, with nobody waiting whom a further entry would have to wake, for
     * more to gather.
     */
    private void gather(List<AccessEntry> batch) throws InterruptedException {
        AccessEntry first = queue.poll(WAIT_MILLIS, TimeUnit.MILLISECONDS);
        if (first != null) {
            batch.add(first);
            LockSupport.parkNanos(GATHER_NANOS);
            queue.drainTo(batch);
        }
    }

    private void writeAll(AccessEntryJson json, List<AccessEntry> batch) {
        int done = 0;
        try {
            for (AccessEntry entry : batch) {
                file.append(json.line(entry));
                done++;
            }
            file.flush();
        } catch (IOException e) {
            complain(e);
        }
        written.add(done);
        dropped.add(batch.size() - done);
        batch.clear();
    }

    private void complain(IOException e) {
        if (System.nanoTime() - complainedAt >= COMPLAIN_NANOS) {
            complainedAt = System.nanoTime();
            LOG.error("The access log cannot be written, entries are lost: {}", e.toString());
        }
    }
}
