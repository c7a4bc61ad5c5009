package io.camelid.provider.demo.internal;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Reads a body and remembers it. */
final class BodyReader implements Flow.Subscriber<ByteBuffer> {
    private final long initialDemand;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final CompletableFuture<Void> end = new CompletableFuture<>();
    private Flow.Subscription subscription;
    private int pieces;

    BodyReader(long initialDemand) {
        this.initialDemand = initialDemand;
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        subscription = given;
        if (initialDemand > 0) {
            given.request(initialDemand);
        }
    }

    @Override
    public synchronized void onNext(ByteBuffer piece) {
        while (piece.hasRemaining()) {
            bytes.write(piece.get());
        }
        pieces++;
        notifyAll();
    }

    @Override
    public void onError(Throwable cause) {
        end.completeExceptionally(cause);
    }

    @Override
    public void onComplete() {
        end.complete(null);
    }

    void request(long count) {
        subscription.request(count);
    }

    void cancel() {
        subscription.cancel();
    }

    /** Waits for the end. */
    void await() throws Exception {
        end.get(20, TimeUnit.SECONDS);
    }

    void awaitPieces(int count) throws Exception {
        awaitPieces(count, Duration.ofSeconds(10));
    }

    synchronized void awaitPieces(int count, Duration time) throws InterruptedException, TimeoutException {
        long deadline = System.nanoTime() + time.toNanos();
        while (pieces < count) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                throw new TimeoutException(pieces + " pieces came");
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
    }

    synchronized String text() {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
