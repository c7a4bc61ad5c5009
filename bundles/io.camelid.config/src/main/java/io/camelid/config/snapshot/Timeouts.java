package io.camelid.config.snapshot;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * Limits on a request's time; empty is what is less particular or the gateway's default, zero is none.
 *
 * @param request from the request's head to the end of the answer
 * @param backendRequest the same for one try
 * @param connect to open a connection
 * @param firstToken from a try's beginning to its first content
 * @param idle between two pieces of an answer
 * @param hedgeAfter how long a try may be without content before another is made beside it; zero or empty:
 *     none is
 */
public record Timeouts(
        Optional<Duration> request,
        Optional<Duration> backendRequest,
        Optional<Duration> connect,
        Optional<Duration> firstToken,
        Optional<Duration> idle,
        Optional<Duration> hedgeAfter) {
    public static final Timeouts DEFAULT = new Timeouts(Optional.empty(), Optional.empty());

    public Timeouts {
        Objects.requireNonNull(request, "request");
        Objects.requireNonNull(backendRequest, "backendRequest");
        Objects.requireNonNull(connect, "connect");
        Objects.requireNonNull(firstToken, "firstToken");
        Objects.requireNonNull(idle, "idle");
        Objects.requireNonNull(hedgeAfter, "hedgeAfter");
    }

    public Timeouts(Optional<Duration> request, Optional<Duration> backendRequest) {
        this(request, backendRequest, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** These limits where they say something, the others where they do not. */
    public Timeouts over(Timeouts weaker) {
        if (this == DEFAULT || weaker == DEFAULT) {
            return this == DEFAULT ? weaker : this;
        }
        return new Timeouts(
                request.or(weaker::request),
                backendRequest.or(weaker::backendRequest),
                connect.or(weaker::connect),
                firstToken.or(weaker::firstToken),
                idle.or(weaker::idle),
                hedgeAfter.or(weaker::hedgeAfter));
    }
}
