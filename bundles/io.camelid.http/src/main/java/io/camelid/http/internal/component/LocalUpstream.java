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
        Pending pending = new Pending(answer, reactor, listener);
        pending.awaitWithin(timeouts);
        return pending;
    }

    /** A call until, and after, its answer's head is here. Confined to its reactor but for {@link #cancel}. */
    private final class Pending implements UpstreamCall {
        private final CompletableFuture<LocalAnswer> answer;
        private final Reactor reactor;
        private final UpstreamListener listener;
        private PublisherSource source;
        private boolean told;

        Pending(CompletableFuture<LocalAnswer> answer, Reactor reactor, UpstreamListener listener) {
            this.answer = answer;
            this.reactor = reactor;
            this.listener = listener;
        }

        void awaitWithin(UpstreamTimeouts timeouts) {
            if (!answer.isDone()) {
                long patience = patience(timeouts);
                if (patience > 0) {
                    Scheduler.Task alarm = scheduler.schedule(
                            () -> reactor.run(() -> failed(Reason.FIRST_BYTE_TIMEOUT, "no answer in time")),
                            patience,
                            TimeUnit.NANOSECONDS);
                    answer.whenComplete((head, failure) -> alarm.cancel());
                }
            }
            answer.whenComplete((head, failure) -> reactor.run(() -> {
                if (failure != null) {
                    failed(
                            Reason.CLOSED,
                            "the provider failed: " + failure.getClass().getSimpleName());
                } else if (!told) {
                    told = true;
                    source = new PublisherSource(head.body(), reactor, scheduler, timeouts.idle());
                    listener.onResponse(
                            new UpstreamResponse(head.status(), HttpVersion.HTTP_1_1, fields(head), source));
                }
            }));
        }

        private void failed(Reason reason, String message) {
            if (!told) {
                told = true;
                answer.cancel(false);
                listener.onFailure(new UpstreamException(reason, message, null));
            }
        }

        @Override
        public void cancel() {
            reactor.run(() -> {
                if (source != null) {
                    source.fail(new UpstreamException(Reason.CANCELLED, "cancelled", null));
                } else {
                    failed(Reason.CANCELLED, "cancelled");
                }
            });
        }
    }

    private static long patience(UpstreamTimeouts timeouts) {
        long first = timeouts.firstByte().toNanos();
        if (timeouts.deadlineNanos() == 0) {
            return first;
        }
        long left = Math.max(1, timeouts.deadlineNanos() - System.nanoTime());
        return first > 0 ? Math.min(first, left) : left;
    }

    private static HttpFields fields(LocalAnswer answer) {
        HttpFields.Mutable fields = HttpFields.build();
        for (HeaderField field : answer.headers()) {
            fields.add(field.name(), field.value());
        }
        return fields.asImmutable();
    }
}
