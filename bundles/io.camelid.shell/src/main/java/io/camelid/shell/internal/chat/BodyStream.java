package io.camelid.shell.internal.chat;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * An answer's body for one thread, which may be interrupted while it waits. The JDK's own stream goes on
 * waiting then, on JDK 17. At most two pieces are held that nobody has read yet.
 */
final class BodyStream extends InputStream implements BodySubscriber<InputStream> {
    /** What came: bytes, or the end, which may be a failure. */
    private record Signal(List<ByteBuffer> bytes, boolean end, Optional<Throwable> failure) {}

    private final BlockingQueue<Signal> signals = new LinkedBlockingQueue<>();
    private final CompletableFuture<Subscription> subscription = new CompletableFuture<>();
    private final Queue<ByteBuffer> unread = new ArrayDeque<>();
    private boolean ended;

    @Override
    public CompletionStage<InputStream> getBody() {
        return CompletableFuture.completedFuture(this);
    }

    @Override
    public void onSubscribe(Subscription source) {
        subscription.complete(source);
        source.request(1);
    }

    @Override
    public void onNext(List<ByteBuffer> bytes) {
        signals.add(new Signal(bytes, false, Optional.empty()));
    }

    @Override
    public void onError(Throwable failure) {
        signals.add(new Signal(List.of(), true, Optional.of(failure)));
    }

    @Override
    public void onComplete() {
        signals.add(new Signal(List.of(), true, Optional.empty()));
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        while (unread.isEmpty() && !ended) {
            receive();
        }
        ByteBuffer bytes = unread.peek();
        if (bytes == null) {
            return -1;
        }
        int count = Math.min(length, bytes.remaining());
        bytes.get(target, offset, count);
        if (!bytes.hasRemaining()) {
            unread.remove();
        }
        return count;
    }

    private void receive() throws IOException {
        try {
            Signal signal = signals.take();
            ended = signal.end;
            if (signal.failure.isPresent()) {
                throw new IOException(signal.failure.get().getMessage(), signal.failure.get());
            }
            signal.bytes.stream().filter(ByteBuffer::hasRemaining).forEach(unread::add);
            if (!ended) {
                subscription.join().request(1);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        }
    }

    /** Breaks the answer off, if it has not ended. */
    @Override
    public void close() {
        subscription.thenAccept(Subscription::cancel);
    }
}
