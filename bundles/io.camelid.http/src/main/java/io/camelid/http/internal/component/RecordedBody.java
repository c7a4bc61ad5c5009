package io.camelid.http.internal.component;

import io.camelid.gateway.MirrorOutcome;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.eclipse.jetty.io.Content;

/** A request's body on its way, kept as it goes by. It goes by all the same when it cannot be kept. */
final class RecordedBody implements Content.Source {
    private static final int SMALL = 4 * 1024;

    /** Is told once, or never if the body does not come to its end. */
    interface Receiver {
        void complete(ByteBuffer bytes);

        void lost(MirrorOutcome why);
    }

    private final Content.Source source;
    private final int limit;
    private final BodyHold hold;
    private final Receiver receiver;
    private byte[] bytes = new byte[0];
    private int length;
    private boolean done;

    /**
     * @param limit in bytes
     * @param hold pays for what is kept; released by whoever owns the request, at its end at the latest
     */
    RecordedBody(Content.Source source, int limit, BodyHold hold, Receiver receiver) {
        this.source = source;
        this.limit = limit;
        this.hold = hold;
        this.receiver = receiver;
    }

    @Override
    public Content.Chunk read() {
        Content.Chunk chunk = source.read();
        if (chunk != null && !done && !Content.Chunk.isFailure(chunk)) {
            record(chunk);
        }
        return chunk;
    }

    private void record(Content.Chunk chunk) {
        ByteBuffer more = chunk.getByteBuffer();
        int needed = length + more.remaining();
        if (needed > limit) {
            lose(MirrorOutcome.TOO_LARGE);
        } else if (needed > bytes.length
                && !grow(Math.max(needed, Math.min(limit, Math.max(SMALL, bytes.length * 2))))) {
            lose(MirrorOutcome.BUSY);
        } else {
            more.slice().get(bytes, length, more.remaining());
            length = needed;
            if (chunk.isLast()) {
                done = true;
                hold.release();
                receiver.complete(ByteBuffer.wrap(bytes, 0, length));
            }
        }
    }

    private boolean grow(int capacity) {
        if (!hold.take(capacity - bytes.length)) {
            return false;
        }
        bytes = Arrays.copyOf(bytes, capacity);
        return true;
    }

    private void lose(MirrorOutcome why) {
        done = true;
        bytes = new byte[0];
        hold.release();
        receiver.lost(why);
    }

    @Override
    public void demand(Runnable callback) {
        source.demand(callback);
    }

    @Override
    public void fail(Throwable failure) {
        source.fail(failure);
    }

    @Override
    public void fail(Throwable failure, boolean last) {
        source.fail(failure, last);
    }

    @Override
    public long getLength() {
        return source.getLength();
    }
}
