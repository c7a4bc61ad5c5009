package io.camelid.http.internal.upstream;

import java.time.Duration;

/**
 * How long an upstream may take; zero or less is for ever.
 *
 * @param firstByte from sending (queueing and connecting included) to the answer's head
 * @param idle waiting for more of the answer's body; time in which the reader does not ask is not counted
 * @param deadlineNanos by {@link System#nanoTime}, for everything; 0 is never
 */
public record UpstreamTimeouts(Duration firstByte, Duration idle, long deadlineNanos) {
    /** Waits for ever. */
    public static final UpstreamTimeouts NONE = new UpstreamTimeouts(Duration.ZERO, Duration.ZERO, 0);
}
