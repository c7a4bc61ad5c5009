package io.camelid.http.internal.listener;

import io.camelid.http.internal.reactor.AffineEndPoint;
import io.camelid.http.internal.reactor.Reactor;
import io.camelid.http.internal.tls.PortTls;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * What every request passes: counts it while it is in flight, tells its socket that the head has been
 * read, keeps Jetty's idle timeout off it, and refuses dot segments, which would make a path prefix mean something else to an upstream,
 * and requests on connections that were made for another listener.
 */
final class RequestGate extends Handler.Wrapper {
    /** While an upstream is waited for, nothing moves on the client's connection, and rightly so. */
    private static final Predicate<TimeoutException> PATIENT = timeout -> false;

    RequestGate(Handler handler) {
        super(handler);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        Passage passage = new Passage(request, callback);
        if (request.getConnectionMetaData().getHttpVersion() != HttpVersion.HTTP_2) {
            return admit(request, response, passage);
        }
        Reactor reactor = passage.endPoint.reactor();
        Request confined = new Confined.Inbound(request, reactor);
        Response answer = new Confined.Outbound(confined, response, reactor);
        if (reactor.isCurrent()) {
            return admit(confined, answer, passage);
        }
        reactor.resume(() -> {
            try {
                admit(confined, answer, passage);
            } catch (Exception e) {
                Response.writeError(confined, answer, passage, e);
            }
        });
        return true;
    }

    private boolean admit(Request request, Response response, Passage passage) throws Exception {
        if (hasDotSegment(request.getHttpURI().getPath())) {
            Response.writeError(request, response, passage, HttpStatus.BAD_REQUEST_400, "Dot segment in the path");
            return true;
        }
        if (!passage.isDirected(request)) {
            Response.writeError(
                    request,
                    response,
                    passage,
                    HttpStatus.MISDIRECTED_REQUEST_421,
                    "This connection is not for requests to that host");
            return true;
        }
        request.addIdleTimeoutListener(PATIENT);
        boolean handled = false;
        try {
            handled = super.handle(request, response, passage);
        } finally {
            if (!handled) {
                passage.end();
            }
        }
        return handled;
    }

    private static boolean hasDotSegment(String path) {
        int dot = path == null ? -1 : path.indexOf("/.");
        while (dot >= 0) {
            int end = path.startsWith("/..", dot) ? dot + 3 : dot + 2;
            if (end == path.length() || path.charAt(end) == '/') {
                return true;
            }
            dot = path.indexOf("/.", dot + 1);
        }
        return false;
    }

    /** A request on its way through the gate. */
    private static final class Passage implements Callback {
        private final Callback callback;
        private final DownstreamEndPoint endPoint;
        private final ListenerConnector connector;
        private final AtomicBoolean ended = new AtomicBoolean();

        Passage(Request request, Callback callback) {
            this.callback = callback;
            endPoint = (DownstreamEndPoint) AffineEndPoint.of(
                    request.getConnectionMetaData().getConnection().getEndPoint());
            connector = (ListenerConnector) request.getConnectionMetaData().getConnector();
            connector.inFlight().incrementAndGet();
            endPoint.requestBegins();
        }

        /** Whether the connection was made for the listener that the request belongs to. */
        boolean isDirected(Request request) {
            PortTls tls = connector.tls();
            if (tls == null || !endPoint.isSecured()) {
                return tls == null && !endPoint.isSecured();
            }
            String host = Request.getServerName(request);
            return host == null || !tls.isMisdirected(endPoint.serverName(), host);
        }

        void end() {
            if (ended.compareAndSet(false, true)) {
                endPoint.requestEnds();
                connector.inFlight().decrementAndGet();
            }
        }

        @Override
        public void succeeded() {
            end();
            callback.succeeded();
        }

        @Override
        public void failed(Throwable failure) {
            end();
            callback.failed(failure);
        }

        @Override
        public InvocationType getInvocationType() {
            return callback.getInvocationType();
        }
    }
}
