package io.camelid.http.internal.relay;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpFields;

/** Takes what a client is to get; used only during calls of a {@link BodyStage}. */
public interface ClientOutput {
    /** Status and end-to-end fields of the answer; once, before any bytes. */
    void commit(int status, HttpFields headers);

    /** Bytes of the answer; the buffer must stay as it is until the stage is called again. */
    void write(ByteBuffer bytes);

    /** Breaks the client's connection or stream, so that it sees an unfinished answer. */
    void abort(Throwable cause);
}
