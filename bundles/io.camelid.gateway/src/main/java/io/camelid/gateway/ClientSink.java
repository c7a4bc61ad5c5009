package io.camelid.gateway;

import java.nio.ByteBuffer;

/**
 * Takes what a client is to get. The wire sends it in order, with back-pressure; nothing is sent after
 * {@link #abort}.
 */
public interface ClientSink {
    /** The head; once, before any content. */
    void commit(ResponseHead head);

    /** Content; the buffer must stay as it is until the stage is called again. */
    void write(ByteBuffer bytes);

    /**
     * Breaks off: the upstream's answer is no longer wanted. If the head has been committed the client's
     * connection or stream breaks too, so that the client sees an unfinished answer.
     */
    void abort(String reason);
}
