package io.camelid.gateway.internal;

import io.camelid.config.SnapshotLease;
import io.camelid.config.snapshot.Backend;
import io.camelid.config.snapshot.BackendRef;
import io.camelid.config.snapshot.Filter;
import io.camelid.config.snapshot.RouteRule;
import io.camelid.config.snapshot.RouteTable;
import io.camelid.config.snapshot.RuleMatch;
import io.camelid.config.snapshot.Timeouts;
import io.camelid.gateway.Answer;
import io.camelid.gateway.Attempt;
import io.camelid.gateway.ClientRequest;
import io.camelid.gateway.ClientResponse;
import io.camelid.gateway.GatewayExchange;
import io.camelid.gateway.HeaderChanges;
import io.camelid.gateway.Mirror;
import io.camelid.gateway.MirrorOutcome;
import io.camelid.gateway.ResponseHead;
import io.camelid.gateway.Try;
import io.camelid.spi.ErrorKind;
import io.camelid.spi.HeaderField;
import io.camelid.spi.Headers;
import io.camelid.spi.LlmError;
import io.camelid.spi.LlmException;
import io.camelid.spi.format.Format;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The steps of an exchange. Confined: calls come one at a time (see {@link GatewayExchange}). */
class LiveExchange extends ObservedExchange {
    /** What is said when the way ends in nothing at all. */
    static final LlmError NO_ANSWER = LlmError.of(ErrorKind.CONFIGURATION, "internal", "the gateway made no answer");

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0).asReadOnlyBuffer();

    private final GatewayService gateway;
    private final FormatTable formats;
    private final ClientResponse response;

    private SnapshotLease lease;
    private RouteRule rule;
    private FilterEffects effects;
    private List<Mirror> mirrors = List.of();
    private long deadline;
    private ByteBuffer body;
    private boolean late;
    private Way way;
    private Answer answer;

    LiveExchange(
            GatewayService gateway,
            FormatTable formats,
            SnapshotLease lease,
            ClientRequest request,
            ClientResponse response) {
        super(request, gateway.now());
        this.gateway = gateway;
        this.formats = formats;
        this.lease = lease;
        this.response = response;
        this.effects = new FilterEffects(request, "");
    }

    // ---- the steps ----

    @Override
    public RouteRule route() throws LlmException {
        RuleMatch match = find();
        matched(match);
        rule = match.rule();
        effects = begin(match);
        return rule;
    }

    /** The rule that the request belongs to. */
    RuleMatch find() throws LlmException {
        ClientRequest request = request();
        RouteTable routes = lease.snapshot().routes();
        return preflighted(routes)
                .or(() -> routes.match(request))
                .orElseThrow(() -> new LlmException(LlmError.of(
                        ErrorKind.NOT_FOUND,
                        "no_route",
                        "no HTTPRoute matches " + Shown.text(request.method()) + " " + Shown.text(request.path())
                                + (request.host().isEmpty() ? "" : " for host " + Shown.text(request.host())))));
    }

    /** A preflight belongs to the rule of the request that is to follow, if that one answers it. */
    private Optional<RuleMatch> preflighted(RouteTable routes) {
        return Cors.isPreflight(request())
                ? routes.match(Cors.announced(request())).filter(match -> Cors.answersPreflights(match.rule()))
                : Optional.empty();
    }

    /** What has been done to the request so far. */
    FilterEffects begin(RuleMatch match) {
        return new FilterEffects(request(), match.prefix());
    }

    @Override
    public Optional<Backend> direct() throws LlmException {
        if (!isToGoOn(rule.filters())) {
            return Optional.empty();
        }
        BackendRef chosen = BackendChoice.of(rule);
        Backend backend = chosen.backend();
        directedTo(backend);
        if (!isToGoOn(chosen.filters())) {
            return Optional.empty();
        }
        if (backend instanceof Backend.Unusable unusable) {
            throw new LlmException(unusable.error());
        }
        deadline = Moment.after(
                startedAt(), rule.timeouts().over(timeouts(backend)).request());
        mirrors = mirrors();
        return Optional.of(backend);
    }

    private static Timeouts timeouts(Backend backend) {
        if (backend instanceof Backend.Llm llm) {
            return llm.timeouts();
        }
        return backend instanceof Backend.Static server ? server.timeouts() : Timeouts.DEFAULT;
    }

    /** Applies filters, unless one of them answers. */
    private boolean isToGoOn(List<Filter> filters) {
        boolean goesOn = effects.apply(filters);
        answer = effects.answer().orElse(answer);
        return goesOn;
    }

    private List<Mirror> mirrors() {
        List<FilterEffects.Copy> drawn = effects.copies().stream()
                .filter(copy -> DrawnMirror.draw(copy.mirror()))
                .toList();
        if (drawn.isEmpty()) {
            return List.of();
        }
        lease = new SharedLease(lease, drawn.size() + 1);
        RuleMatch own = match().orElseThrow();
        return drawn.stream()
                .<Mirror>map(copy -> new DrawnMirror(
                        gateway,
                        lease,
                        new RuleMatch(copy.mirror().rule(), own.listener(), own.prefix()),
                        copy.effects()))
                .toList();
    }

    @Override
    public boolean isMirrored() {
        return !mirrors.isEmpty();
    }

    @Override
    public List<Mirror> takeMirrors() {
        List<Mirror> taken = mirrors;
        mirrors = List.of();
        return taken;
    }

    @Override
    public boolean readsBody() {
        Backend backend = backend().orElseThrow();
        return backend instanceof Backend.Llm
                || backend instanceof Backend.Static && rule.retry().isPresent() && Replay.canKeep(request());
    }

    @Override
    public void body(ByteBuffer whole) {
        body = whole;
    }

    @Override
    public void plan() throws LlmException {
        Backend backend = backend().orElseThrow();
        if (backend instanceof Backend.Llm llm) {
            LlmPlan plan = LlmPlan.of(
                    formats, llm, request(), effects.path(), effects.prefix(), body == null ? NOTHING : body);
            understood(plan);
            way = new LlmWay(this, plan, llm, () -> gateway.tries(llm, request().headers()), Retries.of(rule.retry()));
        } else if (backend instanceof Backend.Static server) {
            way = new ServerWay(
                    this,
                    server,
                    gateway.rotation(server.addresses().size()),
                    Retries.of(rule.retry()),
                    Optional.ofNullable(body),
                    body != null || Replay.isBodiless(request()));
        }
    }

    @Override
    public boolean next() {
        if (isDecided()) {
            return false;
        }
        if (deadline != Moment.NEVER && gateway.now() - deadline >= 0) {
            late = true;
            return false;
        }
        return way.next();
    }

    @Override
    public boolean hedge() {
        return !isDecided() && way.hedge();
    }

    /** Whether no further try would be of any use. */
    private boolean isDecided() {
        return isSettled() || response.isCommitted() || isAbandoned();
    }

    @Override
    public Attempt attempt() {
        return way.attempt();
    }

    @Override
    public void fail(LlmError cause) {
        record(cause);
    }

    @Override
    public Optional<Answer> settle() {
        if (response.isCommitted() || isAbandoned()) {
            return Optional.empty();
        }
        if (!isSettled()) {
            conclude();
        }
        Answer given = answer != null ? answer : gateway.render(formatForErrors(), error().orElseThrow());
        committed(given.status());
        sent(given.body().remaining());
        List<HeaderField> fields = given.headers();
        return Optional.of(new Answer(
                given.status(), changes(Headers.of(fields), List.of()).apply(fields), given.body()));
    }

    private void conclude() {
        if (way != null) {
            way.conclude(late);
        } else {
            record(NO_ANSWER);
        }
    }

    /** Whether it is known what the client gets. */
    private boolean isSettled() {
        return answer != null || error().isPresent();
    }

    private Optional<Format> formatForErrors() {
        Optional<Format> spoken = llm().flatMap(LlmPlan::format);
        return spoken.isPresent() ? spoken : formats.byPath(effects.path());
    }

    @Override
    public void clientLeft() {
        abandoned();
        abandonAttempts();
    }

    private void abandonAttempts() {
        if (way != null) {
            way.abandon();
        }
    }

    @Override
    public void close() {
        if (endedAt() != 0) {
            return;
        }
        ended(gateway.now());
        abandonAttempts();
        takeMirrors().forEach(mirror -> mirror.drop(MirrorOutcome.INCOMPLETE));
        try {
            tellObservers();
        } finally {
            lease.release();
        }
    }

    void tellObservers() {
        gateway.closed(this);
    }

    // ---- what ways and attempts need ----

    /** Answers without an upstream, or with what one said. */
    void answer(Answer given) {
        answer = given;
    }

    /** The time that dates are about. */
    Instant wallClock() {
        return gateway.wallClock();
    }

    ClientResponse response() {
        return response;
    }

    /** The path after the rewrites so far. */
    String path() {
        return effects.path();
    }

    /** The host that the client asked for, with its port if it said one. */
    String authority() {
        return request().headers().first("host").orElse(request().host());
    }

    /** Path and query for a server that gets the request as it is. */
    String requestTarget() {
        return request().query().isEmpty() ? path() : path() + "?" + request().query();
    }

    /** What the rule's filters do to the request's header fields. */
    HeaderChanges requestChanges() {
        return effects.requestChanges();
    }

    /**
     * The limits of a try that is about to begin.
     *
     * @param target what is configured for the target itself
     * @param delay before it begins
     * @param streamed whether events are asked for
     * @param replaceable whether somebody else could take over
     */
    TryLimits limits(Timeouts target, Duration delay, boolean streamed, boolean replaceable) {
        Timeouts timeouts = rule.timeouts().over(target);
        return TryLimits.of(gateway.now() + delay.toNanos(), deadline, timeouts, streamed, replaceable);
    }

    /** Says what is to be said when every try has failed. */
    void conclude(List<Failure> failures, boolean timeUp) {
        if (failures.isEmpty()) {
            record(timeUp ? Verdict.timeUp(backendName()) : NO_ANSWER);
        } else if (failures.size() == 1 && !timeUp) {
            conclude(failures.get(0).outcome());
        } else {
            conclude(new Verdict(backendName(), failures, timeUp));
        }
    }

    /** One try alone speaks for itself. */
    private void conclude(Outcome only) {
        if (only instanceof Outcome.Refused refusal) {
            answer = refusal.answer();
        } else {
            record(only instanceof Outcome.Failed failed ? failed.error() : NO_ANSWER);
        }
    }

    private void conclude(Verdict verdict) {
        verdict.lastRefusal().flatMap(Failure::target).ifPresent(this::turnsTo);
        Answer plain = gateway.render(formatForErrors(), verdict.forClient());
        List<HeaderField> fields = new ArrayList<>(plain.headers());
        fields.addAll(verdict.fields());
        answer = new Answer(plain.status(), fields, plain.body());
        record(verdict.forLog());
    }

    /** The error, saying whose it is. */
    LlmError named(String part, LlmError cause) {
        String message = part + backendName() + ": " + cause.message();
        return new LlmError(cause.kind(), cause.status(), cause.code(), message, cause.param());
    }

    private String backendName() {
        return backend().orElseThrow().key().toString();
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
        return OwnFields.of(this, fields, more).then(effects.responseChanges());
    }

    void firstToken() {
        firstToken(gateway.now());
    }

    /** The time by {@link System#nanoTime}. */
    long now() {
        return gateway.now();
    }

    @Override
    public List<Try> tries() {
        return way == null ? List.of() : way.tries();
    }
}
