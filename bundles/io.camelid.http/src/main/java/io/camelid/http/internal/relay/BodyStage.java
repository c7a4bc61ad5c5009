package io.camelid.http.internal.relay;

import java.nio.ByteBuffer;

/**
 * What becomes of an upstream's body. Calls come one at a time; after {@link #end} or {@link #fail}
 * there is none.
 */
public interface BodyStage {
    /** The next bytes of the upstream's body; the buffer is valid until the stage is called again. */
    void content(ByteBuffer chunk, ClientOutput output);

    /** The body ended as HTTP says it should. */
    void end(ClientOutput output);

    /**
     * The body broke off. The stage may write an end that the client understands as one (an error event);
     * else it should {@link ClientOutput#abort}.
     */
    void fail(Throwable failure, ClientOutput output);

    /** Every byte as it came; a body that breaks off breaks off for the client. */
    static BodyStage unchanged() {
        return new BodyStage() {
            @Override
            public void content(ByteBuffer chunk, ClientOutput output) {
                output.write(chunk);
            }

            @Override
            public void end(ClientOutput output) {}

            @Override
            public void fail(Throwable failure, ClientOutput output) {
                output.abort(failure);
            }
        };
    }
}
