package io.camelid.telemetry.internal;

import io.camelid.config.ObjectKey;
import io.camelid.config.snapshot.Backend;
import io.camelid.config.snapshot.Listener;
import io.camelid.config.snapshot.LlmTarget;
import io.camelid.config.snapshot.RouteRule;
import io.camelid.config.snapshot.RuleMatch;
import io.camelid.config.snapshot.TargetGroup;
import io.camelid.config.snapshot.Timeouts;
import io.camelid.gateway.Answer;
import io.camelid.gateway.Attempt;
import io.camelid.gateway.ClientRequest;
import io.camelid.gateway.GatewayExchange;
import io.camelid.gateway.Mirror;
import io.camelid.gateway.Try;
import io.camelid.spi.FormatId;
import io.camelid.spi.Headers;
import io.camelid.spi.LlmError;
import io.camelid.spi.Operation;
import io.camelid.spi.Usage;
import io.camelid.spi.provider.Auth;
import io.camelid.spi.provider.EndpointOverride;
import io.camelid.spi.provider.LlmCall;
import io.camelid.spi.provider.ProviderDescription;
import io.camelid.spi.provider.ProviderTarget;
import io.camelid.spi.provider.Settings;
import io.camelid.spi.provider.TargetConfig;
import io.camelid.spi.provider.UpstreamCall;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An exchange that is over: a chat that went well unless a test says otherwise. */
final class FakeExchange implements GatewayExchange {
    static final ObjectKey GATEWAY = new ObjectKey("gateway.networking.k8s.io", "Gateway", "ai-system", "agentgateway");

    String id = "req-1";
    String method = "POST";
    String host = "ai.sklab.dev";
    String path = "/openai";
    String query = "key=query-secret";
    Optional<RuleMatch> match = Optional.of(match("openai", 0));
    Optional<Backend> backend;
    Optional<LlmTarget> target = Optional.of(openAi());
    Operation operation = Operation.CHAT;
    String requestModel = "gpt-4";
    String responseModel = "gpt-4-0613";
    boolean stream;
    Map<String, Object> parameters = Map.of();
    int attempts = 1;
    List<Try> tries = List.of();
    int status = 200;
    Optional<LlmError> error = Optional.empty();
    boolean abandoned;
    Usage usage = Usage.of(20, 10);
    long startedAt = 1_000_000_000L;
    long firstTokenAt;
    long endedAt = 3_000_000_000L;

    FakeExchange() {
        backend = Optional.of(new Backend.Llm(
                new ObjectKey("gateway.kgateway.dev", "Backend", "ai-system", "openai"),
                "backend/ai-system/openai@1",
                List.of(new TargetGroup(List.of(target.get()))),
                Map.of()));
    }

    static RuleMatch match(String route, int index) {
        return new RuleMatch(
                rule(route, index), new Listener(GATEWAY, "http", 8080, Optional.empty(), List.of()), "/openai");
    }

    static RouteRule rule(String route, int index) {
        return new RouteRule(
                "rule/ai-system/" + route + "/" + index + "@1",
                new ObjectKey("gateway.networking.k8s.io", "HTTPRoute", "ai-system", route),
                index,
                List.of(),
                List.of(),
                Timeouts.DEFAULT);
    }

    private static LlmTarget openAi() {
        TargetConfig config = new TargetConfig(
                "primary", Optional.empty(), Settings.NONE, Auth.Key.of("sk-target-secret"), EndpointOverride.NONE);
        ProviderDescription provider =
                new ProviderDescription("openai", "OpenAI", "openai", List.of("openai"), List.of());
        return new LlmTarget("target/ai-system/openai/primary@1", config, provider, new SilentTarget(), List.of());
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public ClientRequest request() {
        return new Request();
    }

    @Override
    public Optional<RuleMatch> match() {
        return match;
    }

    @Override
    public Optional<Backend> backend() {
        return backend;
    }

    @Override
    public Optional<LlmTarget> target() {
        return target;
    }

    @Override
    public Operation operation() {
        return operation;
    }

    @Override
    public Optional<FormatId> format() {
        return Optional.of(FormatId.COMPLETIONS);
    }

    @Override
    public String requestModel() {
        return requestModel;
    }

    @Override
    public String responseModel() {
        return responseModel;
    }

    @Override
    public boolean isStream() {
        return stream;
    }

    @Override
    public Map<String, Object> parameters() {
        return parameters;
    }

    @Override
    public int attempts() {
        return attempts;
    }

    @Override
    public int status() {
        return status;
    }

    @Override
    public Optional<LlmError> error() {
        return error;
    }

    @Override
    public boolean isAbandoned() {
        return abandoned;
    }

    @Override
    public List<Try> tries() {
        return tries;
    }

    @Override
    public Usage usage() {
        return usage;
    }

    @Override
    public long responseBytes() {
        return 512;
    }

    @Override
    public long startedAt() {
        return startedAt;
    }

    @Override
    public long firstTokenAt() {
        return firstTokenAt;
    }

    @Override
    public long endedAt() {
        return endedAt;
    }

    @Override
    public RouteRule route() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<Backend> direct() {
        throw new UnsupportedOperationException();
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
        throw new UnsupportedOperationException();
    }

    @Override
    public void body(ByteBuffer body) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void plan() {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean next() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Attempt attempt() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void fail(LlmError failure) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<Answer> settle() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void clientLeft() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }

    private final class Request implements ClientRequest {
        @Override
        public String remoteAddress() {
            return "203.0.113.7";
        }

        @Override
        public String protocol() {
            return "HTTP/1.1";
        }

        @Override
        public String scheme() {
            return "http";
        }

        @Override
        public int listenerPort() {
            return 8080;
        }

        @Override
        public String host() {
            return host;
        }

        @Override
        public String method() {
            return method;
        }

        @Override
        public String path() {
            return path;
        }

        @Override
        public String query() {
            return query;
        }

        @Override
        public Headers headers() {
            return Headers.none();
        }
    }

    private static final class SilentTarget implements ProviderTarget {
        @Override
        public List<FormatId> formats(Operation operation, String model) {
            return List.of();
        }

        @Override
        public UpstreamCall prepare(LlmCall call) {
            throw new UnsupportedOperationException();
        }
    }
}
