package io.camelid.http.internal.component;

import io.camelid.gateway.Attempt;
import io.camelid.gateway.ClientSink;
import io.camelid.gateway.GatewayExchange;
import io.camelid.gateway.ResponseHead;
import io.camelid.gateway.ResponseStage;
import io.camelid.gateway.WireErrors;
import io.camelid.http.internal.reactor.Reactor;
import io.camelid.http.internal.relay.BodyStage;
import io.camelid.http.internal.relay.ClientOutput;
import io.camelid.http.internal.relay.ResponsePump;
import io.camelid.http.internal.upstream.UpstreamBody;
import io.camelid.http.internal.upstream.UpstreamCall;
import io.camelid.http.internal.upstream.UpstreamClient;
import io.camelid.http.internal.upstream.UpstreamException;
import io.camelid.http.internal.upstream.UpstreamListener;
import io.camelid.http.internal.upstream.UpstreamRequest;
import io.camelid.http.internal.upstream.UpstreamResponse;
import io.camelid.http.internal.upstream.UpstreamTimeouts;
import io.camelid.spi.ErrorKind;
import io.camelid.spi.LlmError;
import io.camelid.spi.LlmException;
import io.camelid.spi.provider.HttpCall;
import io.camelid.spi.provider.LocalCall;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * One try, carried out: what the gateway decided goes to the upstream, and what the upstream answers
 * goes through the gateway's stage to the client. Lives on the reactor of the client's connection.
 */
final class UpstreamExchange implements UpstreamListener, BodyStage, ClientSink, Callback {
    private final UpstreamClient client;
    private final LocalUpstream local;
    private final UpstreamTimeouts limits;
    private final Mirrors mirrors;
    private final Reactor reactor;
    private final GatewayExchange exchange;
    private final Caller caller;
    private final Attempt attempt;
    private final ResponseStage stage;
    private final Runnable afterwards;

    private UpstreamCall call;
    private ResponsePump pump;
    private ClientOutput output;
    private HttpFields upstreamFields = HttpFields.EMPTY;
    private String authority = "the provider";
    private long deadline;
    private Scheduler.Task patience;
    private boolean committed;
    private boolean cancelled;
    private boolean waited;
    private boolean done;

    /**
     * @param limits what holds unless the try has its own
     * @param afterwards runs when the try is over, unless that was before {@link #start} returned
     */
    UpstreamExchange(
            UpstreamClient client,
            LocalUpstream local,
            UpstreamTimeouts limits,
            Mirrors mirrors,
            GatewayExchange exchange,
            Runnable afterwards) {
        this.client = client;
        this.local = local;
        this.limits = limits;
        this.mirrors = mirrors;
        this.exchange = exchange;
        this.caller = (Caller) exchange.request();
        this.reactor = caller.reactor();
        this.attempt = exchange.attempt();
        this.stage = attempt.response();
        this.afterwards = afterwards;
    }

    /** Begins the try; true when it is over already. */
    boolean start() {
        caller.watch(this);
        attempt.whenOvertaken(() -> stop(new EofException("another try was quicker")));
        Duration delay = attempt.delay();
        if (delay.isZero()) {
            begin();
        } else {
            reactor.getScheduler().schedule(() -> reactor.run(this::begin), delay.toNanos(), TimeUnit.NANOSECONDS);
        }
        waited = true;
        return done;
    }

    private void begin() {
        if (done) {
            return;
        }
        deadline = attempt.deadlineNanos();
        attempt.hedgeAfter().ifPresent(this::tellWhenSlow);
        if (attempt.call() instanceof LocalCall answered) {
            begun(local.send(answered, attempt.body().orElseThrow(), timeouts(), reactor, this));
        } else {
            sign((HttpCall) attempt.call());
        }
    }

