package io.camelid.shell.internal.statistics;

import io.camelid.config.snapshot.Backend;
import io.camelid.config.snapshot.LlmTarget;
import io.camelid.config.snapshot.RouteRule;
import io.camelid.config.snapshot.RuleMatch;
import io.camelid.gateway.Answer;
import io.camelid.gateway.Attempt;
import io.camelid.gateway.ClientRequest;
import io.camelid.gateway.GatewayExchange;
import io.camelid.gateway.Mirror;
import io.camelid.gateway.Try;
import io.camelid.spi.FormatId;
import io.camelid.spi.LlmError;
import io.camelid.spi.Operation;
import io.camelid.spi.Usage;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An exchange that is over. */
public record FakeExchange(
        Optional<Backend> backend,
        Optional<LlmTarget> target,
        String requestModel,
        String responseModel,
        boolean isStream,
        int attempts,
        int status,
        Optional<LlmError> error,
        boolean isAbandoned,
        Usage usage,
        Duration firstToken,
        Duration total)
        implements GatewayExchange {
    private static final long START = -5;

    @Override
    public List<Try> tries() {
        return List.of();
    }

    @Override
    public long startedAt() {
        return START;
    }

    @Override
    public long firstTokenAt() {
        return firstToken.isZero() ? 0 : START + firstToken.toNanos();
    }

    @Override
    public long endedAt() {
        return START + total.toNanos();
    }

    @Override
    public String id() {
        return "1";
    }

    @Override
    public Optional<RuleMatch> match() {
        return Optional.empty();
    }

    @Override
    public Operation operation() {
        return Operation.CHAT;
    }

    @Override
    public Optional<FormatId> format() {
        return Optional.of(FormatId.COMPLETIONS);
    }

    @Override
    public Map<String, Object> parameters() {
        return Map.of();
    }

    @Override
    public long responseBytes() {
        return 0;
    }

    @Override
    public ClientRequest request() {
        throw over();
    }

    @Override
    public RouteRule route() {
        throw over();
    }

    @Override
    public Optional<Backend> direct() {
        throw over();
    }

    @Override
    public boolean isMirrored() {
        return false;
    }

    @Override
    public List<Mirror> takeMirrors() {
        return List.of();
    }

    @Override
    public boolean readsBody() {
        throw over();
    }

    @Override
    public void body(ByteBuffer body) {
        throw over();
    }

    @Override
    public void plan() {
        throw over();
    }

    @Override
    public boolean next() {
        throw over();
    }

    @Override
    public Attempt attempt() {
        throw over();
    }

    @Override
    public void fail(LlmError failure) {
        throw over();
    }

    @Override
    public Optional<Answer> settle() {
        throw over();
    }

    @Override
    public void clientLeft() {
        throw over();
    }

    @Override
    public void close() {}

    private static IllegalStateException over() {
        return new IllegalStateException("the exchange is over");
    }
}
