package io.camelid.provider.demo.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Pieces that go out one after the other with a pause between them, never faster than they are asked for.
 * For one subscriber, whom it calls on the demo's thread.
 */
final class PacedBody implements Flow.Publisher<ByteBuffer> {
    private final DemoTimer timer;
    private final Iterator<ByteBuffer> pieces;
    private final Duration pause;
    private final boolean breaks;
    private final AtomicBoolean taken = new AtomicBoolean();

    /** @param breaks whether the body ends with a broken connection */
    PacedBody(DemoTimer timer, List<ByteBuffer> pieces, Duration pause, boolean breaks) {
        this.timer = timer;
        this.pieces = pieces.iterator();
        this.pause = pause;
        this.breaks = breaks;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
        boolean first = taken.compareAndSet(false, true);
        Feed feed = new Feed(subscriber);
        subscriber.onSubscribe(feed);
        if (!first) {
            timer.run(() -> feed.fail(new IllegalStateException("this body has a subscriber already")));
        }
    }

    /** All but {@link #cancelled} is touched on the demo's thread only. */
    private final class Feed implements Flow.Subscription {
        private final Flow.Subscriber<? super ByteBuffer> subscriber;
        private volatile boolean cancelled;
        private boolean ended;
        private boolean pausing;
        private long demand;

        Feed(Flow.Subscriber<? super ByteBuffer> subscriber) {
            this.subscriber = subscriber;
        }

        @Override
        public void request(long count) {
            if (cancelled) {
                return;
            }
            timer.run(() -> {
                if (count <= 0) {
                    fail(new IllegalArgumentException("demand must be positive"));
                    return;
                }
                // Saturates where it would overflow.
                demand = Math.max(demand + count, count);
                send();
            });
        }

        @Override
        public void cancel() {
            cancelled = true;
        }

        private void send() {
            while (!over() && !pausing && demand > 0 && pieces.hasNext()) {
                demand--;
                subscriber.onNext(pieces.next());
                if (!pause.isZero() && pieces.hasNext()) {
                    pausing = true;
                    timer.runAfter(pause, this::resume);
                }
            }
            if (!over() && !pausing && !pieces.hasNext()) {
                end();
            }
        }

        private void resume() {
            pausing = false;
            send();
        }

        private void end() {
            if (breaks) {
                fail(new IOException("the demo breaks off, as its model was asked to"));
                return;
            }
            ended = true;
            subscriber.onComplete();
        }

        private void fail(Exception cause) {
            if (!over()) {
                ended = true;
                subscriber.onError(cause);
            }
        }

        private boolean over() {
            return ended || cancelled;
        }
    }
}
