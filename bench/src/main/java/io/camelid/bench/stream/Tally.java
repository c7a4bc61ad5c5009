package io.camelid.bench.stream;

import io.camelid.bench.report.Samples;
import java.util.Map;
import java.util.TreeMap;

/** What a set of clients saw. Latencies are in milliseconds. */
final class Tally {
    private final long countFrom;
    private final long countTo;
    private final Samples first = new Samples();
    private final Samples latency = new Samples();
    private final Map<String, Integer> failures = new TreeMap<>();
    private int opened;
    private int completed;
    private long events;

    /** @param countFrom events sent before this time, or after the other, are counted but not timed */
    Tally(long countFrom, long countTo) {
        this.countFrom = countFrom;
        this.countTo = countTo;
    }

    void opened() {
        opened++;
    }

    void first(long nanos) {
        first.add(nanos / 1e6);
    }

    void event(long sentAt, long readAt) {
        events++;
        if (sentAt >= countFrom && sentAt < countTo) {
            latency.add((readAt - sentAt) / 1e6);
        }
    }

    void completed() {
        completed++;
    }

    void failed(String reason) {
        failures.merge(String.valueOf(reason), 1, Integer::sum);
    }

    /** All that were opened have come to an end, good or bad. */
    boolean over(int clients) {
        return opened == clients && completed + failed() == clients;
    }

    int completedCount() {
        return completed;
    }

    int failed() {
        return failures.values().stream().mapToInt(Integer::intValue).sum();
    }

    long events() {
        return events;
    }

    /** From the request to the first event, for each stream. */
    Samples first() {
        return first;
    }

    /** From sending to reading, for each event in the time that counts. */
    Samples latency() {
        return latency;
    }

    /** Why streams failed, and how many. */
    Map<String, Integer> failures() {
        return failures;
    }
}
