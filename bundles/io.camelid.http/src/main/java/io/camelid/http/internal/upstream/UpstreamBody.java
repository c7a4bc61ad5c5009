package io.camelid.http.internal.upstream;

import java.nio.ByteBuffer;
import org.eclipse.jetty.io.Content;

/** What to send after a request's head. */
public sealed interface UpstreamBody {
    /** No body at all. */
    UpstreamBody NONE = new None();

    /** See {@link #NONE}. */
    record None() implements UpstreamBody {}

    /** A body in memory, which can be sent again; the buffer's position is left alone. */
    record Buffered(ByteBuffer bytes) implements UpstreamBody {}

    /**
     * A body that is read as fast as the upstream takes it, once.
     *
     * @param source read on the reactor's thread
     * @param length in bytes, or -1 if it is not known
     */
    record Streamed(Content.Source source, long length) implements UpstreamBody {}

    /** In bytes, or -1 if it is not known. */
    default long length() {
        if (this instanceof Buffered buffered) {
            return buffered.bytes().remaining();
        }
        return this instanceof Streamed streamed ? streamed.length() : 0;
    }

    /** Whether it can be sent more than once. */
    default boolean isReplayable() {
        return !(this instanceof Streamed);
    }
}
