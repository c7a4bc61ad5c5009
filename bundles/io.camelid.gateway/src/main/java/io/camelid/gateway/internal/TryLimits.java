package io.camelid.gateway.internal;

import io.camelid.config.snapshot.Timeouts;
import java.time.Duration;
import java.util.Optional;

/**
 * By when a try must have come how far; see {@link Moment}.
 *
 * @param end of the whole try
 * @param content by when something that a user would see must be there
 * @param connect for the wire; empty is its default
 * @param idle for the wire; empty is its default
 * @param hedge how long it may be without content before another is made beside it; empty is for ever
 */
record TryLimits(
        long end, long content, Optional<Duration> connect, Optional<Duration> idle, Optional<Duration> hedge) {
    /** How long a stream may be without content where somebody else could take over and nothing else is configured. */
    static final Duration FIRST_TOKEN = Duration.ofSeconds(60);

    static final TryLimits NONE =
            new TryLimits(Moment.NEVER, Moment.NEVER, Optional.empty(), Optional.empty(), Optional.empty());

    /**
     * The time to the first content is limited for streams only: of an answer that is one document nobody can say how far
     * it has come. Unless it is configured, whoever takes over is left half of the time that there is.
     *
     * @param begin of the try
     * @param requestEnd when the request must be over
     * @param timeouts that are configured for the try
     * @param streamed whether events are asked for
     * @param replaceable whether somebody else could take over
     */
    static TryLimits of(long begin, long requestEnd, Timeouts timeouts, boolean streamed, boolean replaceable) {
        if (timeouts == Timeouts.DEFAULT && requestEnd == Moment.NEVER && !(streamed && replaceable)) {
            return NONE;
        }
        long end = Moment.earlier(requestEnd, Moment.after(begin, timeouts.backendRequest()));
        return new TryLimits(
                end,
                streamed ? content(begin, end, timeouts.firstToken(), replaceable) : Moment.NEVER,
                timeouts.connect(),
                timeouts.idle(),
                timeouts.hedgeAfter().filter(patience -> !patience.isZero()));
    }

    private static long content(long begin, long end, Optional<Duration> configured, boolean replaceable) {
        if (configured.isPresent()) {
            return Moment.after(begin, configured);
        }
        if (!replaceable) {
            return Moment.NEVER;
        }
        long patience = FIRST_TOKEN.toNanos();
        return Moment.after(begin, end == Moment.NEVER ? patience : Math.min(patience, (end - begin) / 2));
    }
}
