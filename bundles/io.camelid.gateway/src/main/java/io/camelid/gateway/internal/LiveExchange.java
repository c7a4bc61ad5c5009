package io.camelid.gateway.internal;

import io.camelid.config.SnapshotLease;
import io.camelid.config.snapshot.Backend;
import io.camelid.config.snapshot.BackendRef;
import io.camelid.config.snapshot.Filter;
import io.camelid.config.snapshot.LlmTarget;
import io.camelid.config.snapshot.RouteRule;
import io.camelid.config.snapshot.RuleMatch;
import io.camelid.gateway.Answer;
import io.camelid.gateway.Attempt;
import io.camelid.gateway.ClientRequest;
import io.camelid.gateway.ClientResponse;
import io.camelid.gateway.GatewayExchange;
import io.camelid.gateway.GatewayHeaders;
import io.camelid.gateway.HeaderChanges;
import io.camelid.gateway.ResponseHead;
import io.camelid.gateway.internal.balance.Trial;
import io.camelid.gateway.internal.balance.Tries;
import io.camelid.spi.ErrorKind;
import io.camelid.spi.FormatId;
import io.camelid.spi.HeaderField;
import io.camelid.spi.Headers;
import io.camelid.spi.LlmError;
import io.camelid.spi.LlmException;
import io.camelid.spi.Operation;
import io.camelid.spi.Usage;
import io.camelid.spi.chat.Losses;
import io.camelid.spi.format.Document;
import io.camelid.spi.format.Format;
import io.camelid.spi.provider.Address;
import io.camelid.spi.provider.LlmCall;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An exchange and its state. Confined: calls come one at a time (see {@link GatewayExchange}). */
final class LiveExchange implements GatewayExchange {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0).asReadOnlyBuffer();

    private final GatewayService gateway;
    private final FormatTable formats;
    private final ClientRequest request;
    private final ClientResponse response;
    private final SnapshotLease lease;
    private final String id;
    private final long startedAt;

    private RuleMatch match;
    private Backend backend;
    private HeaderChanges requestChanges = HeaderChanges.NONE;
    private HeaderChanges responseChanges = HeaderChanges.NONE;
    private String path;
    private String prefix;
    private long deadline;
    private ByteBuffer body = NOTHING;
    private LlmPlan plan;
    private Tries tries;
    private int nextAddress;
    private LlmAttempt llmAttempt;
    private LlmAttempt refused;
    private StaticAttempt staticAttempt;
    private int attempts;

    private Answer answer;
    private LlmError error;
    private int status;
    private Usage usage = Usage.UNKNOWN;
    private String responseModel = "";
    private long responseBytes;
    private long firstTokenAt;
    private long endedAt;
    private boolean abandoned;

    LiveExchange(
            GatewayService gateway,
            FormatTable formats,
            SnapshotLease lease,
            ClientRequest request,
            ClientResponse response) {
        this.gateway = gateway;
        this.startedAt = gateway.now();
        this.formats = formats;
        this.lease = lease;
        this.request = request;
        this.response = response;
        this.id = RequestIds.of(request.headers());
        this.path = request.path();
    }

    // ---- the steps ----

    @Override
    public RouteRule route() throws LlmException {
        match = lease.snapshot()
                .routes()
                .match(request)
                .orElseThrow(() -> new LlmException(LlmError.of(
                        ErrorKind.NOT_FOUND,
                        "no_route",
                        "no HTTPRoute matches " + Shown.text(request.method()) + " " + Shown.text(request.path())
                                + (request.host().isEmpty() ? "" : " for host " + Shown.text(request.host())))));
        prefix = match.prefix();
        deadline = after(startedAt, match.rule().timeouts().request());
        return match.rule();
    }

    @Override
    public Optional<Backend> direct() throws LlmException {
        if (isAnswered(match.rule().filters())) {
            return Optional.empty();
        }
        BackendRef chosen = BackendChoice.of(match.rule());
        backend = chosen.backend();
        if (isAnswered(chosen.filters())) {
            return Optional.empty();
        }
        if (backend instanceof Backend.Unusable unusable) {
            throw new LlmException(unusable.error());
        }
        return Optional.of(backend);
    }

    /** Applies filters in turn, until one of them answers. */
    private boolean isAnswered(List<Filter> filters) {
        for (Filter filter : filters) {
            if (filter instanceof Filter.Redirect redirect) {
                answer = Redirects.answer(redirect, request, match.prefix());
                return true;
            }
            apply(filter);
        }
        return false;
    }

    private void apply(Filter filter) {
        if (filter instanceof Filter.RequestHeaders change) {
            requestChanges = requestChanges.then(new HeaderChanges(change.set(), change.add(), change.remove()));
        } else if (filter instanceof Filter.ResponseHeaders change) {
            responseChanges = responseChanges.then(new HeaderChanges(change.set(), change.add(), change.remove()));
        } else if (filter instanceof Filter.ReplaceHost host) {
            requestChanges = requestChanges.then(HeaderChanges.setting(List.of(HeaderField.of("Host", host.host()))));
        } else {
            path = PathRewrite.apply(filter, path, prefix);
            prefix = "";
        }
    }

    @Override
    public boolean readsBody() {
        return backend instanceof Backend.Llm;
    }

    @Override
    public void body(ByteBuffer whole) {
        body = whole;
    }

    @Override
    public void plan() throws LlmException {
        if (backend instanceof Backend.Llm llm) {
            plan = LlmPlan.of(formats, llm, request, path, prefix, body);
            tries = gateway.tries(llm, request.headers());
        }
    }

    @Override
    public boolean next() {
        if (answer != null || error != null || response.isCommitted() || abandoned) {
            return false;
        }
        if (deadline != 0 && gateway.now() - deadline >= 0) {
            error = LlmError.of(ErrorKind.TIMEOUT, "request_timeout", backendName() + " did not answer in time");
            return false;
        }
        return backend instanceof Backend.Static server ? nextAddress(server) : nextTarget();
    }

    private boolean nextAddress(Backend.Static server) {
        List<Address> addresses = server.addresses();
        boolean again =
                staticAttempt == null || lastOutcome() instanceof Outcome.Failed failed && failed.isBeforeRequest();
        if (!again || attempts >= addresses.size()) {
            return false;
        }
        if (attempts == 0) {
            nextAddress = gateway.rotation(addresses.size());
        }
        Address address = addresses.get((nextAddress + attempts) % addresses.size());
        attempts++;
        String target = request.query().isEmpty() ? path : path + "?" + request.query();
        staticAttempt = new StaticAttempt(this, address, target, requestChanges, attemptDeadline());
        return true;
    }

    private boolean nextTarget() {
        if (llmAttempt == null) {
            answer = plan.localAnswer().orElse(null);
            return answer == null && tryTarget();
        }
        Outcome last = lastOutcome();
        if (last instanceof Outcome.Refused) {
            refused = llmAttempt;
        }
        return last != Outcome.DELIVERED && tryTarget();
    }

    /** Makes a try at the next target that can be asked at all. */
    private boolean tryTarget() {
        LlmError impossible = null;
        for (Optional<Trial> next = tries.next(); next.isPresent(); next = tries.next()) {
            Trial trial = next.get();
            try {
                llmAttempt = plan.attempt(this, trial, requestChanges, attemptDeadline());
                attempts++;
                return true;
            } catch (LlmException e) {
                impossible = named(trial.target(), e.error());
            } finally {
                if (llmAttempt == null || llmAttempt.trial() != trial) {
                    trial.released();
                }
            }
        }
        if (llmAttempt == null) {
            error = impossible;
        }
        return false;
    }

    /** When a try that begins now must be over: the earlier of the request's and the try's own limit. */
    private long attemptDeadline() {
        long single = after(gateway.now(), match.rule().timeouts().backendRequest());
        return single == 0 || deadline != 0 && deadline - single < 0 ? deadline : single;
    }

    /** A moment by {@link System#nanoTime}, where 0 is never. */
    private static long after(long start, Optional<Duration> limit) {
        if (limit.isEmpty() || limit.get().isZero()) {
            return 0;
        }
        long end = start + limit.get().toNanos();
        return end == 0 ? 1 : end;
    }

    @Override
    public Attempt attempt() {
        return llmAttempt != null ? llmAttempt : staticAttempt;
    }

    @Override
    public void fail(LlmError cause) {
        record(cause);
    }

    @Override
    public Optional<Answer> settle() {
        if (response.isCommitted() || abandoned) {
            return Optional.empty();
        }
        if (answer == null && error == null) {
            conclude();
        }
        Answer given = answer != null ? answer : gateway.render(formatForErrors(), error);
        status = given.status();
        responseBytes = given.body().remaining();
        List<HeaderField> fields = given.headers();
        return Optional.of(
                new Answer(status, changes(Headers.of(fields), List.of()).apply(fields), given.body()));
    }

    /** Nobody could help; that an upstream said why is worth more than that another was silent. */
    private void conclude() {
        Outcome last = lastOutcome();
        if (last instanceof Outcome.Refused) {
            refused = llmAttempt;
        }
        if (refused != null && refused.outcome().orElse(last) instanceof Outcome.Refused refusal) {
            llmAttempt = refused;
            answer = refusal.answer();
        } else if (last instanceof Outcome.Failed failed) {
            error = failed.error();
        } else {
            error = LlmError.of(ErrorKind.CONFIGURATION, "internal", "the gateway made no answer");
        }
    }

    private Outcome lastOutcome() {
        Optional<Outcome> outcome = llmAttempt != null
                ? llmAttempt.outcome()
                : Optional.ofNullable(staticAttempt).flatMap(StaticAttempt::outcome);
        return outcome.orElse(Outcome.DELIVERED);
    }

    private Optional<Format> formatForErrors() {
        Optional<Format> spoken = plan == null ? Optional.empty() : plan.format();
        return spoken.isPresent() ? spoken : formats.byPath(path);
    }

    @Override
    public void clientLeft() {
        abandoned = true;
        abandonAttempt();
    }

    private void abandonAttempt() {
        if (llmAttempt != null) {
            llmAttempt.abandon();
        }
    }

    @Override
    public void close() {
        if (endedAt != 0) {
            return;
        }
        endedAt = gateway.now();
        abandonAttempt();
        try {
            gateway.closed(this);
        } finally {
            lease.release();
        }
    }

    // ---- what attempts need ----

    /** Whether the backend has several targets. */
    boolean hasChoice() {
        return tries.areSeveral();
    }

    /** Whether one of them has not been tried. */
    boolean hasAlternative() {
        return tries.hasAlternative();
    }

    /** The path after the rewrites so far. */
    String path() {
        return path;
    }

    /** What a target would be asked. */
    LlmCall call(LlmTarget target) throws LlmException {
        return plan.call(target);
    }

    /** What the request would lose on its way to a target; empty where nothing needs translating. */
    Optional<Losses> losses(LlmTarget target) throws LlmException {
        return plan.losses(target);
    }

    /** Whether the gateway looks inside the answer. */
    boolean isUnderstood() {
        return plan.format().isPresent();
    }

    /** The answer that needs no upstream, if there is one. */
    Optional<Answer> localAnswer() {
        return plan == null ? Optional.empty() : plan.localAnswer();
    }

    /** The client's format, where the gateway looks inside. */
    Format spoken() {
        return plan.format().orElseThrow();
    }

    /**
     * What an upstream of another format says, as the client's format has it.
     *
     * @param fields the upstream's own, which go along
     */
    Answer refusal(LlmError said, List<HeaderField> fields) {
        Document document = spoken().error(said);
        List<HeaderField> all = HeaderChanges.setting(List.of(HeaderField.of("Content-Type", document.contentType())))
                .apply(fields);
        return new Answer(said.status(), all, document.bytes());
    }

    LlmError named(LlmTarget target, LlmError cause) {
        String message = target.config().name() + " of " + backendName() + ": " + cause.message();
        return new LlmError(cause.kind(), cause.status(), cause.code(), message, cause.param());
    }

    String backendName() {
        return backend.key().toString();
    }

    /**
     * The head that a client gets for an upstream's.
     *
     * @param more fields to set
     */
    ResponseHead relayedHead(int upstreamStatus, Headers upstream, boolean sameBody, List<HeaderField> more) {
        return new ResponseHead(upstreamStatus, sameBody, changes(upstream, more));
    }

    /** Changes to the header fields of any answer: our own fields, then what the rule's filters say. */
    private HeaderChanges changes(Headers fields, List<HeaderField> more) {
        List<HeaderField> own = new ArrayList<>(5 + more.size());
        own.addAll(more);
        own.add(HeaderField.of(GatewayHeaders.REQUEST_ID, id));
        fields.first(GatewayHeaders.REQUEST_ID)
                .ifPresent(theirs -> own.add(HeaderField.of(GatewayHeaders.UPSTREAM_REQUEST_ID, theirs)));
        if (backend != null) {
            own.add(HeaderField.of(GatewayHeaders.BACKEND, backend.key().qualifiedName()));
            if (llmAttempt != null) {
                own.add(HeaderField.of(
                        GatewayHeaders.PROVIDER, llmAttempt.llmTarget().config().name()));
            }
            own.add(HeaderField.of(GatewayHeaders.ATTEMPTS, Integer.toString(attempts)));
        }
        return HeaderChanges.setting(own).then(responseChanges);
    }

    void committed(int sentStatus) {
        status = sentStatus;
    }

    void sent(int bytes) {
        responseBytes += bytes;
    }

    void firstToken() {
        firstTokenAt = gateway.now();
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

    // ---- what observers see ----

    @Override
    public String id() {
        return id;
    }

    @Override
    public ClientRequest request() {
        return request;
    }

    ClientResponse response() {
        return response;
    }

    @Override
    public Optional<RuleMatch> match() {
        return Optional.ofNullable(match);
    }

    @Override
    public Optional<Backend> backend() {
        return Optional.ofNullable(backend);
    }

    @Override
    public Optional<LlmTarget> target() {
        return llmAttempt == null ? Optional.empty() : Optional.of(llmAttempt.llmTarget());
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
                ? target().flatMap(target -> target.config().model()).orElse(requestModel())
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
