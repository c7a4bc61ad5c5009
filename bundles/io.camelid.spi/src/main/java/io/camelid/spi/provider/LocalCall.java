package io.camelid.spi.provider;

import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.CompletionStage;

/**
 * A call that the provider answers itself, without a network.
 *
 * @param responder makes the answer
 */
public record LocalCall(Responder responder) implements UpstreamCall {
    /** Answers a request from inside the process. */
    @FunctionalInterface
    public interface Responder {
        /**
         * Returns at once; the answer may come later and its body in pieces. Cancelling the body's
         * subscription, or the stage, means that nobody waits for it any more.
         */
        CompletionStage<LocalAnswer> answer(ByteBuffer body);
    }

    public LocalCall {
        Objects.requireNonNull(responder, "responder");
    }
}
