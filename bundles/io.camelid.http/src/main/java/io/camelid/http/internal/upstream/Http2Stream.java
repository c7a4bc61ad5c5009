package io.camelid.http.internal.upstream;

import io.camelid.http.internal.reactor.Reactor;
import io.camelid.http.internal.upstream.UpstreamException.Reason;
import java.nio.channels.ClosedChannelException;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.http2.ErrorCode;
import org.eclipse.jetty.http2.HTTP2Stream;
import org.eclipse.jetty.http2.RetryableStreamException;
import org.eclipse.jetty.http2.api.Stream;
import org.eclipse.jetty.http2.frames.DataFrame;
import org.eclipse.jetty.http2.frames.HeadersFrame;
import org.eclipse.jetty.http2.frames.ResetFrame;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.IteratingCallback;
import org.eclipse.jetty.util.Promise;

/** A call as an HTTP/2 stream. Confined to its reactor's thread. */
final class Http2Stream implements Link, Stream.Listener, Promise<Stream> {
    private final Http2Connection connection;
    private final PooledCall call;
    private final Reactor reactor;
    private Stream stream;
    private boolean uploading;
    private boolean answered;
    private boolean over;
    private boolean released;

    Http2Stream(Http2Connection connection, PooledCall call) {
        this.connection = connection;
        this.call = call;
        reactor = call.reactor();
    }

    // ---- sending ----

    void start() {
        call.sentOn(this);
        UpstreamRequest request = call.request();
        boolean streamed = request.body() instanceof UpstreamBody.Streamed;
        boolean buffered = request.body() instanceof UpstreamBody.Buffered
                && request.body().length() > 0;
        HeadersFrame head = new HeadersFrame(head(request), null, !streamed && !buffered);
        DataFrame body = buffered
                ? new DataFrame(((UpstreamBody.Buffered) request.body()).bytes().slice(), true)
                : null;
        connection.session().newStream(new HTTP2Stream.FrameList(head, body, null), this, this);
    }

    private static MetaData.Request head(UpstreamRequest request) {
        String authority = request.headers().get(HttpHeader.HOST);
        HttpURI uri = HttpURI.build()
                .scheme("https")
                .authority(authority == null ? request.address().authority() : authority)
                .pathQuery(request.target());
        HttpFields.Mutable fields = HttpFields.build();
        for (HttpField field : request.headers()) {
            if (field.getHeader() != HttpHeader.HOST && field.getHeader() != HttpHeader.CONTENT_LENGTH) {
                fields.add(field);
            }
        }
        long length = request.body().length();
        if (length > 0) {
            fields.put(HttpHeader.CONTENT_LENGTH, length);
        }
        return new MetaData.Request(request.method(), uri, HttpVersion.HTTP_2, fields, length);
    }

    @Override
    public void succeeded(Stream opened) {
        reactor.run(() -> {
            stream = opened;
            if (over) {
                reset();
            } else if (call.request().body() instanceof UpstreamBody.Streamed streamed) {
                uploading = true;
                new Upload(streamed.source()).iterate();
            }
        });
    }

    @Override
    public void failed(Throwable failure) {
        reactor.run(() -> {
            breakOff(failure, false);
            release();
        });
    }

    // ---- receiving ----

    @Override
    public void onHeaders(Stream from, HeadersFrame frame, Callback callback) {
        reactor.run(() -> {
            stream = from;
            if (!over && !answered && frame.getMetaData() instanceof MetaData.Response head) {
                answer(head);
            }
            callback.succeeded();
        });
    }

    private void answer(MetaData.Response head) {
        if (!HttpStatus.isInterim(head.getStatus())) {
            answered = true;
            call.answered(head.getStatus(), HttpVersion.HTTP_2, head.getHttpFields());
        }
    }

    @Override
    public void onDataAvailable(Stream from, boolean immediate) {
        reactor.run(() -> {
            if (!over) {
                call.available();
            }
        });
    }

    @Override
    public Content.Chunk read() {
        Stream.Data data = stream.readData();
        if (data == null) {
            return null;
        }
        DataFrame frame = data.frame();
        if (!frame.isEndStream() || frame.remaining() > 0) {
            return Content.Chunk.asChunk(frame.getByteBuffer(), false, data);
        }
        data.release();
        if (stream.isReset()) {
            breakOff(new ClosedChannelException(), false);
        } else {
            over = true;
            if (uploading) {
                reset();
            } else {
                release();
            }
            call.complete();
        }
        return call.read();
    }

    @Override
    public void demand() {
        stream.demand();
    }

    @Override
    public void onReset(Stream from, ResetFrame frame, Callback callback) {
        reactor.run(() -> breakOff(null, frame.getError() == ErrorCode.REFUSED_STREAM_ERROR.code));
        callback.succeeded();
    }

    @Override
    public void onFailure(Stream from, int error, String reason, Throwable failure, Callback callback) {
        reactor.run(() -> breakOff(failure, failure instanceof RetryableStreamException));
        callback.succeeded();
    }

    // ---- the end ----

    private void breakOff(Throwable cause, boolean unprocessed) {
        if (!over) {
            over = true;
            release();
            call.broken(connection.brokenOff(cause), unprocessed);
        }
    }

    @Override
    public void abort() {
        if (!over) {
            over = true;
            if (stream != null) {
                reset();
            }
        }
    }

    /** Its place is free when the frame is out: until then Jetty counts the stream, too. */
    private void reset() {
        if (!released) {
            Runnable out = () -> reactor.run(this::release);
            stream.reset(
                    new ResetFrame(stream.getId(), ErrorCode.CANCEL_STREAM_ERROR.code),
                    Callback.from(out, failure -> out.run()));
        }
    }

    private void release() {
        if (!released) {
            released = true;
            connection.streamEnded();
        }
    }

    /** Sends a streamed body as flow control allows. */
    private final class Upload extends IteratingCallback {
        private final Content.Source source;
        private Content.Chunk chunk;
        private boolean last;

        Upload(Content.Source source) {
            this.source = source;
        }

        @Override
        protected Action process() {
            if (last || over) {
                return Action.SUCCEEDED;
            }
            chunk = source.read();
            if (chunk == null) {
                source.demand(org.eclipse.jetty.util.thread.Invocable.from(InvocationType.NON_BLOCKING, this::iterate));
                return Action.IDLE;
            }
            if (Content.Chunk.isFailure(chunk)) {
                Throwable cause = chunk.getFailure();
                Http2Stream.this.abort();
                call.fail(new UpstreamException(Reason.REQUEST, "the request's body broke off", cause));
                return Action.SUCCEEDED;
            }
            last = chunk.isLast();
            uploading = !last;
            stream.data(new DataFrame(stream.getId(), chunk.getByteBuffer(), last), this);
            return Action.SCHEDULED;
        }

        @Override
        protected void onSuccess() {
            release();
        }

        @Override
        protected void onCompleteFailure(Throwable cause) {
            release();
        }

        private void release() {
            if (chunk != null) {
                chunk.release();
                chunk = null;
            }
        }

        @Override
        public InvocationType getInvocationType() {
            return InvocationType.NON_BLOCKING;
        }
    }
}
