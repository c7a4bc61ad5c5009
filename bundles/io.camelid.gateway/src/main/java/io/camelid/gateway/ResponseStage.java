package io.camelid.gateway;

import io.camelid.spi.Headers;
import io.camelid.spi.LlmError;
import java.nio.ByteBuffer;

/**
 * What becomes of an upstream's answer: called by the wire as the answer comes in. Calls come one at a
 * time; what comes after {@link #end}, {@link #fail} or {@link ClientSink#abort} is ignored.
 */
public interface ResponseStage {
    /** The upstream's head. */
    void head(int status, Headers headers, ClientSink sink);

    /** The next bytes of the upstream's body; valid during the call, or until it is called again where written on. */
    void content(ByteBuffer chunk, ClientSink sink);

    /** The upstream's body ended as HTTP says it should. */
    void end(ClientSink sink);

    /**
     * No usable answer, or no end to it: connect failure, reset, timeout, malformed HTTP. Where the head has been
     * committed and the stage does not {@linkplain ClientSink#abort abort}, it has told the client why, and the
     * client's message ends well.
     */
    void fail(LlmError error, ClientSink sink);
}
