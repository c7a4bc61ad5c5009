package io.camelid.http.internal.tls;

import io.camelid.http.internal.reactor.AffineEndPoint;
import io.camelid.http.internal.reactor.Reactor;
import java.io.IOException;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.thread.Invocable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds a client's connection until it is secured, and then gives its place to the connection that speaks what was
 * agreed on. It counts as blocking, so that handshakes, which cost milliseconds of arithmetic, are done on
 * the pool's threads; what follows is back on the reactor's. In place of Jetty's ALPN classes, which look their JDK support
 * up with {@code ServiceLoader} and find nothing in OSGi.
 */
public final class Handshake extends AbstractConnection {
    private static final Logger LOG = LoggerFactory.getLogger(Handshake.class);

    /** Takes over. */
    public interface Successor {
        /**
         * The connection that speaks HTTP. On the reactor's thread.
         *
         * @param protocol {@code h2} or {@code http/1.1}
         * @param serverName that the client asked for, lower-case; null for none
         */
        Connection secured(EndPoint endPoint, String protocol, String serverName);
    }

    private final SSLEngine engine;
    private final RequestedHost requested;
    private final Reactor reactor;
    private final Successor successor;

    private Handshake(
            EndPoint endPoint, SSLEngine engine, RequestedHost requested, Reactor reactor, Successor successor) {
        super(endPoint, reactor.executor());
        this.engine = engine;
        this.requested = requested;
        this.reactor = reactor;
        this.successor = successor;
    }

    /** The connection for a socket that speaks TLS. */
    public static SslConnection on(AffineEndPoint socket, ByteBufferPool buffers, PortTls tls, Successor successor) {
        Reactor reactor = socket.reactor();
        RequestedHost requested = new RequestedHost(tls);
        SSLEngine engine = tls.newEngine(requested);
        SslConnection connection =
                new SslConnection(buffers, reactor.executor(), tls.factory(), socket, engine, true, true);
        EndPoint secured = connection.getSslEndPoint();
        secured.setConnection(new Handshake(secured, engine, requested, reactor, successor));
        return connection;
    }

    @Override
    public void onOpen() {
        super.onOpen();
        fillInterested();
    }

    /** Reads no data; it makes the handshake go on. */
    @Override
    public void onFillable() {
        try {
            int filled = getEndPoint().fill(BufferUtil.EMPTY_BUFFER);
            String protocol = engine.getApplicationProtocol();
            if (filled < 0) {
                close();
            } else if (protocol == null || engine.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING) {
                fillInterested();
            } else {
                reactor.resume(Invocable.from(Invocable.InvocationType.NON_BLOCKING, () -> succeed(protocol)));
            }
        } catch (IOException e) {
            LOG.debug("No TLS with {}: {}", getEndPoint().getRemoteSocketAddress(), e.toString());
            close();
        }
    }

    private void succeed(String protocol) {
        EndPoint endPoint = getEndPoint();
        if (endPoint.isOpen()) {
            endPoint.upgrade(successor.secured(endPoint, protocol.isEmpty() ? "http/1.1" : protocol, requested.name()));
        }
    }
}
