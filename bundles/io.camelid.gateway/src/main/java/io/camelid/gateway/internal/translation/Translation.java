package io.camelid.gateway.internal.translation;

import io.camelid.spi.LlmError;
import io.camelid.spi.chat.Losses;
import java.nio.ByteBuffer;
import java.util.Optional;

/** A client's request in an upstream's format, and the way back for what the upstream answers. For one try. */
public interface Translation {
    /** The request's body in the upstream's format; the upstream's own edits are still to be made. */
    ByteBuffer body();

    /** What the body could not carry. */
    Losses losses();

    /** The {@code Content-Type} that the upstream is asked for. */
    String accepts();

    /**
     * The way of a success.
     *
     * @param events whether it comes as events
     * @return empty when what comes is not what was asked for
     */
    Optional<Passage> answer(boolean events);

    /** The {@code Content-Type} of what the client gets for a success. */
    String contentType();

    /** Why the upstream refuses, by what it said. */
    LlmError refusal(int status, ByteBuffer body);
}
