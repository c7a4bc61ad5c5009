package io.camelid.gateway.internal;

import io.camelid.gateway.Attempt;
import io.camelid.gateway.Try;
import java.util.List;

/**
 * The way to a backend: whom to try, one after another, and what is to be said when nobody could help. For one exchange,
 * and confined like it.
 */
sealed interface Way permits LlmWay, ServerWay {
    /** Makes the next try; false when the exchange is answered or nobody is left. */
    boolean next();

    /** Makes one more try beside the present one; false when there is none to be made. */
    default boolean hedge() {
        return false;
    }

    /** The try that was made last. */
    Attempt attempt();

    /** The tries so far that are over, in order. */
    List<Try> tries();

    /**
     * Nobody is left, and nothing has been said: says it.
     *
     * @param late whether that is for want of time
     */
    void conclude(boolean late);

    /** Nobody waits for an answer any more. */
    void abandon();
}
