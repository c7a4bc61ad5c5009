package io.camelid.http.internal.component;

import io.camelid.http.internal.reactor.AffineEndPoint;
import io.camelid.http.internal.reactor.Reactor;
import io.camelid.http.internal.relay.ResponseWriter;
import io.camelid.http.internal.upstream.UpstreamBody;
import io.camelid.spi.Headers;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;

/** An open Jetty request and response, as the gateway sees them. Nothing is copied until it is asked for. */
final class WireExchange implements Caller {
    private final Request request;
    private final Response response;
    private final JettyHeaders headers;
    private BodyHold hold = BodyHold.NOTHING;
    private boolean committed;
    private volatile UpstreamExchange watcher;
    private volatile UpstreamExchange earlier;
    private volatile Throwable left;
    private Throwable breakage;

    WireExchange(Request request, Response response) {
        this.request = request;
        this.response = response;
        this.headers = new JettyHeaders(request.getHeaders());
    }

    Request jettyRequest() {
        return request;
    }

    Response jettyResponse() {
        return response;
    }

    /** The event loop on which the client's connection lives. */
    @Override
    public Reactor reactor() {
        return AffineEndPoint.of(request.getConnectionMetaData().getConnection().getEndPoint())
                .reactor();
    }

    @Override
    public HttpFields fields() {
        return request.getHeaders();
    }

    /** In HTTP/1.1 the head tells (RFC 9112 §6.3), in HTTP/2 only the body's end. */
    @Override
    public boolean hasBody() {
        return request.getLength() >= 0
                || request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING)
                || request.getConnectionMetaData().getHttpVersion() == HttpVersion.HTTP_2
                        && !HttpMethod.GET.is(request.getMethod())
                        && !HttpMethod.HEAD.is(request.getMethod());
    }

    @Override
    public UpstreamBody body() {
        return hasBody() ? new UpstreamBody.Streamed(request, request.getLength()) : UpstreamBody.NONE;
    }

    @Override
    public boolean read(int limit, BodyBudget budget, BodyReader.Receiver receiver, Runnable callback) {
        return new BodyReader(request, limit, hold(budget), receiver).read(callback);
    }

    @Override
    public ResponseWriter answer() {
        return ResponseWriter.of(response);
    }

    /** A request's body is read in one way only, so that there is one hold. */
    @Override
    public BodyHold hold(BodyBudget budget) {
        hold.release();
        hold = new BodyHold(budget);
        return hold;
    }

    void letGo() {
        hold.release();
    }

    /** The head has been decided, and perhaps not written yet. */
    @Override
    public void committed() {
        committed = true;
    }

    @Override
    public void watch(UpstreamExchange exchange) {
        if (watcher == null) {
            // The upstream's own timeouts decide how long an answer may take.
            request.addIdleTimeoutListener(timeout -> false);
            request.addFailureListener(cause -> {
                left = cause;
                watcher.clientLeft(cause);
                if (earlier != null) {
                    earlier.clientLeft(cause);
                }
            });
        } else if (!watcher.isDone()) {
            earlier = watcher;
        }
        watcher = exchange;
        if (left != null) {
            exchange.clientLeft(left);
        }
    }

    /** Marks the answer as unfinished: its connection or stream must break. */
    @Override
    public void broken(Throwable cause) {
        breakage = cause;
    }

    /** Why the answer must not end well; null when it may. */
    Throwable breakage() {
        return breakage;
    }

    @Override
    public boolean isCommitted() {
        return committed || response.isCommitted();
    }

    @Override
    public int listenerPort() {
        return Request.getLocalPort(request);
    }

    @Override
    public String host() {
        String name = Request.getServerName(request);
        return name == null ? "" : name;
    }

    @Override
    public String method() {
        return request.getMethod();
    }

    @Override
    public String path() {
        HttpURI uri = request.getHttpURI();
        String path = uri.getPath();
        return path == null ? "/" : path;
    }

    @Override
    public String query() {
        String query = request.getHttpURI().getQuery();
        return query == null ? "" : query;
    }

    @Override
    public Headers headers() {
        return headers;
    }

    @Override
    public String remoteAddress() {
        return Request.getRemoteAddr(request);
    }

    @Override
    public String protocol() {
        return request.getConnectionMetaData().getProtocol();
    }

    @Override
    public String scheme() {
        // What a client writes into its request says nothing.
        return request.isSecure() ? "https" : "http";
    }
}
