package io.camelid.gateway;

import io.camelid.spi.provider.HttpCall;
import io.camelid.spi.provider.UpstreamCall;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** One try at an upstream. */
public interface Attempt {
    /** Whom is tried, for traces and metrics: a target's or an address's name. */
    String target();

    /** What to send, without credentials. */
    UpstreamCall call();

    /** The same with credentials; completes at once unless a token has to be fetched. */
    CompletionStage<HttpCall> sign(HttpCall call);

    /** The body to send; empty when the client's body is streamed on as it comes. */
    Optional<ByteBuffer> body();

    /** Whether the upstream gets the client's end-to-end fields as they are, those of the body included. */
    default boolean isTransparent() {
        return false;
    }

    /** Whether the caller's own credentials travel on. */
    boolean forwardsCredentials();

    /** Changes to the client's header fields, before the call's own are set. */
    HeaderChanges headers();

    /** How long to wait before anything is sent. */
    default Duration delay() {
        return Duration.ZERO;
    }

    /** How long it may take until the request can be sent; empty is the wire's default, zero no limit. */
    default Optional<Duration> connectTimeout() {
        return Optional.empty();
    }

    /** How long more of the answer may be waited for; empty is the wire's default, zero no limit. */
    default Optional<Duration> idleTimeout() {
        return Optional.empty();
    }

    /**
     * When the try must be over as things stand, by {@link System#nanoTime}; 0 is never. It changes with what has come of
     * the answer, so that it is asked again after each of the {@linkplain #response stage}'s calls.
     */
    long deadlineNanos();

    /** How long the try may be without content before it is to be told that it is {@link #slow}; empty is for ever. */
    default Optional<Duration> hedgeAfter() {
        return Optional.empty();
    }

    /** Says what begins a try beside this one, should it be slow. */
    default void whenSlow(Runnable hedge) {}

    /** Says that the try has been under way for {@link #hedgeAfter}. */
    default void slow() {}

    /** Says how to stop the try, should another that is made beside it be quicker. It is run once at most. */
    default void whenOvertaken(Runnable stop) {}

    /** What becomes of the answer. */
    ResponseStage response();
}
