package io.camelid.http.internal.component;

import io.camelid.spi.ErrorKind;
import io.camelid.spi.LlmError;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.thread.Invocable;

/**
 * Reads a whole request body as it comes, up to a limit, without waiting on a thread. For one request;
 * its callbacks run on the request's own thread.
 */
final class BodyReader implements Invocable.Task {
    private static final int SMALL = 8 * 1024;

    /** Gets the result: one call of one method. */
    interface Receiver {
        void body(ByteBuffer body);

        void refused(LlmError error);

        /** The client left before its body was complete. */
        void left(Throwable cause);
    }

    private final Request request;
    private final int limit;
    private final BodyHold hold;
    private final Receiver receiver;
    private byte[] bytes;
    private int length;
    private boolean waited;
    private boolean done;
    private Runnable afterwards;

    /** @param limit in bytes, after decoding */
    BodyReader(Request request, int limit, BodyHold hold, Receiver receiver) {
        this.request = request;
        this.limit = limit;
        this.hold = hold;
        this.receiver = receiver;
    }

    /**
     * Begins to read.
     *
     * @param callback runs when the receiver has been told, unless that was before this returned
     * @return whether the receiver has been told already
     */
    boolean read(Runnable callback) {
        afterwards = callback;
        long announced = request.getLength();
        if (announced > limit) {
            refuse(tooLarge());
            return true;
        }
        if (!grow(announced > 0 ? (int) announced : announced == 0 ? 0 : SMALL)) {
            return true;
        }
        run();
        waited = true;
        return done;
    }

    @Override
    public InvocationType getInvocationType() {
        return InvocationType.NON_BLOCKING;
    }

    @Override
    public void run() {
        while (!done) {
            Content.Chunk chunk = request.read();
            if (chunk == null) {
                request.demand(this);
                return;
            }
            if (Content.Chunk.isFailure(chunk)) {
                giveUp(chunk);
                return;
            }
            boolean last = chunk.isLast();
            boolean taken = take(chunk.getByteBuffer());
            chunk.release();
            if (taken && last) {
                decode();
            }
        }
    }

    /** A failure that is not the last word of the source is the connection's idle timeout: it can be answered. */
    private void giveUp(Content.Chunk failed) {
        if (!failed.isLast() && failed.getFailure() instanceof TimeoutException) {
            refuse(LlmError.of(ErrorKind.TIMEOUT, "request_timeout", "the request body did not arrive in time")
                    .withStatus(HttpStatus.REQUEST_TIMEOUT_408));
        } else {
            finish(() -> receiver.left(failed.getFailure()));
        }
    }

    private boolean take(ByteBuffer more) {
        int needed = length + more.remaining();
        if (needed > limit) {
            refuse(tooLarge());
            return false;
        }
        if (needed > bytes.length && !grow((int) Math.min(limit, Math.max(needed, bytes.length * 2L)))) {
            return false;
        }
        int count = more.remaining();
        more.get(bytes, length, count);
        length += count;
        return true;
    }

    private boolean grow(int capacity) {
        int present = bytes == null ? 0 : bytes.length;
        if (!hold.take(capacity - present)) {
            refuse(LlmError.of(
                    ErrorKind.UNAVAILABLE,
                    "request_memory_exhausted",
                    "the gateway is holding as many request bodies as it may; try again"));
            return false;
        }
        bytes = bytes == null ? new byte[capacity] : Arrays.copyOf(bytes, capacity);
        return true;
    }

    private void decode() {
        String coding = request.getHeaders().get(HttpHeader.CONTENT_ENCODING);
        try {
            ByteBuffer plain = ContentCodings.decode(coding, bytes, length, limit, hold);
            finish(() -> receiver.body(plain));
        } catch (ContentCodings.Refused refused) {
            refuse(refused.error());
        }
    }

    private LlmError tooLarge() {
        return LlmError.of(
                ErrorKind.REQUEST_TOO_LARGE,
                "request_body_too_large",
                "the request body is larger than " + limit + " bytes");
    }

    private void refuse(LlmError error) {
        finish(() -> receiver.refused(error));
    }

    private void finish(Runnable tell) {
        done = true;
        tell.run();
        if (waited) {
            afterwards.run();
        }
    }
}
