package io.camelid.http.internal.relay;

import io.camelid.http.internal.reactor.Reactor;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.IteratingCallback;
import org.eclipse.jetty.util.thread.Invocable;

/**
 * Carries an upstream's body through a {@link BodyStage} to a client. What the stage writes for one
 * chunk is on the client's wire before the stage gets the next, so a client that does not read holds
 * back its own upstream, and one chunk and one looked ahead at are all that is in memory.
 *
 * <p>The look ahead does not wait: if the body's end is there already, the client's last bytes and the
 * end of its message leave in one write.
 *
 * <p>At the end the client's message is complete if it was begun. If the stage never {@linkplain
 * ClientOutput#commit committed} it, nothing was sent and the request is still to be answered.
 */
public final class ResponsePump {
    /** Chunks carried at a stretch before other connections of the reactor get their turn. */
    private static final int STRETCH = 32;

    private final Reactor reactor;
    private final Content.Source body;
    private final BodyStage stage;
    private final ResponseWriter response;
    private final Callback done;
    private final Output output = new Output();
    private final Loop loop = new Loop();
    private final Runnable more = Invocable.from(Invocable.InvocationType.NON_BLOCKING, loop::iterate);

    /**
     * @param reactor where upstream and client live
     * @param body of the upstream's answer; failed when it cannot be delivered
     * @param done told when all is written, or why it is not; the request's own callback is the caller's
     *     to complete
     */
    public ResponsePump(Reactor reactor, Content.Source body, BodyStage stage, ResponseWriter response, Callback done) {
        this.reactor = reactor;
        this.body = body;
        this.stage = stage;
        this.response = response;
        this.done = done;
    }

    /** Where a stage that has something to say before the body begins may write, before {@link #start}. */
    public ClientOutput output() {
        return output;
    }

    /** Starts; on the reactor's thread. */
    public void start() {
        loop.iterate();
    }

    /** Stops, because the client is gone. From any thread. */
    public void stop(Throwable cause) {
        loop.abort(cause);
    }

    /** What the stage wants sent. */
    private final class Output implements ClientOutput {
        private final Queue<ByteBuffer> waiting = new ArrayDeque<>();
        private boolean committed;
        private boolean flushed;
        private boolean complete;
        private Throwable aborted;

        @Override
        public void commit(int status, HttpFields headers) {
            committed = true;
            response.head(status, headers);
        }

        @Override
        public void write(ByteBuffer bytes) {
            if (bytes.hasRemaining()) {
                waiting.add(bytes);
            }
        }

        @Override
        public void abort(Throwable cause) {
            aborted = cause;
        }

        /** Whether there is something to send: bytes, a head that waits for none, or the message's end. */
        boolean isPending(boolean ended, boolean waits) {
            return !waiting.isEmpty() || committed && (ended ? !complete : waits && !flushed);
        }

        void send(boolean ended, Callback callback) {
            ByteBuffer bytes = waiting.poll();
            flushed = true;
            complete = ended && waiting.isEmpty() && aborted == null;
            response.write(complete, bytes == null ? BufferUtil.EMPTY_BUFFER : bytes, callback);
        }
    }

    /** Takes turns in reading and writing. */
    private final class Loop extends IteratingCallback {
        private Content.Chunk chunk;
        private Content.Chunk ahead;
        private boolean ended;
        private int carried;

        @Override
        protected Action process() throws Throwable {
            while (true) {
                if (output.isPending(ended && output.aborted == null, false)) {
                    output.send(ended, this);
                    return Action.SCHEDULED;
                }
                if (output.aborted != null) {
                    throw output.aborted;
                }
                if (ended) {
                    return Action.SUCCEEDED;
                }
                release();
                if (carried == STRETCH) {
                    carried = 0;
                    reactor.resume(more);
                    return Action.IDLE;
                }
                chunk = next();
                if (chunk != null) {
                    carried++;
                    digest();
                } else if (output.isPending(false, true)) {
                    output.send(false, this);
                    return Action.SCHEDULED;
                } else {
                    carried = 0;
                    body.demand(more);
                    return Action.IDLE;
                }
            }
        }

        private Content.Chunk next() {
            Content.Chunk next = ahead == null ? body.read() : ahead;
            ahead = null;
            return next;
        }

        private void digest() {
            if (Content.Chunk.isFailure(chunk)) {
                ended = true;
                stage.fail(chunk.getFailure(), output);
                return;
            }
            if (chunk.hasRemaining()) {
                stage.content(chunk.getByteBuffer(), output);
            }
            if (!chunk.isLast()) {
                ahead = body.read();
            }
            if (chunk.isLast() || isEnd(ahead)) {
                ended = true;
                stage.end(output);
            }
        }

        private boolean isEnd(Content.Chunk candidate) {
            return candidate != null
                    && candidate.isLast()
                    && !candidate.hasRemaining()
                    && !Content.Chunk.isFailure(candidate);
        }

        @Override
        protected void onCompleteSuccess() {
            releaseAll();
            done.succeeded();
        }

        @Override
        protected void onCompleteFailure(Throwable cause) {
            releaseAll();
            body.fail(cause);
            done.failed(cause);
        }

        /** Lets go of the chunk whose bytes are sent. */
        private void release() {
            if (chunk != null) {
                chunk.release();
                chunk = null;
            }
        }

        private void releaseAll() {
            release();
            chunk = ahead;
            ahead = null;
            release();
        }

        @Override
        public InvocationType getInvocationType() {
            return InvocationType.NON_BLOCKING;
        }
    }
}
