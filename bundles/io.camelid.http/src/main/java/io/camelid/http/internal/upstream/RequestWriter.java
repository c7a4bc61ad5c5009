package io.camelid.http.internal.upstream;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.IteratingCallback;
import org.eclipse.jetty.util.thread.Invocable;

/**
 * Writes a request: head and buffered body at once, or a streamed body as fast as the upstream takes
 * it. A write that fails ends it quietly, since the upstream may have answered before it closed.
 */
final class RequestWriter extends IteratingCallback {
    private static final byte[] CRLF = {'\r', '\n'};
    private static final byte[] LAST_CHUNK = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final EndPoint endPoint;
    private final UpstreamBody body;
    private final Consumer<Throwable> bodyFailed;
    private RetainableByteBuffer head;
    private Content.Chunk chunk;
    private boolean last;
    private volatile boolean done;

    /**
     * @param head released when it is written
     * @param bodyFailed told when a streamed body breaks off
     */
    RequestWriter(EndPoint endPoint, RetainableByteBuffer head, UpstreamBody body, Consumer<Throwable> bodyFailed) {
        this.endPoint = endPoint;
        this.head = head;
        this.body = body;
        this.bodyFailed = bodyFailed;
    }

    void start() {
        iterate();
    }

    /** Whether all is written. */
    boolean isDone() {
        return done;
    }

    /** The call is over. */
    void stop() {
        if (!done) {
            abort(new IllegalStateException("the call is over"));
        }
    }

    @Override
    protected Action process() {
        if (last) {
            return Action.SUCCEEDED;
        }
        if (body instanceof UpstreamBody.Streamed streamed) {
            return stream(streamed.source(), streamed.length() < 0);
        }
        last = true;
        if (body instanceof UpstreamBody.Buffered buffered && buffered.bytes().hasRemaining()) {
            endPoint.write(this, head.getByteBuffer(), buffered.bytes().slice());
        } else {
            endPoint.write(this, head.getByteBuffer());
        }
        return Action.SCHEDULED;
    }

    private Action stream(Content.Source source, boolean chunked) {
        ByteBuffer first = head == null ? BufferUtil.EMPTY_BUFFER : head.getByteBuffer();
        while (true) {
            chunk = source.read();
            if (chunk == null) {
                if (head == null) {
                    source.demand(Invocable.from(InvocationType.NON_BLOCKING, this::iterate));
                    return Action.IDLE;
                }
                endPoint.write(this, first);
                return Action.SCHEDULED;
            }
            if (Content.Chunk.isFailure(chunk)) {
                bodyFailed.accept(chunk.getFailure());
                return Action.IDLE;
            }
            last = chunk.isLast();
            if (chunk.hasRemaining() || last) {
                write(first, chunk.getByteBuffer(), chunked);
                return Action.SCHEDULED;
            }
            chunk.release();
        }
    }

    private void write(ByteBuffer first, ByteBuffer bytes, boolean chunked) {
        if (!chunked) {
            endPoint.write(this, first, bytes);
            return;
        }
        ByteBuffer size = bytes.hasRemaining()
                ? BufferUtil.toBuffer(Integer.toHexString(bytes.remaining()) + "\r\n")
                : BufferUtil.EMPTY_BUFFER;
        ByteBuffer after = ByteBuffer.allocate(CRLF.length + LAST_CHUNK.length);
        if (bytes.hasRemaining()) {
            after.put(CRLF);
        }
        if (last) {
            after.put(LAST_CHUNK);
        }
        endPoint.write(this, first, size, bytes, after.flip());
    }

    @Override
    protected void onSuccess() {
        release();
    }

    @Override
    protected void onCompleteSuccess() {
        done = true;
    }

    @Override
    protected void onCompleteFailure(Throwable cause) {
        release();
    }

    private void release() {
        if (head != null) {
            head.release();
            head = null;
        }
        if (chunk != null) {
            chunk.release();
            chunk = null;
        }
    }

    @Override
    public InvocationType getInvocationType() {
        return InvocationType.NON_BLOCKING;
    }
}
