package io.camelid.gateway.internal.translation;

import io.camelid.spi.LlmError;
import io.camelid.spi.Usage;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The way of a success from an upstream to a client: as it is, or translated. Holds a bounded amount; never throws for
 * what an upstream sends. For one answer; not thread-safe.
 */
public interface Passage {
    /** What the client gets for the upstream's next bytes; maybe nothing yet. */
    ByteBuffer pass(ByteBuffer chunk);

    /** What the client gets once the upstream has sent all; after this the answer is {@link #complete} or has an {@link #error}. */
    ByteBuffer end();

    /** The last thing that a client reads of a stream that breaks off here; empty when there is no way to say it. */
    Optional<ByteBuffer> lastWords(LlmError why);

    /** Whether the client gets nothing before the upstream has sent all. */
    boolean isWholeOnly();

    /** Whether anything that a user would see has passed. */
    boolean contentSeen();

    /** Whether the answer is whole by the upstream's format. */
    boolean complete();

    /** What is wrong with the answer by what it says itself. */
    Optional<LlmError> error();

    /** What has been said of token usage so far. */
    Usage usage();

    /** The model that answers, if it said so. */
    Optional<String> model();
}
