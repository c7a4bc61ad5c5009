package io.camelid.gateway.internal;

import io.camelid.gateway.Attempt;
import io.camelid.gateway.ClientSink;
import io.camelid.gateway.HeaderChanges;
import io.camelid.gateway.ResponseStage;
import io.camelid.gateway.Try;
import io.camelid.spi.ErrorKind;
import io.camelid.spi.Headers;
import io.camelid.spi.LlmError;
import io.camelid.spi.provider.Address;
import io.camelid.spi.provider.HttpCall;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A try at a plain server: everything travels as it is, both ways, as it comes. */
final class StaticAttempt implements Attempt, ResponseStage {
    private final LiveExchange exchange;
    private final ServerWay way;
    private final HttpCall call;
    private final Optional<ByteBuffer> body;
    private final HeaderChanges headers;
    private final TryLimits limits;
    private final Duration delay;
    private final long begun;
    private Outcome outcome = Outcome.DELIVERED;
    private int status;

    /**
     * @param body where it was read before; else it is streamed
     * @param delay before the try begins
     */
    StaticAttempt(
            LiveExchange exchange,
            ServerWay way,
            Address address,
            Optional<ByteBuffer> body,
            HeaderChanges headers,
            TryLimits limits,
            Duration delay) {
        this.exchange = exchange;
        this.way = way;
        this.call = new HttpCall(exchange.request().method(), address, exchange.requestTarget(), List.of());
        this.body = body;
        this.headers = headers;
        this.limits = limits;
        this.delay = delay;
        this.begun = exchange.now();
    }

    /** How the try ended; delivered unless it failed. */
    Outcome outcome() {
        return outcome;
    }

    /** The server's; 0 before there is one. */
    int status() {
        return status;
    }

    /** When, by {@link System#nanoTime}. */
    long begun() {
        return begun;
    }

    @Override
    public String target() {
        return call.address().authority();
    }

    @Override
    public HttpCall call() {
        return call;
    }

    @Override
    public CompletionStage<HttpCall> sign(HttpCall unsigned) {
        return CompletableFuture.completedFuture(unsigned);
    }

    @Override
    public Optional<ByteBuffer> body() {
        return body.map(ByteBuffer::duplicate);
    }

    @Override
    public boolean isTransparent() {
        return true;
    }

    @Override
    public boolean forwardsCredentials() {
        return true;
    }

    @Override
    public HeaderChanges headers() {
        return headers;
    }

    @Override
    public Duration delay() {
        return delay;
    }

    @Override
    public Optional<Duration> connectTimeout() {
        return limits.connect();
    }

    @Override
    public Optional<Duration> idleTimeout() {
        return limits.idle();
    }

    @Override
    public long deadlineNanos() {
        return limits.end();
    }

    @Override
    public ResponseStage response() {
        return this;
    }

    @Override
    public void head(int upstreamStatus, Headers upstream, ClientSink sink) {
        status = upstreamStatus;
        if (way.retries(status)) {
            over(LlmError.of(ErrorKind.ofStatus(status), Try.REFUSED, "answered " + status)
                    .withStatus(status));
            sink.abort(Try.REFUSED);
            return;
        }
        exchange.committed(status);
        sink.commit(exchange.relayedHead(status, upstream, true, List.of()));
    }

    @Override
    public void content(ByteBuffer chunk, ClientSink sink) {
        if (outcome != Outcome.DELIVERED) {
            return;
        }
        if (exchange.firstTokenAt() == 0) {
            exchange.firstToken();
        }
        exchange.sent(chunk.remaining());
        sink.write(chunk);
    }

    @Override
    public void end(ClientSink sink) {}

    @Override
    public void fail(LlmError error, ClientSink sink) {
        if (outcome != Outcome.DELIVERED) {
            return;
        }
        if (exchange.response().isCommitted()) {
            exchange.record(exchange.named("", error));
        } else {
            over(error);
        }
        sink.abort(error.code());
    }

    private void over(LlmError why) {
        outcome = new Outcome.Failed(exchange.named("", why));
        way.failed(this, status, why);
    }
}
