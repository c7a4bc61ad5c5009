package io.camelid.gateway.internal;

import io.camelid.config.snapshot.LlmTarget;
import io.camelid.gateway.Answer;
import io.camelid.gateway.Attempt;
import io.camelid.gateway.ClientSink;
import io.camelid.gateway.ForwardedHeaders;
import io.camelid.gateway.GatewayHeaders;
import io.camelid.gateway.HeaderChanges;
import io.camelid.gateway.ResponseHead;
import io.camelid.gateway.ResponseStage;
import io.camelid.gateway.Try;
import io.camelid.gateway.WireErrors;
import io.camelid.gateway.internal.balance.Trial;
import io.camelid.gateway.internal.translation.HeldBytes;
import io.camelid.gateway.internal.translation.Passage;
import io.camelid.gateway.internal.translation.Translation;
import io.camelid.spi.ErrorKind;
import io.camelid.spi.HeaderField;
import io.camelid.spi.Headers;
import io.camelid.spi.LlmError;
import io.camelid.spi.provider.Auth;
import io.camelid.spi.provider.HttpCall;
import io.camelid.spi.provider.UpstreamCall;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * A try at a provider. Where a backend has several, nothing reaches the client until there is something
 * worth having: a success is held until its first content, a failure is collected while another provider
 * could still take over. Of two that are under way at a time the first that lets something through claims the client.
 * The target's health learns of the end of every try once, whatever the end is.
 */
final class LlmAttempt implements Attempt, ResponseStage {
    /** What may be held back or collected; a longer answer is let through, a longer refusal dropped. */
    private static final int HOLD_LIMIT = 256 * 1024;

    /** How long is waited for a refusal's words while somebody else could be asked, in nanoseconds. */
    private static final long EXPLANATION = Duration.ofSeconds(1).toNanos();

    private static final Runnable NOTHING = () -> {};

    private enum Mode {
        RELAY,
        HOLD,
        COLLECT
    }

    private final LiveExchange exchange;
    private final LlmWay way;
    private final Trial trial;
    private final LlmTarget target;
    private final UpstreamCall call;
    private final ByteBuffer body;
    private final HeaderChanges headers;
    private final Optional<Translation> translation;
    private final TryLimits limits;
    private final Duration delay;
    private final long begun;

    private Mode mode = Mode.RELAY;
    private Outcome outcome;
    private String breakage = "";
    private int status;
    private boolean unhealthy;
    private boolean events;
    private Headers upstreamFields;
    private List<HeaderField> refusalFields = List.of();
    private Optional<Duration> pause = Optional.empty();
    private Passage passage;
    private boolean kept;
    private HeldBytes held;
    private long deadline;
    private Runnable hedge = NOTHING;
    private Runnable stop = NOTHING;

    /**
     * @param trial is told of the try's end
     * @param translation between the client's format and the target's, where they differ
     * @param delay before anything is sent
     */
    LlmAttempt(
            LiveExchange exchange,
            LlmWay way,
            Trial trial,
            UpstreamCall call,
            ByteBuffer body,
            HeaderChanges headers,
            Optional<Translation> translation,
            TryLimits limits,
            Duration delay) {
        this.exchange = exchange;
        this.way = way;
        this.trial = trial;
        this.target = trial.target();
        this.call = call;
        this.body = body;
        this.headers = headers;
        this.translation = translation;
        this.limits = limits;
        this.delay = delay;
        this.begun = exchange.now();
        this.deadline = Moment.earlier(limits.end(), limits.content());
    }

    /** How the try ended; empty while it is under way. */
    Optional<Outcome> outcome() {
        return Optional.ofNullable(outcome);
    }

    boolean isUnderWay() {
        return outcome == null;
    }

    /** The upstream's; 0 before there is one. */
    int status() {
        return status;
    }

    /** Why the client has got a part of the answer only; empty otherwise. */
    String breakage() {
        return breakage;
    }

    /** When, by {@link System#nanoTime}. */
    long begun() {
        return begun;
    }

    LlmTarget llmTarget() {
        return target;
    }

    @Override
    public String target() {
        return target.id();
    }

    @Override
    public UpstreamCall call() {
        return call;
    }

    @Override
    public CompletionStage<HttpCall> sign(HttpCall unsigned) {
        return target.target().sign(unsigned, body.duplicate());
    }

