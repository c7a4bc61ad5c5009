package io.camelid.gateway.internal;

import io.camelid.gateway.Answer;
import io.camelid.gateway.WireErrors;
import io.camelid.spi.LlmError;
import java.time.Duration;
import java.util.Optional;

/** How a try ended. */
sealed interface Outcome {
    /** The client got this try's answer, whole or not, or wants none any more. */
    record Delivered() implements Outcome {}

    /**
     * The upstream refused in a way that another one might not.
     *
     * @param answer what it said, in the client's format, with its own end-to-end fields
     * @param pause how long it asks to be left alone
     */
    record Refused(Answer answer, Optional<Duration> pause) implements Outcome {}

    /** There is no answer. */
    record Failed(LlmError error) implements Outcome {
        /** Whether nothing of the request has left, so that even a streamed one may go elsewhere. */
        boolean isBeforeRequest() {
            return error.code().equals(WireErrors.CONNECT_FAILED);
        }
    }

    /** The target could not be asked. */
    record Impossible(LlmError error) implements Outcome {}

    /** Another try was quicker. */
    record Overtaken() implements Outcome {}

    Outcome OVERTAKEN = new Overtaken();

    Outcome DELIVERED = new Delivered();
}
