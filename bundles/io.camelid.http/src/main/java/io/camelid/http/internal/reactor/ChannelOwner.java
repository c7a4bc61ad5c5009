package io.camelid.http.internal.reactor;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ManagedSelector;

/**
 * Whom a channel on a {@link Reactor} belongs to: a listener or an upstream client. It is the
 * attachment with which a channel is handed to the reactor, which tells the two kinds apart by it.
 * Methods are called on the reactor's thread while it runs, and must not block; each channel's end is
 * told by one call of {@link #endPointClosed} or {@link #failed}.
 */
public interface ChannelOwner {
    /** Makes the end point of a channel that is connected and registered. */
    AffineEndPoint newEndPoint(SocketChannel channel, Reactor reactor, ManagedSelector selector, SelectionKey key);

    /** Makes what speaks a protocol on the end point. */
    Connection newConnection(EndPoint endPoint) throws IOException;

    /** The end point is open; its connection is not yet. */
    default void endPointOpened(EndPoint endPoint) {}

    /** The end point that was opened is closed. */
    void endPointClosed(EndPoint endPoint);

    /** The channel is closed; no end point was opened. */
    void failed(SocketChannel channel, Throwable failure);
}
