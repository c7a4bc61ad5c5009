package io.camelid.routes.internal;

import io.camelid.config.snapshot.Backend;
import io.camelid.config.snapshot.LlmTarget;
import io.camelid.config.snapshot.RouteRule;
import io.camelid.config.snapshot.RuleMatch;
import io.camelid.gateway.Answer;
import io.camelid.gateway.Attempt;
import io.camelid.gateway.ClientRequest;
import io.camelid.gateway.GatewayExchange;
import io.camelid.gateway.HeaderChanges;
import io.camelid.gateway.Mirror;
import io.camelid.gateway.ResponseStage;
import io.camelid.gateway.Try;
import io.camelid.spi.FormatId;
import io.camelid.spi.LlmError;
import io.camelid.spi.LlmException;
import io.camelid.spi.Operation;
import io.camelid.spi.Usage;
import io.camelid.spi.provider.HttpCall;
import io.camelid.spi.provider.UpstreamCall;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** An exchange that goes where a test says, and remembers the steps it was asked for. */
final class FakeExchange implements GatewayExchange {
    final List<String> steps = new ArrayList<>();
    private final RouteRule rule;
    private final Deque<String> targets;
    private final Optional<LlmError> refusal;
    private String beside = "";
    private String current = "";
    private Runnable hedge = () -> {};
    private LlmError error;

    FakeExchange(RouteRule rule, List<String> targets, Optional<LlmError> refusal) {
        this.rule = rule;
        this.targets = new ArrayDeque<>(targets);
        this.refusal = refusal;
    }

    /** Every try is slow, and once another may be made beside it. */
    FakeExchange hedgedBy(String target) {
        beside = target;
        return this;
    }

    /** Time goes by. */
    void slow() {
        hedge.run();
    }

    @Override
    public RouteRule route() throws LlmException {
        steps.add("route");
        if (refusal.isPresent()) {
            throw new LlmException(refusal.get());
        }
        return rule;
    }

    @Override
    public Optional<Backend> direct() {
        steps.add("direct");
        return Optional.of(rule.backends().get(0).backend());
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
        return true;
    }

    @Override
    public void body(ByteBuffer body) {
        steps.add("body");
    }

    @Override
    public void plan() {
        steps.add("plan");
    }

    @Override
    public boolean next() {
        if (error != null || targets.isEmpty()) {
            return false;
        }
        current = targets.poll();
        return true;
    }

    @Override
    public boolean hedge() {
        if (beside.isEmpty()) {
            return false;
        }
        current = beside;
        beside = "";
        return true;
    }

    @Override
    public Attempt attempt() {
        String target = current;
        return new Attempt() {
            @Override
            public Optional<Duration> hedgeAfter() {
                return beside.isEmpty() ? Optional.empty() : Optional.of(Duration.ofSeconds(1));
            }

            @Override
            public void whenSlow(Runnable begin) {
                hedge = begin;
            }

            @Override
            public String target() {
                return target;
            }

            @Override
            public UpstreamCall call() {
                throw new UnsupportedOperationException();
            }

            @Override
            public CompletionStage<HttpCall> sign(HttpCall call) {
                return CompletableFuture.completedFuture(call);
            }

            @Override
            public Optional<ByteBuffer> body() {
                return Optional.empty();
            }

            @Override
            public boolean forwardsCredentials() {
                return false;
            }

            @Override
            public HeaderChanges headers() {
                return HeaderChanges.NONE;
            }

            @Override
            public long deadlineNanos() {
                return 0;
            }

            @Override
            public ResponseStage response() {
                throw new UnsupportedOperationException();
            }
        };
    }

    @Override
    public void fail(LlmError cause) {
        error = cause;
    }

    @Override
    public Optional<Answer> settle() {
        return Optional.empty();
    }

    @Override
    public void clientLeft() {}

    @Override
    public void close() {}

    @Override
    public String id() {
        return "test";
    }

    @Override
    public ClientRequest request() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<RuleMatch> match() {
        return Optional.empty();
    }

    @Override
    public Optional<Backend> backend() {
        return Optional.empty();
    }

    @Override
    public Optional<LlmTarget> target() {
        return Optional.empty();
    }

    @Override
    public Operation operation() {
        return Operation.CHAT;
    }

    @Override
    public Optional<FormatId> format() {
        return Optional.empty();
    }

    @Override
    public String requestModel() {
        return "";
    }

    @Override
    public String responseModel() {
        return "";
    }

    @Override
    public boolean isStream() {
        return false;
    }

    @Override
    public Map<String, Object> parameters() {
        return Map.of();
    }

    @Override
    public int attempts() {
        return 0;
    }

    @Override
    public int status() {
        return 0;
    }

    @Override
    public Optional<LlmError> error() {
        return Optional.ofNullable(error);
    }

    @Override
    public boolean isAbandoned() {
        return false;
    }

    @Override
    public List<Try> tries() {
        return List.of();
    }

    @Override
    public Usage usage() {
        return Usage.UNKNOWN;
    }

    @Override
    public long responseBytes() {
        return 0;
    }

    @Override
    public long startedAt() {
        return 0;
    }

    @Override
    public long firstTokenAt() {
        return 0;
    }

    @Override
    public long endedAt() {
        return 0;
    }
}
