package io.camelid.http.internal.upstream;

import java.util.Map;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLEngine;
import org.eclipse.jetty.io.ClientConnectionFactory;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.NegotiatingClientConnection;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.io.ssl.SslHandshakeListener;

/**
 * Holds a TLS connection's place until the handshake has told which protocol to speak; no protocol
 * means that the server does not negotiate. In place of Jetty's {@code ALPNClientConnection}, which
 * looks its JDK support up with {@code ServiceLoader} for every connection and finds nothing in OSGi.
 */
final class AlpnConnection extends NegotiatingClientConnection implements SslHandshakeListener {
    AlpnConnection(
            EndPoint endPoint, Executor executor, ClientConnectionFactory protocols, Map<String, Object> context) {
        super(endPoint, executor, (SSLEngine) context.get(SSLEngine.class.getName()), protocols, context);
        ((SslConnection.SslEndPoint) endPoint).getSslConnection().addHandshakeListener(this);
    }

    @Override
    public void handshakeSucceeded(Event event) {
        String protocol = event.getSSLEngine().getApplicationProtocol();
        if (protocol != null && !protocol.isEmpty()) {
            getContext().put(ClientConnector.APPLICATION_PROTOCOL_CONTEXT_KEY, protocol);
        }
        completed(protocol);
    }
}
