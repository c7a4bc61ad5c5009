package io.camelid.http.internal.upstream;

import io.camelid.http.internal.reactor.Reactor;
import io.camelid.http.internal.upstream.UpstreamException.Reason;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.CyclicTimeouts;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A call over a shard's pooled connections, and the body of its answer. Confined to its reactor's
 * thread, but for the time at which it expires, which the timer reads.
 *
 * <p><b>Sending again.</b> An upstream may close an idle connection just as a request goes out on it.
 * Such a call is sent once more if its body can be replayed and
 *
 * <ul>
 *   <li>HTTP/1.1: the connection had served before, it broke before a byte of the answer, and either
 *       not a byte of the request had left or the request is idempotent (RFC 9110 §9.2.2); it goes on a
 *       new connection. A POST whose bytes have left is not repeated here: nobody can tell whether it
 *       was acted on;
 *   <li>h2: the server said that it did not look at the request (GOAWAY below its stream, or
 *       REFUSED_STREAM; RFC 9113 §8.7).
 * </ul>
 */
final class PooledCall implements UpstreamCall, CyclicTimeouts.Expirable, Content.Source {
    private static final Logger LOG = LoggerFactory.getLogger(PooledCall.class);
    private static final long NEVER = Long.MAX_VALUE;

    private final UpstreamShard shard;
    private final UpstreamRequest request;
    private UpstreamListener listener;
    private Origin origin;
    private Link link;
    private Content.Chunk end;
    private Runnable demand;
    private boolean repeated;
    private long deadline;
    private Reason phase = Reason.FIRST_BYTE_TIMEOUT;
    private long phaseEnds = NEVER;
    private Reason limit = Reason.FIRST_BYTE_TIMEOUT;
    private volatile long expires = NEVER;

    PooledCall(UpstreamShard shard, UpstreamRequest request, UpstreamListener listener) {
        this.shard = shard;
        this.request = request;
        this.listener = listener;
        this.deadline = request.timeouts().deadlineNanos();
    }

    UpstreamRequest request() {
        return request;
    }

    Reactor reactor() {
        return shard.reactor();
    }

    void start() {
        if (end == null) {
            long connect = request.timeouts().connect().toNanos();
            if (connect > 0) {
                expireIn(Reason.UNCONNECTED, connect);
            } else {
                expireIn(
                        Reason.FIRST_BYTE_TIMEOUT,
                        request.timeouts().firstByte().toNanos());
            }
            shard.timeouts().add(this);
            origin = shard.origin(request.address());
            origin.send(this);
        }
    }

    // ---- called by what carries the call ----

    /** The call is on its way. */
    void sentOn(Link carrier) {
        link = carrier;
        if (phase == Reason.UNCONNECTED) {
            expireIn(Reason.FIRST_BYTE_TIMEOUT, request.timeouts().firstByte().toNanos());
            // It may be less than was left for connecting.
            shard.timeouts().schedule(this);
        }
    }

    /** The answer's head is here. */
    void answered(int status, HttpVersion version, HttpFields headers) {
        UpstreamListener told = listener;
        listener = null;
        expireIn(Reason.IDLE_TIMEOUT, 0);
        told.onResponse(new UpstreamResponse(status, version, headers, this));
    }

    /** The answer's body may be read on. */
    void available() {
        Runnable callback = demand;
        demand = null;
        if (callback != null) {
            callback.run();
        }
    }

    /** The answer is complete. */
    void complete() {
        over(Content.Chunk.EOF);
    }

    /**
     * The call broke off.
     *
     * @param unprocessed whether the server has certainly not acted on it, or may act on it again, and a
     *     fresh connection may do better
     */
    void broken(UpstreamException failure, boolean unprocessed) {
        if (unprocessed && listener != null && !repeated && request.body().isReplayable()) {
            LOG.debug("{}: sending again, since {}", request, failure.getMessage());
            repeated = true;
            link = null;
            origin.sendAgain(this);
        } else {
            fail(failure);
        }
    }

    // ---- the end ----

    boolean isOver() {
        return end != null;
    }

    @Override
    public void cancel() {
        reactor().run(() -> giveUp(new UpstreamException(Reason.CANCELLED, "the call was cancelled", null)));
    }

    /** Called by the timer, which forgets the call: what came meanwhile may have given it more time. */
    void expire() {
        reactor().resume(() -> {
            if (end != null) {
                return;
            }
            if (expires == NEVER || expires - System.nanoTime() > 0) {
                shard.timeouts().add(this);
            } else {
                giveUp(new UpstreamException(limit, request.address().authority() + " took too long", null));
            }
        });
    }

    private void giveUp(UpstreamException failure) {
        if (end == null) {
            Link carrier = link;
            if (carrier != null) {
                carrier.abort();
            } else if (origin != null) {
                origin.forget(this);
            }
            fail(failure);
        }
    }

    void fail(UpstreamException failure) {
        if (end != null) {
            return;
        }
        over(Content.Chunk.from(failure, true));
        UpstreamListener told = listener;
        listener = null;
        if (told != null) {
            told.onFailure(failure);
        } else {
            available();
        }
    }

    private void over(Content.Chunk last) {
        end = last;
        link = null;
        expires = NEVER;
        shard.timeouts().remove(this);
    }

    // ---- time ----

    @Override
    public long getExpireNanoTime() {
        return expires;
    }

    /** @param nanos from now; zero or less leaves only the deadline */
    private void expireIn(Reason reason, long nanos) {
        phase = reason;
        phaseEnds = nanos > 0 ? System.nanoTime() + nanos : NEVER;
        expireAtTheEarliest();
    }

    @Override
    public void expireAt(long deadlineNanos) {
        if (end == null) {
            deadline = deadlineNanos;
            expireAtTheEarliest();
            shard.timeouts().schedule(this);
        }
    }

    private void expireAtTheEarliest() {
        boolean phaseFirst = phaseEnds != NEVER && (deadline == 0 || deadline - phaseEnds > 0);
        limit = phaseFirst ? phase : Reason.DEADLINE;
        expires = phaseFirst ? phaseEnds : deadline == 0 ? NEVER : deadline;
    }

    // ---- the answer's body ----

    @Override
    public Content.Chunk read() {
        if (end != null) {
            return end;
        }
        Content.Chunk chunk = link.read();
        if (phaseEnds != NEVER && chunk != null && end == null) {
            expireIn(Reason.IDLE_TIMEOUT, 0);
        }
        return chunk;
    }

    @Override
    public void demand(Runnable callback) {
        if (end != null) {
            callback.run();
            return;
        }
        demand = callback;
        long idle = request.timeouts().idle().toNanos();
        if (idle > 0) {
            expireIn(Reason.IDLE_TIMEOUT, idle);
            shard.timeouts().schedule(this);
        }
        link.demand();
    }

    @Override
    public void fail(Throwable failure) {
        cancel();
    }

    /** Says where, never with what. */
    @Override
    public String toString() {
        return "PooledCall[" + request + "]";
    }
}
