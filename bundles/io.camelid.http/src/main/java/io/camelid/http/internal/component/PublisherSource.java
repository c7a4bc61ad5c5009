package io.camelid.http.internal.component;

import io.camelid.http.internal.reactor.Reactor;
import io.camelid.http.internal.upstream.UpstreamException;
import io.camelid.http.internal.upstream.UpstreamException.Reason;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * A publisher's buffers as Jetty content. Asks for one buffer at a time, when the reader asks. All of it
 * happens on one reactor, whatever threads the publisher uses.
 */
final class PublisherSource implements Content.Source, Flow.Subscriber<ByteBuffer> {
    private final Reactor reactor;
    private final Scheduler scheduler;
    private final Duration patience;
    private final Flow.Publisher<ByteBuffer> publisher;
    private final Runnable atEnd;
    private Flow.Subscription subscription;
    private boolean subscribed;
    private boolean requested;
    private Content.Chunk chunk;
    private Content.Chunk end;
    private Runnable demand;
    private Scheduler.Task alarm;

    /**
     * @param patience how long a demanded buffer may take; zero is for ever
     * @param atEnd runs when there is nothing more to come
     */
    PublisherSource(
            Flow.Publisher<ByteBuffer> publisher,
            Reactor reactor,
            Scheduler scheduler,
            Duration patience,
            Runnable atEnd) {
        this.publisher = publisher;
        this.reactor = reactor;
        this.scheduler = scheduler;
        this.patience = patience;
        this.atEnd = atEnd;
    }

    @Override
    public Content.Chunk read() {
        if (chunk != null) {
            Content.Chunk next = chunk;
            chunk = null;
            return next;
        }
        return end;
    }

    @Override
    public void demand(Runnable callback) {
        demand = callback;
        if (chunk != null || end != null) {
            reactor.resume(this::supply);
            return;
        }
        if (!patience.isZero()) {
            alarm = scheduler.schedule(
                    () -> reactor.run(() ->
                            fail(new UpstreamException(Reason.IDLE_TIMEOUT, "the answer did not go on in time", null))),
                    patience.toMillis(),
                    TimeUnit.MILLISECONDS);
        }
        if (!subscribed) {
            subscribed = true;
            publisher.subscribe(this);
        } else if (!requested && subscription != null) {
            requested = true;
            subscription.request(1);
        }
    }

    @Override
    public void fail(Throwable failure) {
        if (end == null) {
            end = Content.Chunk.from(failure, true);
            atEnd.run();
            if (subscription != null) {
                subscription.cancel();
            }
            supply();
        }
    }

    private void supply() {
        if (alarm != null) {
            alarm.cancel();
            alarm = null;
        }
        Runnable waiting = demand;
        demand = null;
        if (waiting != null) {
            waiting.run();
        }
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        reactor.run(() -> {
            subscription = given;
            if (end != null) {
                given.cancel();
            } else {
                requested = true;
                given.request(1);
            }
        });
    }

    @Override
    public void onNext(ByteBuffer bytes) {
        reactor.run(() -> {
            requested = false;
            if (end == null) {
                chunk = Content.Chunk.from(bytes, false);
                supply();
            }
        });
    }

    @Override
    public void onError(Throwable failure) {
        reactor.run(() -> fail(new UpstreamException(
                Reason.CLOSED, "the answer broke off: " + failure.getClass().getSimpleName(), failure)));
    }

    @Override
    public void onComplete() {
        reactor.run(() -> {
            if (end == null) {
                end = Content.Chunk.EOF;
                atEnd.run();
                supply();
            }
        });
    }
}
