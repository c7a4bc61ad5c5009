package io.camelid.gateway.internal;

import io.camelid.gateway.Attempt;
import io.camelid.gateway.ClientSink;
import io.camelid.gateway.HeaderChanges;
import io.camelid.gateway.ResponseStage;
import io.camelid.spi.Headers;
import io.camelid.spi.LlmError;
import io.camelid.spi.provider.Address;
import io.camelid.spi.provider.HttpCall;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A try at a plain server: everything travels as it is, both ways, as it comes. */
final class StaticAttempt implements Attempt, ResponseStage {
    private final LiveExchange exchange;
    private final HttpCall call;
    private final HeaderChanges headers;
    private final long deadlineNanos;
    private Outcome outcome;

    StaticAttempt(
            LiveExchange exchange, Address address, String requestTarget, HeaderChanges headers, long deadlineNanos) {
        this.exchange = exchange;
        this.call = new HttpCall(exchange.request().method(), address, requestTarget, List.of());
        this.headers = headers;
        this.deadlineNanos = deadlineNanos;
    }

    Optional<Outcome> outcome() {
        return Optional.ofNullable(outcome);
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
        return Optional.empty();
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
    public long deadlineNanos() {
        return deadlineNanos;
    }

    @Override
    public ResponseStage response() {
        return this;
    }

    @Override
    public void head(int status, Headers upstream, ClientSink sink) {
        exchange.committed(status);
        sink.commit(exchange.relayedHead(status, upstream, true, List.of()));
    }

    @Override
    public void content(ByteBuffer chunk, ClientSink sink) {
        if (exchange.firstTokenAt() == 0) {
            exchange.firstToken();
        }
        exchange.sent(chunk.remaining());
        sink.write(chunk);
    }

    @Override
    public void end(ClientSink sink) {
        outcome = Outcome.DELIVERED;
    }

    @Override
    public void fail(LlmError error, ClientSink sink) {
        LlmError named = exchange.named("", error);
        if (exchange.response().isCommitted()) {
            outcome = Outcome.DELIVERED;
            exchange.record(named);
        } else {
            outcome = new Outcome.Failed(named);
        }
        sink.abort(named.code());
    }
}
