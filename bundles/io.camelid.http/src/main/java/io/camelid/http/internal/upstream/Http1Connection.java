package io.camelid.http.internal.upstream;

import io.camelid.http.internal.reactor.AffineEndPoint;
import io.camelid.http.internal.reactor.Reactor;
import io.camelid.http.internal.upstream.UpstreamException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpParser;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable.InvocationType;

/**
 * An HTTP/1.1 connection to an upstream: one call at a time, its answer parsed as it is read. Between
 * calls it listens, so that it goes as soon as the server closes it. Confined to its reactor's thread.
 *
 * <p>Jetty's {@code HttpClient} does the same for any thread and pays for that with locks and queues
 * about as much per request as everything else on the way costs together.
 */
final class Http1Connection extends AbstractConnection implements UpstreamConnection, Link, HttpParser.ResponseHandler {
    private static final int INPUT = 16 << 10;
    private static final Pattern KEEP_ALIVE_TIMEOUT = Pattern.compile("timeout=(\\d{1,9})");

    /** What the parser has stopped at. */
    private enum Event {
        HEAD,
        INTERIM,
        CONTENT,
        END,
        BROKEN,
        MALFORMED
    }

    private final Dial dial;
    private final Origin origin;
    private final Reactor reactor;
    private final UpstreamEndPoint socket;
    private final ByteBufferPool buffers;
    private final HttpParser parser;
    private final Callback fillable =
            Callback.from(InvocationType.NON_BLOCKING, this::inputIsHere, this::onFillInterestedFailed);
    private final Runnable receive = this::onFillable;
    private final Consumer<Throwable> requestFailed = this::requestFailed;
    private RetainableByteBuffer input;
    private boolean inputEnded;
    private boolean opened;
    private boolean closed;
    private int calls;
    private long usableUntil = Long.MAX_VALUE;

    // Of the call that is on the connection.
    private PooledCall call;
    private RequestWriter writer;
    private long flushedBefore;
    private boolean received;
    private boolean answered;
    private boolean demanded;
    private int status;
    private HttpVersion version;
    private HttpFields.Mutable headers;
    private Event event;
    private Content.Chunk content;

    Http1Connection(EndPoint endPoint, Dial dial, Origin origin) {
        super(endPoint, origin.shard().reactor().executor());
        this.dial = dial;
        this.origin = origin;
        reactor = origin.shard().reactor();
        buffers = origin.shard().buffers();
        socket = (UpstreamEndPoint) AffineEndPoint.of(endPoint);
        parser = new HttpParser(this, origin.shard().settings().maxHeadBytes(), HttpCompliance.RFC9110);
    }

    @Override
    public void onOpen() {
        super.onOpen();
        reactor.run(() -> {
            if (!closed) {
                opened = true;
                tryFillInterested(fillable);
                dial.opened(this, false);
            }
        });
    }

    // ---- sending ----

    @Override
    public boolean isFree() {
        return call == null && !closed && (usableUntil == Long.MAX_VALUE || usableUntil - System.nanoTime() > 0);
    }

    @Override
    public void send(PooledCall next) {
        RetainableByteBuffer head;
        try {
            head = RequestHead.write(
                    next.request(), buffers, origin.shard().settings().maxHeadBytes());
        } catch (IllegalArgumentException e) {
            next.fail(new UpstreamException(Reason.REQUEST, e.getMessage(), e));
            reactor.resume(() -> origin.free(this));
            return;
        }
        call = next;
        calls++;
        flushedBefore = socket.flushed();
        received = false;
        resetParser();
        next.sentOn(this);
        writer = new RequestWriter(getEndPoint(), head, next.request().body(), requestFailed);
        writer.start();
    }

    private void resetParser() {
        parser.reset();
        parser.setHeadResponse(HttpMethod.HEAD.is(call.request().method()));
    }

    /** The request's own body broke off; what cannot be written shows when the answer is read. */
    private void requestFailed(Throwable failure) {
        reactor.run(() -> {
            PooledCall failed = call;
            close();
            if (failed != null) {
                failed.fail(new UpstreamException(Reason.REQUEST, "the request's body broke off", failure));
            }
        });
    }

    // ---- receiving ----

    /** Under TLS it may be another thread that finds out. */
    private void inputIsHere() {
        reactor.run(receive);
    }

    @Override
    public void onFillable() {
        while (!closed && (call == null || !answered || demanded)) {
            if (!advance()) {
                tryFillInterested(fillable);
                return;
            }
            if (call == null) {
                // Nothing was asked for: the server closes the connection, or is confused.
                close();
            } else if (event == Event.HEAD) {
                event = null;
                answered = true;
                call.answered(status, version, headers);
            } else if (event == Event.INTERIM) {
                event = null;
                resetParser();
            } else if (answered) {
                demanded = false;
                call.available();
            } else {
                breakOff();
            }
        }
    }

    @Override
    public Content.Chunk read() {
        if (event == null && !advance()) {
            return null;
        }
        if (event == Event.CONTENT) {
            Content.Chunk chunk = content;
            content = null;
            event = null;
            return chunk;
        }
        PooledCall reading = call;
        if (event == Event.END) {
            finish();
        } else {
            breakOff();
        }
        return reading.read();
    }

    @Override
    public void demand() {
        demanded = true;
        if (event != null || advance()) {
            demanded = false;
            call.available();
        } else {
            tryFillInterested(fillable);
        }
    }

