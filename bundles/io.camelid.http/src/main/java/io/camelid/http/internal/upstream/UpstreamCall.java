package io.camelid.http.internal.upstream;

/** A request on its way to an upstream. */
public interface UpstreamCall {
    /**
     * Ends the call, unless it is over: the upstream's connection (HTTP/1.1) or stream (h2) is closed at
     * once. A listener that has heard nothing yet hears a failure. From any thread.
     */
    void cancel();

    /**
     * Changes the moment at which the call must be over. On the call's own reactor.
     *
     * @param deadlineNanos by {@link System#nanoTime}; 0 is never
     */
    void expireAt(long deadlineNanos);
}
