package io.camelid.http.internal.upstream;

import io.camelid.http.internal.reactor.AffineEndPoint;
import io.camelid.http.internal.reactor.ChannelOwner;
import io.camelid.http.internal.reactor.Reactor;
import io.camelid.http.internal.upstream.UpstreamException.Reason;
import io.camelid.spi.provider.Address;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.concurrent.CompletionException;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.util.IO;

/** A connection being made: the name resolved, its addresses tried in turn, TLS and protocol agreed. */
final class Dial implements ChannelOwner {
    private final Origin origin;
    private final UpstreamShard shard;
    private final Address address;
    private final PooledCall passenger;
    private TlsClient tls;
    private List<InetAddress> addresses = List.of();
    private int tried;
    private AffineEndPoint socket;
    private boolean settled;

    /** @param passenger the call that the connection is made for; null when any that waits may have it */
    Dial(Origin origin, PooledCall passenger) {
        this.origin = origin;
        this.passenger = passenger;
        shard = origin.shard();
        address = origin.address();
    }

    void start() {
        if (address.tls().isEmpty()) {
            resolve();
            return;
        }
        shard.client().tls(address.tls().get()).whenComplete((client, failure) -> shard.reactor()
                .run(() -> {
                    if (failure == null) {
                        tls = client;
                        resolve();
                    } else {
                        failed(
                                Reason.UNSECURED,
                                "the TLS settings for " + address.authority() + " cannot be used: "
                                        + cause(failure).getMessage(),
                                cause(failure));
                    }
                }));
    }

    private void resolve() {
        shard.client().resolver().resolve(address.host()).whenComplete((found, failure) -> shard.reactor()
                .run(() -> {
                    if (failure == null) {
                        addresses = found;
                        connect();
                    } else {
                        failed(Reason.UNRESOLVED, "no address for " + address.host(), cause(failure));
                    }
                }));
    }

    private static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    private void connect() {
        SocketChannel channel = null;
        try {
            channel = SocketChannel.open();
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            if (channel.connect(new InetSocketAddress(addresses.get(tried), address.port()))) {
                shard.reactor().accept(channel, this);
            } else {
                shard.reactor().connect(channel, this);
            }
        } catch (IOException | RuntimeException e) {
            IO.close(channel);
            failed(channel, e);
        }
    }

    /** Another address may do better. */
    @Override
    public void failed(SocketChannel channel, Throwable failure) {
        tried++;
        if (tried < addresses.size()) {
            connect();
        } else {
            String why = failure.getMessage();
            failed(Reason.UNCONNECTED, why == null ? failure.getClass().getSimpleName() : why, failure);
        }
    }

    @Override
    public void endPointClosed(EndPoint endPoint) {
        failed(new ClosedChannelException());
    }

    /** The handshake failed, or the connection broke before it could be used. */
    void failed(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SSLException) {
                failed(Reason.UNSECURED, "no TLS with " + address.authority() + ": " + cause.getMessage(), failure);
                return;
            }
        }
        failed(Reason.UNCONNECTED, address.authority() + " closed the connection at once", failure);
    }

    private void failed(Reason reason, String message, Throwable cause) {
        shard.reactor().run(() -> {
            if (settled) {
                return;
            }
            settled = true;
            origin.dialFailed(new UpstreamException(reason, message, cause), passenger);
        });
    }

    @Override
    public AffineEndPoint newEndPoint(SocketChannel channel, Reactor on, ManagedSelector selector, SelectionKey key) {
        socket = new UpstreamEndPoint(channel, on, selector, key);
        socket.setIdleTimeout(shard.settings().connectTimeout().toMillis());
        return socket;
    }

    @Override
    public Connection newConnection(EndPoint endPoint) {
        if (tls == null) {
            return new Http1Connection(endPoint, this, origin);
        }
        SSLEngine engine = tls.newSSLEngine(address.host(), address.port());
        engine.setUseClientMode(true);
        SslConnection connection =
                new SslConnection(shard.buffers(), shard.reactor().executor(), tls, endPoint, engine, true, true);
        EndPoint secured = connection.getSslEndPoint();
        secured.setConnection(new AlpnConnection(secured, shard.reactor().executor(), engine, this));
        return connection;
    }

    /** The handshake is done. */
    Connection newSecuredConnection(EndPoint endPoint, String protocol) {
        return "h2".equals(protocol)
                ? Http2Connection.on(endPoint, this, origin)
                : new Http1Connection(endPoint, this, origin);
    }

    /** The connection may be used; on the reactor's thread. */
    void opened(UpstreamConnection connection, boolean multiplexes) {
        if (settled) {
            connection.close();
        } else {
            settled = true;
            // Until now it was being made, which is not idleness however little of that the pool allows.
            socket.notIdle();
            socket.setIdleTimeout(shard.settings().idleTimeout().toMillis());
            shard.client().opened();
            origin.opened(connection, multiplexes, passenger);
        }
    }
}
