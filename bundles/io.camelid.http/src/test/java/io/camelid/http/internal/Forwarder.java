package io.camelid.http.internal;

import io.camelid.gateway.ForwardedHeaders;
import io.camelid.http.internal.reactor.AffineEndPoint;
import io.camelid.http.internal.reactor.Reactor;
import io.camelid.http.internal.relay.BodyStage;
import io.camelid.http.internal.relay.ResponsePump;
import io.camelid.http.internal.relay.ResponseWriter;
import io.camelid.http.internal.upstream.UpstreamBody;
import io.camelid.http.internal.upstream.UpstreamCall;
import io.camelid.http.internal.upstream.UpstreamClient;
import io.camelid.http.internal.upstream.UpstreamException;
import io.camelid.http.internal.upstream.UpstreamListener;
import io.camelid.http.internal.upstream.UpstreamRequest;
import io.camelid.http.internal.upstream.UpstreamResponse;
import io.camelid.http.internal.upstream.UpstreamTimeouts;
import io.camelid.spi.provider.Address;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable;

/** The smallest proxy that can be made of the wire: what a gateway does, without deciding anything. */
public final class Forwarder extends Handler.Abstract.NonBlocking {
    private final UpstreamClient client;
    private final Supplier<Address> upstream;
    private final boolean streamsBodies;
    private final UpstreamTimeouts timeouts;
    private final Supplier<BodyStage> stages;

    public Forwarder(UpstreamClient client, Supplier<Address> upstream) {
        this(client, upstream, false, UpstreamTimeouts.NONE, BodyStage::unchanged);
    }

    public Forwarder(
            UpstreamClient client,
            Supplier<Address> upstream,
            boolean streamsBodies,
            UpstreamTimeouts timeouts,
            Supplier<BodyStage> stages) {
        this.client = client;
        this.upstream = upstream;
        this.streamsBodies = streamsBodies;
        this.timeouts = timeouts;
        this.stages = stages;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        Passage passage = new Passage(request, response, callback);
        if (streamsBodies) {
            passage.send(new UpstreamBody.Streamed(request, request.getLength()));
        } else if (request.getLength() == 0) {
            passage.send(UpstreamBody.NONE);
        } else {
            passage.run();
        }
        return true;
    }

    private final class Passage implements UpstreamListener, Invocable.Task {
        private final Request request;
        private final Response response;
        private final Callback callback;
        private final Reactor reactor;
        private final ByteBuffer body;
        private UpstreamCall call;
        private ResponsePump pump;
        private boolean over;

        Passage(Request request, Response response, Callback callback) {
            this.request = request;
            this.response = response;
            this.callback = callback;
            body = ByteBuffer.allocate(streamsBodies ? 0 : (int) Math.max(0, request.getLength()));
            reactor = AffineEndPoint.of(
                            request.getConnectionMetaData().getConnection().getEndPoint())
                    .reactor();
        }

        /** Reads the body. */
        @Override
        public void run() {
            while (true) {
                Content.Chunk chunk = request.read();
                if (chunk == null) {
                    request.demand(this);
                    return;
                }
                if (Content.Chunk.isFailure(chunk)) {
                    Response.writeError(request, response, callback, chunk.getFailure());
                    return;
                }
                body.put(chunk.getByteBuffer());
                chunk.release();
                if (chunk.isLast()) {
                    send(new UpstreamBody.Buffered(body.flip()));
                    return;
                }
            }
        }

        @Override
        public InvocationType getInvocationType() {
            return InvocationType.NON_BLOCKING;
        }

        void send(UpstreamBody sent) {
            HttpFields.Mutable headers = endToEnd(request.getHeaders());
            headers.remove(HttpHeader.HOST).remove(HttpHeader.CONTENT_LENGTH).remove(HttpHeader.EXPECT);
            request.addFailureListener(this::clientLeft);
            UpstreamRequest upstreamRequest = new UpstreamRequest(
                    request.getMethod(), upstream.get(), request.getHttpURI().getPathQuery(), headers, sent, timeouts);
            UpstreamCall begun = client.send(upstreamRequest, reactor, this);
            if (pump == null) {
                call = begun;
            }
        }

        private void clientLeft(Throwable cause) {
            if (pump != null) {
                pump.stop(cause);
            } else if (!over) {
                over = true;
                if (call != null) {
                    call.cancel();
                }
                callback.failed(new Request.Handler.AbortException(cause));
            }
        }

        @Override
        public void onResponse(UpstreamResponse answer) {
            if (over) {
                return;
            }
            pump = new ResponsePump(reactor, answer.content(), stages.get(), ResponseWriter.of(response), callback);
            pump.output().commit(answer.status(), endToEnd(answer.headers()));
            pump.start();
        }

        @Override
        public void onFailure(UpstreamException failure) {
            if (!over) {
                over = true;
                response.getHeaders().put("x-test-reason", failure.reason().name());
                Response.writeError(request, response, callback, 502, failure.getMessage());
            }
        }
    }

    /** What does not belong to one connection only. */
    private static HttpFields.Mutable endToEnd(HttpFields fields) {
        List<String> nominated = fields.getCSV(HttpHeader.CONNECTION, false);
        HttpFields.Mutable travelling = HttpFields.build();
        for (HttpField field : fields) {
            if (!ForwardedHeaders.HOP_BY_HOP.contains(field.getLowerCaseName())
                    && nominated.stream().noneMatch(field::is)) {
                travelling.add(field);
            }
        }
        return travelling;
    }
}
