package io.camelid.http.internal.component;

import io.camelid.http.internal.reactor.Reactor;
import io.camelid.http.internal.upstream.UpstreamCall;
import io.camelid.http.internal.upstream.UpstreamException;
import io.camelid.http.internal.upstream.UpstreamException.Reason;
import io.camelid.http.internal.upstream.UpstreamListener;
import io.camelid.http.internal.upstream.UpstreamResponse;
import io.camelid.http.internal.upstream.UpstreamTimeouts;
import io.camelid.spi.HeaderField;
import io.camelid.spi.provider.LocalAnswer;
import io.camelid.spi.provider.LocalCall;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.util.thread.Scheduler;

/** Calls that a provider answers inside the process, in the shape of calls over the network. Thread-safe. */
final class LocalUpstream {
    private final Scheduler scheduler;

    LocalUpstream(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    /** Asks the provider; see {@code UpstreamClient.send}. */
    UpstreamCall send(
            LocalCall call, ByteBuffer body, UpstreamTimeouts timeouts, Reactor reactor, UpstreamListener listener) {
        CompletableFuture<LocalAnswer> answer;
        try {
            answer = call.responder().answer(body).toCompletableFuture();
        } catch (RuntimeException e) {
            answer = CompletableFuture.failedFuture(e);
        }
        Pending pending = new Pending(answer, timeouts, reactor, listener);
        pending.begin();
        return pending;
    }

    /** A call until, and after, its answer's head is here. Confined to its reactor but for {@link #cancel}. */
    private final class Pending implements UpstreamCall {
        private final CompletableFuture<LocalAnswer> answer;
        private final UpstreamTimeouts timeouts;
        private final Reactor reactor;
        private final UpstreamListener listener;
        private PublisherSource source;
        private Scheduler.Task firstByte;
        private Scheduler.Task deadline;
        private boolean told;

        Pending(
                CompletableFuture<LocalAnswer> answer,
                UpstreamTimeouts timeouts,
                Reactor reactor,
                UpstreamListener listener) {
            this.answer = answer;
            this.timeouts = timeouts;
            this.reactor = reactor;
            this.listener = listener;
        }

        void begin() {
            if (!answer.isDone() && !timeouts.firstByte().isZero()) {
                firstByte = alarm(timeouts.firstByte().toNanos(), Reason.FIRST_BYTE_TIMEOUT);
            }
            expireAt(timeouts.deadlineNanos());
            answer.whenComplete((head, failure) -> reactor.run(() -> {
                if (failure != null) {
                    failed(
                            Reason.CLOSED,
                            "the provider failed: " + failure.getClass().getSimpleName());
                } else if (!told) {
                    told = true;
                    stop(firstByte);
                    source =
                            new PublisherSource(head.body(), reactor, scheduler, timeouts.idle(), () -> stop(deadline));
                    listener.onResponse(
                            new UpstreamResponse(head.status(), HttpVersion.HTTP_1_1, fields(head), source));
                }
            }));
        }

        @Override
        public void expireAt(long deadlineNanos) {
            stop(deadline);
            deadline = deadlineNanos == 0 ? null : alarm(deadlineNanos - System.nanoTime(), Reason.DEADLINE);
        }

        private Scheduler.Task alarm(long nanos, Reason reason) {
            return scheduler.schedule(
                    () -> reactor.run(() -> giveUp(reason, "the provider took too long")),
                    Math.max(1, nanos),
                    TimeUnit.NANOSECONDS);
        }

        private static void stop(Scheduler.Task alarm) {
            if (alarm != null) {
                alarm.cancel();
            }
        }

        private void giveUp(Reason reason, String message) {
            if (source != null) {
                source.fail(new UpstreamException(reason, message, null));
            } else {
                failed(reason, message);
            }
        }

        private void failed(Reason reason, String message) {
            if (!told) {
                told = true;
                stop(firstByte);
                stop(deadline);
                answer.cancel(false);
                listener.onFailure(new UpstreamException(reason, message, null));
            }
        }

        @Override
        public void cancel() {
            reactor.run(() -> giveUp(Reason.CANCELLED, "cancelled"));
        }
    }

    private static HttpFields fields(LocalAnswer answer) {
        HttpFields.Mutable fields = HttpFields.build();
        for (HeaderField field : answer.headers()) {
            fields.add(field.name(), field.value());
        }
        return fields.asImmutable();
    }
}
