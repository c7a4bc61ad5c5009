package io.camelid.http.internal.upstream;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLEngine;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.NegotiatingClientConnection;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.io.ssl.SslHandshakeListener;
import org.eclipse.jetty.util.Promise;

/**
 * Holds a TLS connection's place until the handshake has told which protocol to speak; none means that
 * the server does not negotiate. It counts as blocking, so that handshakes, which cost milliseconds of
 * arithmetic, are done on the pool's threads. In place of Jetty's {@code ALPNClientConnection}, which
 * looks its JDK support up with {@code ServiceLoader} for every connection and finds nothing in OSGi.
 */
final class AlpnConnection extends NegotiatingClientConnection implements SslHandshakeListener {
    private static final String PROTOCOL = ClientConnector.APPLICATION_PROTOCOL_CONTEXT_KEY;

    private final Dial dial;

    AlpnConnection(EndPoint endPoint, Executor executor, SSLEngine engine, Dial dial) {
        super(
                endPoint,
                executor,
                engine,
                (secured, context) -> dial.newSecuredConnection(secured, (String) context.get(PROTOCOL)),
                contextOf(dial));
        this.dial = dial;
        ((SslConnection.SslEndPoint) endPoint).getSslConnection().addHandshakeListener(this);
    }

    @Override
    public void handshakeFailed(Event event, Throwable failure) {
        dial.failed(failure);
    }

    /** What Jetty's class tells of a failure by. */
    private static Map<String, Object> contextOf(Dial dial) {
        Promise<Connection> promise = Promise.from(opened -> {}, dial::failed);
        return new HashMap<>(Map.of(ClientConnector.CONNECTION_PROMISE_CONTEXT_KEY, promise));
    }

    @Override
    public void handshakeSucceeded(Event event) {
        String protocol = event.getSSLEngine().getApplicationProtocol();
        getContext().put(PROTOCOL, protocol);
        completed(protocol);
    }
}
