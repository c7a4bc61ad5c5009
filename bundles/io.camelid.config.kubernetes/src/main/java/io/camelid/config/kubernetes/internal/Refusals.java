package io.camelid.config.kubernetes.internal;

import io.camelid.config.Problem;
import io.camelid.config.Problem.Severity;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/** Kinds whose status the API server lets nobody here write, why, and when that is tried again. Thread-safe. */
final class Refusals {
    private static final Duration PAUSE = Duration.ofSeconds(10);

    private record Refusal(String why, long until) {}

    /** By the resource's name, for a stable order. */
    private final Map<String, Refusal> refusals = new ConcurrentSkipListMap<>();

    /**
     * The server has refused.
     *
     * @param now as {@link System#nanoTime} tells it
     * @return whether that is new
     */
    boolean add(Resource resource, String why, long now) {
        return refusals.put(resource.toString(), new Refusal(why, now + PAUSE.toNanos())) == null;
    }

    /**
     * The server has let us write.
     *
     * @return whether that is new
     */
    boolean remove(Resource resource) {
        return refusals.remove(resource.toString()) != null;
    }

    /** Nanoseconds until writing may be tried; none or fewer if it may be now. */
    long pause(Resource resource, long now) {
        Refusal refusal = refusals.get(resource.toString());
        return refusal == null ? 0 : refusal.until() - now;
    }

    /** What keeps status from being written. */
    List<Problem> problems() {
        return refusals.entrySet().stream()
                .map(refusal -> Cluster.problem(
                        Severity.ERROR,
                        "the status of " + refusal.getKey() + " cannot be written: "
                                + refusal.getValue().why()))
                .toList();
    }
}