    /** Parses, and reads, until something has happened; false if more input is needed first. */
    private boolean advance() {
        while (true) {
            ByteBuffer bytes = input == null ? BufferUtil.EMPTY_BUFFER : input.getByteBuffer();
            received |= bytes.hasRemaining();
            // Also without bytes: the end of a body, or of the input, is told on its own.
            parse(bytes);
            if (event != null) {
                return true;
            }
            if (!bytes.hasRemaining()) {
                if (inputEnded) {
                    event = Event.BROKEN;
                } else if (!fill()) {
                    return false;
                }
            }
        }
    }

    private void parse(ByteBuffer bytes) {
        try {
            parser.parseNext(bytes);
        } catch (AssertionError e) {
            // With assertions on, Jetty's parser trips over the exceptions it makes of answers below 400.
            badMessage(null);
        }
    }

    /** Whether there is more to parse, be it the end. */
    private boolean fill() {
        if (input != null && input.isRetained()) {
            // A chunk still refers to it.
            releaseInput();
        }
        if (input == null) {
            input = buffers.acquire(INPUT, true);
        }
        int count;
        try {
            count = getEndPoint().fill(input.getByteBuffer());
        } catch (IOException e) {
            count = -1;
        }
        if (count <= 0) {
            releaseInput();
        }
        if (count < 0) {
            inputEnded = true;
            parser.atEOF();
        }
        return count != 0;
    }

    private void releaseInput() {
        if (input != null) {
            input.release();
            input = null;
        }
    }

    /** The answer is complete: the connection goes back to the pool, if it may. */
    private void finish() {
        boolean reusable = writer.isDone() && !inputEnded && (input == null || !input.hasRemaining()) && isPersistent();
        PooledCall finished = detach();
        event = null;
        finished.complete();
        if (reusable) {
            heedKeepAlive();
            tryFillInterested(fillable);
            origin.free(this);
        } else {
            close();
        }
    }

    /** A server that says when it will close an idle connection is not raced for it. */
    private void heedKeepAlive() {
        String parameters = headers.get(HttpHeader.KEEP_ALIVE);
        Matcher timeout = parameters == null ? null : KEEP_ALIVE_TIMEOUT.matcher(parameters);
        if (timeout != null && timeout.find()) {
            long seconds = Math.max(0, Long.parseLong(timeout.group(1)) - 1);
            usableUntil = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        }
    }

    private boolean isPersistent() {
        return version == HttpVersion.HTTP_1_1
                ? !headers.contains(HttpHeader.CONNECTION, HttpHeaderValue.CLOSE.asString())
                : headers.contains(HttpHeader.CONNECTION, HttpHeaderValue.KEEP_ALIVE.asString());
    }

    /** The answer is not, or not wholly, to be had. */
    private void breakOff() {
        boolean repeatable =
                calls > 1 && !received && (call.request().isIdempotent() || socket.flushed() == flushedBefore);
        UpstreamException failure = event == Event.MALFORMED
                ? new UpstreamException(Reason.PROTOCOL, authority() + " does not answer as HTTP demands", null)
                : new UpstreamException(Reason.CLOSED, authority() + " closed the connection", null);
        PooledCall broken = detach();
        close();
        broken.broken(failure, repeatable);
    }

    private String authority() {
        return origin.address().authority();
    }

    private PooledCall detach() {
        PooledCall detached = call;
        call = null;
        answered = false;
        demanded = false;
        if (writer != null) {
            writer.stop();
        }
        return detached;
    }

    // ---- what the parser finds ----

    @Override
    public void startResponse(HttpVersion answeredVersion, int answeredStatus, String reason) {
        version = answeredVersion;
        status = answeredStatus;
        headers = HttpFields.build();
    }

    @Override
    public void parsedHeader(HttpField field) {
        headers.add(field);
    }

    @Override
    public boolean headerComplete() {
        if (HttpStatus.isInterim(status)) {
            return false;
        }
        event = Event.HEAD;
        return true;
    }

    @Override
    public boolean content(ByteBuffer bytes) {
        input.retain();
        content = Content.Chunk.asChunk(bytes, false, input);
        event = Event.CONTENT;
        return true;
    }

    @Override
    public boolean contentComplete() {
        return false;
    }

    @Override
    public boolean messageComplete() {
        event = status == HttpStatus.SWITCHING_PROTOCOLS_101
                ? Event.MALFORMED
                : HttpStatus.isInterim(status) ? Event.INTERIM : Event.END;
        return true;
    }

    @Override
    public void earlyEOF() {
        event = Event.BROKEN;
    }

    @Override
    public void badMessage(HttpException failure) {
        event = inputEnded ? Event.BROKEN : Event.MALFORMED;
    }

    // ---- the end ----

    @Override
    public void abort() {
        detach();
        close();
    }

    @Override
    public void close() {
        reactor.run(() -> {
            if (!closed) {
                closed = true;
                releaseInput();
                if (content != null) {
                    content.release();
                    content = null;
                }
                getEndPoint().close();
                if (opened) {
                    origin.closed(this);
                } else {
                    dial.failed(new ClosedChannelException());
                }
            }
        });
    }

    /** However the socket came to be closed. */
    @Override
    public void onClose(Throwable cause) {
        super.onClose(cause);
        reactor.run(() -> {
            if (call != null) {
                event = Event.BROKEN;
                breakOff();
            } else {
                close();
            }
        });
    }

    @Override
    public void onFillInterestedFailed(Throwable cause) {
        getEndPoint().close(cause);
    }

    /** The socket's idle timeout is for the pool: what a call may take is the call's matter. */
    @Override
    public boolean onIdleExpired(TimeoutException timeout) {
        reactor.resume(() -> {
            if (call == null) {
                close();
            }
        });
        return false;
    }
}
