package io.camelid.http.internal.upstream;

import java.time.Duration;

/**
 * How long an upstream may take; zero or less is for ever.
 *
 * @param connect until a connection takes the request (queueing, connecting and securing included)
 * @param firstByte from sending (queueing and connecting included) to the answer's head
 * @param idle waiting for more of the answer's body; time in which the reader does not ask is not counted
 * @param deadlineNanos by {@link System#nanoTime}, for everything; 0 is never; see {@link UpstreamCall#expireAt}
 */
public record UpstreamTimeouts(Duration connect, Duration firstByte, Duration idle, long deadlineNanos) {
    /** Waits for ever. */
    public static final UpstreamTimeouts NONE = new UpstreamTimeouts(Duration.ZERO, Duration.ZERO, Duration.ZERO, 0);
}