    @Override
    public Optional<ByteBuffer> body() {
        return Optional.of(body.duplicate());
    }

    @Override
    public boolean forwardsCredentials() {
        return target.config().auth() instanceof Auth.Passthrough;
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
        return deadline;
    }

    @Override
    public Optional<Duration> hedgeAfter() {
        return limits.hedge().isPresent() && way.mayHedge() ? limits.hedge() : Optional.empty();
    }

    @Override
    public void whenSlow(Runnable beside) {
        hedge = beside;
    }

    /** A refusal is no content, but it is not slow either. */
    @Override
    public void slow() {
        if (isUnderWay() && mode != Mode.COLLECT && !exchange.response().isCommitted()) {
            hedge.run();
        }
    }

    @Override
    public void whenOvertaken(Runnable breakingOff) {
        stop = breakingOff;
    }

    @Override
    public ResponseStage response() {
        return this;
    }

    // ---- the upstream's answer ----

    @Override
    public void head(int upstreamStatus, Headers upstream, ClientSink sink) {
        if (outcome != null) {
            return;
        }
        status = upstreamStatus;
        upstreamFields = upstream;
        boolean failure = target.health()
                .isFailure(upstreamStatus, upstream, target.target().isFailure(upstreamStatus));
        unhealthy = target.health().isUnhealthy(upstreamStatus, upstream, failure);
        if (failure || unhealthy) {
            pause = AskedPause.of(upstreamStatus, upstream, exchange.wallClock());
        }
        boolean success = upstreamStatus / 100 == 2;
        // One that was asked besides must not spoil what the first may still bring.
        kept = (failure || way.retries(upstreamStatus) || !success && way.isExtra(this)) && way.keepsRefusal(this);
        boolean encoded = upstream.first("content-encoding").isPresent();
        if (kept || !success && isToBeReadAsRefusal(encoded)) {
            mode = Mode.COLLECT;
            deadline = kept ? Moment.earlier(limits.end(), Moment.after(exchange.now(), EXPLANATION)) : limits.end();
            refusalFields = endToEnd(upstream);
            held = new HeldBytes();
            return;
        }
        if (success && way.isUnderstood()) {
            String contentType = upstream.first("content-type").orElse("").toLowerCase(Locale.ROOT);
            events = !encoded && isEvents(contentType);
            passage = isReadable(contentType) ? passage(encoded) : null;
            if (passage == null && (translation.isPresent() || !isReadable(contentType))) {
                fail(unusable("a body of type " + Shown.text(contentType) + (encoded ? ", encoded" : "")), sink);
                return;
            }
        }
        if (passage != null && (way.hasChoice() || passage.isWholeOnly())) {
            mode = Mode.HOLD;
            held = new HeldBytes();
        } else {
            commit(sink);
        }
        if (passage == null) {
            deadline = limits.end();
        }
    }

    /** Whether a refusal may be in words that the client does not understand. */
    private boolean isToBeReadAsRefusal(boolean encoded) {
        return translation.isPresent() || status >= 400 && way.isUnderstood() && !encoded;
    }

    /** The way of the answer to the client; null where it cannot be read. */
    private Passage passage(boolean encoded) {
        if (encoded) {
            return null;
        }
        return translation.isPresent()
                ? translation.get().answer(events).orElse(null)
                : new Untouched(way.spoken(), events);
    }

    private ResponseHead relayedHead() {
        if (translation.isEmpty()) {
            // An error event may have to follow what the upstream sent.
            return exchange.relayedHead(status, upstreamFields, !events, List.of());
        }
        List<HeaderField> fields = new ArrayList<>(2);
        fields.add(HeaderField.of("Content-Type", translation.get().contentType()));
        if (!translation.get().losses().isEmpty()) {
            fields.add(HeaderField.of(
                    GatewayHeaders.LOSSY, translation.get().losses().toString()));
        }
        return exchange.relayedHead(status, upstreamFields, false, fields);
    }

    @Override
    public void content(ByteBuffer chunk, ClientSink sink) {
        if (outcome != null) {
            return;
        }
        switch (mode) {
            case RELAY -> deliver(passage == null ? chunk : passage.pass(chunk), sink);
            case HOLD -> hold(passage.pass(chunk), sink);
            case COLLECT -> collect(chunk, sink);
        }
    }

