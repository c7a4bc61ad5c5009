package io.camelid.gateway.internal;

import io.camelid.config.snapshot.Backend;
import io.camelid.config.snapshot.LlmTarget;
import io.camelid.config.snapshot.RuleMatch;
import io.camelid.gateway.ClientRequest;
import io.camelid.gateway.GatewayExchange;
import io.camelid.spi.FormatId;
import io.camelid.spi.LlmError;
import io.camelid.spi.Operation;
import io.camelid.spi.Usage;
import java.util.Map;
import java.util.Optional;

/** What observers see of an exchange, and how it becomes known. */
abstract class ObservedExchange implements GatewayExchange {
    private final ClientRequest request;
    private final String id;
    private final long startedAt;

    private RuleMatch match;
    private Backend backend;
    private LlmPlan plan;
    private LlmTarget target;
    private int attempts;
    private LlmError error;
    private int status;
    private Usage usage = Usage.UNKNOWN;
    private String responseModel = "";
    private long responseBytes;
    private long firstTokenAt;
    private long endedAt;
    private boolean abandoned;

    ObservedExchange(ClientRequest request, long startedAt) {
        this.request = request;
        this.startedAt = startedAt;
        this.id = RequestIds.of(request.headers());
    }

    // ---- how it becomes known ----

    void matched(RuleMatch found) {
        match = found;
    }

    void directedTo(Backend chosen) {
        backend = chosen;
    }

    void understood(LlmPlan read) {
        plan = read;
    }

    /** One more try. */
    void oneMoreTry() {
        attempts++;
    }

    /** Whom the present try goes to, or who has the last word. */
    void turnsTo(LlmTarget asked) {
        target = asked;
    }

    void committed(int sentStatus) {
        status = sentStatus;
    }

    void sent(int bytes) {
        responseBytes += bytes;
    }

    void firstToken(long now) {
        firstTokenAt = now;
    }

    void observed(Usage seen, Optional<String> model) {
        usage = seen;
        responseModel = model.orElse(responseModel);
    }

    /** Remembers what went wrong; the first cause counts, and none once the client has left. */
    void record(LlmError cause) {
        if (error == null && !abandoned) {
            error = cause;
        }
    }

    void abandoned() {
        abandoned = true;
    }

    void ended(long now) {
        endedAt = now;
    }

    // ---- what is known ----

    @Override
    public String id() {
        return id;
    }

    @Override
    public ClientRequest request() {
        return request;
    }

    @Override
    public Optional<RuleMatch> match() {
        return Optional.ofNullable(match);
    }

    @Override
    public Optional<Backend> backend() {
        return Optional.ofNullable(backend);
    }

    /** What is asked of providers; empty where the backend has none. */
    Optional<LlmPlan> llm() {
        return Optional.ofNullable(plan);
    }

    @Override
    public Optional<LlmTarget> target() {
        return Optional.ofNullable(target);
    }

    @Override
    public Operation operation() {
        return plan == null ? Operation.OTHER : plan.operation();
    }

    @Override
    public Optional<FormatId> format() {
        return plan == null
                ? Optional.empty()
                : plan.format().map(format -> format.describe().id());
    }

    @Override
    public String requestModel() {
        return plan == null ? "" : plan.model();
    }

    @Override
    public String responseModel() {
        return responseModel.isEmpty()
                ? target().flatMap(asked -> asked.config().model()).orElse(requestModel())
                : responseModel;
    }

    @Override
    public boolean isStream() {
        return plan != null && plan.stream();
    }

    @Override
    public Map<String, Object> parameters() {
        return plan == null ? Map.of() : plan.parameters();
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
        return Optional.ofNullable(error);
    }

    @Override
    public boolean isAbandoned() {
        return abandoned;
    }

    @Override
    public Usage usage() {
        return usage;
    }

    @Override
    public long responseBytes() {
        return responseBytes;
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
}
