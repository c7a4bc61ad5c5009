package io.camelid.http.internal.component;

import io.camelid.gateway.ClientRequest;
import io.camelid.gateway.ClientResponse;
import io.camelid.http.internal.reactor.AffineEndPoint;
import io.camelid.http.internal.reactor.Reactor;
import io.camelid.spi.Headers;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;

/** An open Jetty request and response, as the gateway sees them. Nothing is copied until it is asked for. */
final class WireExchange implements ClientRequest, ClientResponse {
    private final Request request;
    private final Response response;
    private final JettyHeaders headers;
    private BodyHold hold = BodyHold.NOTHING;
    private boolean committed;
    private volatile UpstreamExchange watcher;
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
    Reactor reactor() {
        return AffineEndPoint.of(request.getConnectionMetaData().getConnection().getEndPoint())
                .reactor();
    }

    /** Memory that the request's body takes, to be given back at the end. */
    void holds(BodyHold bodyHold) {
        hold = bodyHold;
    }

    void letGo() {
        hold.release();
    }

    /** The head has been decided, and perhaps not written yet. */
    void committed() {
        committed = true;
    }

    /** From now on, this is whom to tell when the client leaves. */
    void watch(UpstreamExchange exchange) {
        if (watcher == null) {
            // The upstream's own timeouts decide how long an answer may take.
            request.addIdleTimeoutListener(timeout -> false);
            request.addFailureListener(cause -> {
                left = cause;
                watcher.clientLeft(cause);
            });
        }
        watcher = exchange;
        if (left != null) {
            exchange.clientLeft(left);
        }
    }

    /** Marks the answer as unfinished: its connection or stream must break. */
    void broken(Throwable cause) {
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