    private void hold(ByteBuffer chunk, ClientSink sink) {
        held.add(chunk);
        if (events && passage.contentSeen() || held.size() > HOLD_LIMIT) {
            if (passage.error().isPresent()) {
                fail(passage.error().get(), sink);
            } else {
                release(sink);
            }
        }
    }

    private void collect(ByteBuffer chunk, ClientSink sink) {
        if (held.size() + chunk.remaining() <= HOLD_LIMIT) {
            held.add(chunk);
        } else if (kept) {
            refused(sink);
            sink.abort(Try.REFUSED);
        } else if (translation.isEmpty()) {
            release(sink);
            deliver(chunk, sink);
        }
        // What is left is a refusal to be translated: so long a one says what it has to say at its beginning.
    }

    /** The upstream has said why it refuses. */
    private void refused(ClientSink sink) {
        ByteBuffer words = held.bytes();
        Answer answer = inClientsWords(words);
        if (kept) {
            if (pause.isEmpty()) {
                pause = AskedPause.in(words);
            }
            outcome = new Outcome.Refused(answer, pause);
            ends();
            way.failed(this, Try.REFUSED, reason(words));
            return;
        }
        List<HeaderField> type = answer.headers().stream()
                .filter(field -> field.name().equalsIgnoreCase("Content-Type"))
                .toList();
        boolean same = answer.body().equals(words);
        mode = Mode.RELAY;
        way.claim(this);
        HeaderChanges changes =
                exchange.relayedHead(status, upstreamFields, same, List.of()).changes();
        send(new ResponseHead(status, same, HeaderChanges.setting(type).then(changes)), sink);
        deliver(answer.body(), sink);
        delivered();
    }

    /** A refusal in one line. */
    private String reason(ByteBuffer words) {
        String answered = "answered " + status;
        if (translation.isEmpty() && !way.isUnderstood()) {
            return answered;
        }
        String said = (translation.isPresent()
                        ? translation.get().refusal(status, words.duplicate())
                        : way.spoken().readError(status, words.duplicate()))
                .message();
        return said.equals(answered) ? answered : answered + ": " + Shown.text(said);
    }

    /** A refusal as the client's format has it: as it came, if it came so. */
    private Answer inClientsWords(ByteBuffer said) {
        if (translation.isPresent()) {
            return way.refusal(translation.get().refusal(status, said.duplicate()), refusalFields);
        }
        if (!way.isUnderstood() || way.spoken().isError(said.duplicate())) {
            return new Answer(status, refusalFields, said);
        }
        return way.refusal(way.spoken().readError(status, said.duplicate()), refusalFields);
    }

    @Override
    public void end(ClientSink sink) {
        if (outcome != null) {
            return;
        }
        if (mode == Mode.COLLECT) {
            refused(sink);
            return;
        }
        if (passage != null) {
            ByteBuffer rest = passage.end();
            if (mode == Mode.HOLD) {
                held.add(rest);
            } else {
                deliver(rest, sink);
            }
        }
        Optional<LlmError> flaw = flaw();
        if (flaw.isEmpty()) {
            if (mode == Mode.HOLD) {
                release(sink);
            }
            delivered();
        } else if (mode == Mode.HOLD) {
            fail(flaw.get(), sink);
        } else {
            LlmError named = named(flaw.get());
            if (events && !hasSaidWhy(named, sink)) {
                sink.abort(named.code());
            }
            broken(named);
        }
    }

    @Override
    public void fail(LlmError error, ClientSink sink) {
        if (outcome != null) {
            return;
        }
        LlmError cause = isLateWithContent(error)
                ? LlmError.of(ErrorKind.TIMEOUT, WireErrors.TIMEOUT, "sent no content in time")
                : error;
        LlmError named = named(cause);
        if (mode == Mode.COLLECT) {
            // The status says more than that its explanation broke off.
            refused(sink);
        } else if (!exchange.response().isCommitted()) {
            outcome = new Outcome.Failed(named);
            trial.failed(cause.message(), pause);
            way.failed(this, cause.code(), cause.message());
            sink.abort(named.code());
        } else if (events && flaw().isEmpty()) {
            // The format says that the stream is whole, so the client misses nothing.
            delivered();
        } else {
            if (!hasSaidWhy(named, sink)) {
                sink.abort(named.code());
            }
            broken(named);
        }
    }

