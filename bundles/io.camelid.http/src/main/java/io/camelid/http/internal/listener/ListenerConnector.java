package io.camelid.http.internal.listener;

import io.camelid.http.internal.reactor.AffineEndPoint;
import io.camelid.http.internal.reactor.ChannelOwner;
import io.camelid.http.internal.reactor.Reactor;
import io.camelid.http.internal.reactor.Reactors;
import io.camelid.http.internal.tls.Handshake;
import io.camelid.http.internal.tls.PortTls;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.server.AbstractNetworkConnector;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Server;

/**
 * A port whose connections live on the shared reactors. Jetty's {@code ServerConnector} owns its
 * selectors; this connector owns none, so that ports come and go without threads.
 */
final class ListenerConnector extends AbstractNetworkConnector
        implements ChannelOwner, Acceptor.Sink, Handshake.Successor {
    private final Reactors reactors;
    private final ConnectionBudget budget;
    private final int backlog;
    private final AtomicInteger inFlight = new AtomicInteger();
    private volatile PortTls tls;
    private volatile ServerSocketChannel channel;
    private volatile Acceptor acceptor;

    ListenerConnector(
            Server server,
            Reactors reactors,
            ConnectionBudget budget,
            ListenerSettings settings,
            InetSocketAddress address,
            ConnectionFactory... protocols) {
        // Null is the server's own; what a connector is given it stops with itself.
        super(server, null, null, null, 0, protocols);
        this.reactors = reactors;
        this.budget = budget;
        this.backlog = settings.backlog();
        setHost(address.getHostString());
        setPort(address.getPort());
        setIdleTimeout(settings.idleTimeout().toMillis());
        // Idle connections are closed at once when draining; the others must not be hurried.
        setShutdownIdleTimeout(-1);
    }

    @Override
    public void open() throws IOException {
        if (channel != null) {
            return;
        }
        ServerSocketChannel opened = ServerSocketChannel.open();
        try {
            opened.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            opened.bind(new InetSocketAddress(getHost(), getPort()), backlog);
            opened.configureBlocking(false);
        } catch (IOException | RuntimeException e) {
            opened.close();
            throw e;
        }
        channel = opened;
        super.open();
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        acceptor = new Acceptor(channel, reactors.leastLoaded(), budget, this);
        acceptor.open();
    }

    @Override
    public void close() {
        release();
        super.close();
    }

    /** Stops accepting; completes when the port is free. */
    CompletableFuture<Void> release() {
        Acceptor current = acceptor;
        return current == null ? CompletableFuture.completedFuture(null) : current.shut();
    }

    @Override
    protected void doStop() throws Exception {
        super.doStop();
        clients().forEach(client -> client.getConnection().close());
    }

    /** The clients that are connected. */
    Stream<DownstreamEndPoint> clients() {
        return getConnectedEndPoints().stream().map(DownstreamEndPoint.class::cast);
    }

    /** Requests that are being served. */
    AtomicInteger inFlight() {
        return inFlight;
    }

    @Override
    public void accepted(SocketChannel socket) throws IOException {
        socket.configureBlocking(false);
        socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
        reactors.leastLoaded().accept(socket, this);
    }

    @Override
    protected void accept(int acceptor) {
        throw new UnsupportedOperationException("accepts on a reactor");
    }

    @Override
    public Object getTransport() {
        return channel;
    }

    @Override
    public boolean isOpen() {
        ServerSocketChannel current = channel;
        return current != null && current.isOpen();
    }

    @Override
    public int getLocalPort() {
        ServerSocketChannel current = channel;
        return current == null ? -1 : current.socket().getLocalPort();
    }

    @Override
    public AffineEndPoint newEndPoint(
            SocketChannel socket, Reactor reactor, ManagedSelector selector, SelectionKey key) {
        AffineEndPoint endPoint = new DownstreamEndPoint(socket, reactor, selector, key);
        endPoint.setIdleTimeout(getIdleTimeout());
        return endPoint;
    }

    @Override
    public Connection newConnection(EndPoint endPoint) {
        PortTls current = tls;
        return current == null
                ? getDefaultConnectionFactory().newConnection(this, endPoint)
                : Handshake.on((DownstreamEndPoint) endPoint, getByteBufferPool(), current, this);
    }

    @Override
    public Connection secured(EndPoint endPoint, String protocol, String serverName) {
        ((DownstreamEndPoint) AffineEndPoint.of(endPoint)).secured(serverName);
        return getConnectionFactory(protocol).newConnection(this, endPoint);
    }

    /** The TLS that new connections speak; null for none. */
    PortTls tls() {
        return tls;
    }

    void speak(PortTls next) {
        tls = next;
    }

    @Override
    public void endPointOpened(EndPoint endPoint) {
        onEndPointOpened(endPoint);
    }

    @Override
    public void endPointClosed(EndPoint endPoint) {
        budget.release();
        onEndPointClosed(endPoint);
    }

    @Override
    public void failed(SocketChannel socket, Throwable failure) {
        budget.release();
    }
}