    private void tellWhenSlow(Duration after) {
        patience =
                reactor.getScheduler().schedule(() -> reactor.run(this::slow), after.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void slow() {
        if (!done) {
            attempt.slow();
        }
    }

    private void sign(HttpCall unsigned) {
        authority = unsigned.address().authority();
        CompletionStage<HttpCall> signing = attempt.sign(unsigned);
        signing.whenComplete((signed, failure) -> reactor.run(() -> {
            if (failure != null) {
                refused(credentialsError(failure));
            } else if (!cancelled) {
                begun(client.send(request(signed), reactor, this));
            }
        }));
    }

    private void begun(UpstreamCall begun) {
        call = begun;
        if (cancelled) {
            begun.cancel();
        } else {
            watchTime();
        }
    }

    /** What has come of the answer may have changed the time by which the try must be over. */
    private void watchTime() {
        long wanted = attempt.deadlineNanos();
        if (wanted != deadline && call != null) {
            deadline = wanted;
            call.expireAt(wanted);
        }
    }

    private UpstreamRequest request(HttpCall signed) {
        return new UpstreamRequest(
                signed.method(), signed.address(), signed.target(), fields(signed), body(), timeouts());
    }

    private UpstreamTimeouts timeouts() {
        Optional<Duration> connect = attempt.connectTimeout();
        Optional<Duration> idle = attempt.idleTimeout();
        if (deadline == 0 && connect.isEmpty() && idle.isEmpty()) {
            return limits;
        }
        return new UpstreamTimeouts(
                connect.orElse(limits.connect()), limits.firstByte(), idle.orElse(limits.idle()), deadline);
    }

    private HttpFields fields(HttpCall signed) {
        FieldFilter filter = attempt.isTransparent()
                ? FieldFilter.STREAMED_REQUEST
                : attempt.forwardsCredentials() ? FieldFilter.TRUSTED_REQUEST : FieldFilter.REQUEST;
        HttpFields.Mutable fields = filter.copy(caller.fields());
        FieldFilter.apply(attempt.headers(), fields);
        FieldFilter.set(signed.headers(), fields);
        return fields;
    }

    private UpstreamBody body() {
        Optional<ByteBuffer> whole = attempt.body();
        if (whole.isEmpty()) {
            return mirrors.watched(exchange, caller, caller.body());
        }
        return whole.get().hasRemaining() || caller.hasBody()
                ? new UpstreamBody.Buffered(whole.get())
                : UpstreamBody.NONE;
    }

    // ---- the upstream's answer ----

    @Override
    public void onResponse(UpstreamResponse response) {
        upstreamFields = response.headers();
        pump = new ResponsePump(reactor, response.content(), this, caller.answer(), this);
        output = pump.output();
        stage.head(response.status(), new JettyHeaders(upstreamFields), this);
        watchTime();
        pump.start();
    }

    @Override
    public void onFailure(UpstreamException failure) {
        refused(error(failure));
    }

    /** There will be no answer to this try. */
    private void refused(LlmError error) {
        if (!cancelled) {
            stage.fail(error, this);
        }
        over();
    }

    @Override
    public void content(ByteBuffer chunk, ClientOutput to) {
        stage.content(chunk, this);
        watchTime();
    }

    @Override
    public void end(ClientOutput to) {
        stage.end(this);
    }

    @Override
    public void fail(Throwable failure, ClientOutput to) {
        stage.fail(error(failure), this);
    }

    // ---- what the stage wants the client to have ----

    @Override
    public void commit(ResponseHead head) {
        HttpFields.Mutable fields = FieldFilter.RESPONSE.copy(upstreamFields);
        if (!head.sameBody()) {
            fields.remove(HttpHeader.CONTENT_LENGTH);
        }
        FieldFilter.apply(head.changes(), fields);
        committed = true;
        caller.committed();
        output.commit(head.status(), fields);
    }

    @Override
    public void write(ByteBuffer bytes) {
        output.write(bytes);
    }

    @Override
    public void abort(String reason) {
        if (output != null) {
            output.abort(new EofException(reason));
        }
    }

    // ---- the end ----

    @Override
    public void succeeded() {
        over();
    }

    @Override
    public void failed(Throwable cause) {
        if (committed) {
            caller.broken(cause);
        }
        over();
    }

    @Override
    public InvocationType getInvocationType() {
        return InvocationType.NON_BLOCKING;
    }

    /** Nobody waits for the answer any more. */
    private void cancel() {
        cancelled = true;
        if (call != null) {
            call.cancel();
        }
    }

    /** The client has left: on any thread. */
    void clientLeft(Throwable cause) {
        reactor.run(() -> {
            if (done) {
                return;
            }
            exchange.clientLeft();
            caller.broken(cause);
            stop(cause);
        });
    }

    /** Whether the try is over; on the reactor's thread. */
    boolean isDone() {
        return done;
    }

    private void stop(Throwable cause) {
        if (pump != null) {
            pump.stop(cause);
        } else {
            cancel();
            over();
        }
    }

    private void over() {
        if (done) {
            return;
        }
        done = true;
        if (patience != null) {
            patience.cancel();
        }
        if (waited) {
            afterwards.run();
        }
    }

    // ---- errors ----

    private LlmError error(Throwable failure) {
        if (!(failure instanceof UpstreamException upstream)) {
            return WireErrors.broken(authority, String.valueOf(failure.getMessage()));
        }
        return switch (upstream.reason()) {
            case UNRESOLVED, UNCONNECTED, UNSECURED, QUEUE_FULL ->
                WireErrors.connectFailed(authority, upstream.getMessage());
            case FIRST_BYTE_TIMEOUT -> WireErrors.timeout(authority, "answer");
            case IDLE_TIMEOUT -> WireErrors.timeout(authority, "go on with its answer");
            case DEADLINE -> WireErrors.timeout(authority, "finish its answer");
            case PROTOCOL, CLOSED, REQUEST, CANCELLED -> WireErrors.broken(authority, upstream.getMessage());
        };
    }

    private static LlmError credentialsError(Throwable failure) {
        Throwable cause = failure instanceof CompletionException wrapped ? wrapped.getCause() : failure;
        if (cause instanceof LlmException known) {
            return known.error();
        }
        return LlmError.of(
                ErrorKind.CONFIGURATION,
                WireErrors.CREDENTIALS,
                "the credentials could not be made: " + cause.getClass().getSimpleName());
    }
}
