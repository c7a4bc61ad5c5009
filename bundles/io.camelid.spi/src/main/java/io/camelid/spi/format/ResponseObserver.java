package io.camelid.spi.format;

import io.camelid.spi.Usage;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Reads along while an answer passes. Takes any chunk boundary, holds a bounded amount of text, and
 * never throws for what an upstream sends. For one answer; not thread-safe.
 */
public interface ResponseObserver {
    /** The next bytes, which are left as they are. */
    void observe(ByteBuffer chunk);

    /** Whether anything that a user would see has come: text, a tool call, reasoning, or an error. */
    boolean contentSeen();

    /** Whether the answer is whole by the format's own rules; a stream that was cut is not. */
    boolean complete();

    /** An error event that the stream carried, if it did. */
    Optional<String> error();

    /** What has been said of token usage so far. */
    Usage usage();

    /** The model that answers, if it said so. */
    Optional<String> model();
}
