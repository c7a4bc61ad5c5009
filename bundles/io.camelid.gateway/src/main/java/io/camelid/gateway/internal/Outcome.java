package io.camelid.gateway.internal;

import io.camelid.gateway.Answer;
import io.camelid.gateway.WireErrors;
import io.camelid.spi.LlmError;

/** How a try ended. */
sealed interface Outcome {
    /** The client got this try's answer, whole or not, or wants none any more. */
    record Delivered() implements Outcome {}

    /** The upstream refused in a way that another one might not; this is what it said, its own end-to-end fields. */
    record Refused(Answer answer) implements Outcome {}

    /** There is no answer. */
    record Failed(LlmError error) implements Outcome {
        /** Whether nothing of the request has left, so that even a streamed one may go elsewhere. */
        boolean isBeforeRequest() {
            return error.code().equals(WireErrors.CONNECT_FAILED);
        }
    }

    Outcome DELIVERED = new Delivered();
}