    private boolean isLateWithContent(LlmError error) {
        return error.code().equals(WireErrors.TIMEOUT)
                && deadline == limits.content()
                && deadline != Moment.NEVER
                && exchange.now() - deadline >= 0;
    }

    /** Nobody waits for the answer any more, for a reason that is none of the target's. */
    void abandon() {
        if (outcome == null) {
            outcome = Outcome.DELIVERED;
            trial.released();
            report();
        }
    }

    /** Another try has content first. */
    void overtaken() {
        outcome = Outcome.OVERTAKEN;
        if (unhealthy) {
            trial.failed("status " + status, pause);
        } else {
            trial.released();
        }
        way.failed(this, Try.OVERTAKEN, "another was quicker");
        stop.run();
    }

    // ---- what the client gets ----

    private void release(ClientSink sink) {
        mode = Mode.RELAY;
        commit(sink);
        ByteBuffer bytes = held.bytes();
        held = null;
        deliver(bytes, sink);
    }

    /** From here on it is this try's answer that the client gets. */
    private void commit(ClientSink sink) {
        way.claim(this);
        send(relayedHead(), sink);
    }

    private void send(ResponseHead head, ClientSink sink) {
        exchange.committed(status);
        sink.commit(head);
    }

    private void deliver(ByteBuffer bytes, ClientSink sink) {
        if (passage != null && exchange.firstTokenAt() == 0 && passage.contentSeen()) {
            deadline = limits.end();
            trial.firstContent();
            exchange.firstToken();
        }
        exchange.sent(bytes.remaining());
        sink.write(bytes);
    }

    /** Whether a stream's last event says why it ends: the upstream's own does, or else one that is sent now. */
    private boolean hasSaidWhy(LlmError error, ClientSink sink) {
        if (!events || passage.error().isPresent()) {
            return events;
        }
        Optional<ByteBuffer> last = passage.lastWords(error);
        last.ifPresent(event -> deliver(event, sink));
        return last.isPresent();
    }

    // ---- how it ended ----

    private void delivered() {
        outcome = Outcome.DELIVERED;
        ends();
        report();
    }

    /** The answer came whole: its status tells how the target does. */
    private void ends() {
        if (unhealthy) {
            trial.failed("status " + status, pause);
        } else if (status < 400) {
            trial.succeeded();
        } else {
            trial.released();
        }
    }

    /** The client has a part of the answer, and that is all there is. */
    private void broken(LlmError error) {
        outcome = Outcome.DELIVERED;
        breakage = error.code();
        exchange.record(error);
        trial.failed(error.message(), pause);
        report();
    }

    /** What is wrong with an answer that HTTP has nothing against. */
    private Optional<LlmError> flaw() {
        if (passage == null) {
            return Optional.empty();
        }
        Optional<LlmError> error = passage.error();
        if (error.isPresent()) {
            return error;
        }
        return passage.complete()
                ? Optional.empty()
                : Optional.of(unusable(events ? "a stream without an end" : "an incomplete body"));
    }

    private static LlmError unusable(String what) {
        return LlmError.of(ErrorKind.UPSTREAM, "upstream_unusable_answer", "sent " + what);
    }

    private LlmError named(LlmError error) {
        return way.named(target, error);
    }

    private void report() {
        if (passage != null) {
            exchange.observed(passage.usage(), passage.model());
        }
    }

    private static boolean isReadable(String contentType) {
        return contentType.isEmpty() || contentType.contains("json") || isEvents(contentType);
    }

    private static boolean isEvents(String contentType) {
        return contentType.startsWith("text/event-stream")
                || contentType.startsWith("application/vnd.amazon.eventstream");
    }

    private static List<HeaderField> endToEnd(Headers upstream) {
        Set<String> hopByHop = new HashSet<>(ForwardedHeaders.HOP_BY_HOP);
        hopByHop.add("content-length");
        upstream.forEach((name, value) -> {
            if (name.equalsIgnoreCase("connection")) {
                Arrays.stream(value.split(",")).map(LlmAttempt::key).forEach(hopByHop::add);
            }
        });
        List<HeaderField> fields = new ArrayList<>();
        upstream.forEach((name, value) -> {
            if (!hopByHop.contains(key(name))) {
                fields.add(HeaderField.of(name, value));
            }
        });
        return fields;
    }

    private static String key(String name) {
        return name.trim().toLowerCase(Locale.ROOT);
    }
}
