package io.camelid.config.kubernetes.internal;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * An object with a status of ours: how it is, how its status should be, and what was last written to it.
 * Not thread-safe.
 */
final class ReportedObject {
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    private final Backoff backoff = new Backoff(
            FIRST_PAUSE, LONGEST_PAUSE, () -> ThreadLocalRandom.current().nextLong());
    /** As the watch told it last. */
    private Item told;
    /** As it is by all we know: as it was told, or as the answer to a write has it. */
    private Item item;

    private Optional<Map<String, Object>> desired;
    /** What the watch had told when we wrote last. */
    private Item writtenTo;
    /** The status that we wrote last. */
    private Map<String, Object> written;

    private long next;

    ReportedObject(Item item, Optional<Map<String, Object>> desired) {
        this.told = item;
        this.item = item;
        this.desired = desired;
    }

    /**
     * Takes note of what the watch tells.
     *
     * @return whether it is new: what our own write has made of the object is known from the answer already
     */
    boolean tell(Item now) {
        if (now == told) {
            return false;
        }
        told = now;
        boolean other = !now.resourceVersion().equals(item.resourceVersion());
        if (other) {
            item = now;
        }
        return other;
    }

    /**
     * Takes note of how the status should be.
     *
     * @return whether that is another than before
     */
    boolean desire(Optional<Map<String, Object>> status) {
        boolean other = !status.equals(desired); // a map is equal to itself without a look at what it holds
        desired = status;
        return other;
    }

    Item item() {
        return item;
    }

    /** What must be applied, if anything. */
    Optional<Map<String, Object>> patch() {
        return desired.flatMap(status -> StatusPatch.of(item, status));
    }

    /** Nanoseconds until a status may be written; none or fewer if it may be now. */
    long pause(Map<String, Object> status, long now) {
        return status.equals(written) ? next - now : 0;
    }

    /** A status is being written. The same must wait then, the longer the more often others change it back. */
    void writing(Map<String, Object> status, long now) {
        if (!status.equals(written)) {
            backoff.reset();
        }
        written = status;
        writtenTo = told;
        next = now + backoff.next().toNanos();
    }

    /** The status was written, and this is the object since then, unless the watch has told of it in the meantime. */
    void answered(Map<String, Object> object) {
        if (told == writtenTo) {
            item = item.after(object);
        }
    }
}
