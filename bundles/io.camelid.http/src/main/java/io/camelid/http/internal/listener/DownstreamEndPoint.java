package io.camelid.http.internal.listener;

import io.camelid.http.internal.reactor.AffineEndPoint;
import io.camelid.http.internal.reactor.Reactor;
import io.camelid.http.internal.tls.PortTls;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.eclipse.jetty.http2.HTTP2Connection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.NanoTime;
import org.eclipse.jetty.util.thread.Invocable;
import org.eclipse.jetty.util.thread.Invocable.InvocationType;

/**
 * A client's socket. It notices two things that Jetty's HTTP/1.1 connection does not:
 *
 * <ul>
 *   <li><b>A client that leaves while it waits for its answer.</b> Jetty reads only when it wants
 *       something, so a FIN or RST stays unseen until the next write. When input arrives that nobody
 *       waits for, it is taken off the socket up to {@value #ASIDE} bytes and kept for the next
 *       {@link #fill} (it may be a pipelined request); at the end of input the connection is closed,
 *       which fails the request's pending write or tells its failure listeners. A half-closed
 *       connection counts as left, as it does for other proxies.
 *   <li><b>A request head that trickles in.</b> Every byte resets Jetty's idle timeout.
 * </ul>
 */
final class DownstreamEndPoint extends AffineEndPoint {
    private static final int ASIDE = 4096;
    private static final long NONE = 0;

    private static final String TIMED_OUT_BODY =
            "{\"error\":{\"type\":\"invalid_request_error\",\"code\":\"request_timeout\","
                    + "\"message\":\"The request's header fields did not arrive in time.\",\"param\":null}}";
    private static final ByteBuffer TIMED_OUT = BufferUtil.toBuffer("HTTP/1.1 408 Request Timeout\r\n"
            + "Content-Type: application/json\r\nx-camelid-error: request_timeout\r\nConnection: close\r\n"
            + "Content-Length: " + TIMED_OUT_BODY.length() + "\r\n\r\n" + TIMED_OUT_BODY);

    private ByteBuffer aside;
    private boolean left;
    private volatile boolean serving;
    private volatile long headSince = NONE;
    private volatile boolean secure;
    private volatile String serverName;

    DownstreamEndPoint(SocketChannel channel, Reactor reactor, ManagedSelector selector, SelectionKey key) {
        super(channel, reactor, selector, key);
    }

    /** The TLS handshake is done; the client may take its time for a request. */
    void secured(String requested) {
        serverName = requested;
        secure = true;
        headSince = NONE;
    }

    /** Whether a TLS handshake was done on it. */
    boolean isSecured() {
        return secure;
    }

    /** By which the client asked for the connection, lower-case; null for none. */
    String serverName() {
        return serverName;
    }

    /** Whether the connection was made when the port spoke TLS and now does not, or the other way round. */
    boolean isStale(PortTls tls) {
        Connection connection = getConnection();
        return connection != null && connection instanceof SslConnection == (tls == null);
    }

    /** A request's head is complete. */
    void requestBegins() {
        serving = true;
        headSince = NONE;
    }

    /** The answer is complete, or as complete as it will be. */
    void requestEnds() {
        serving = false;
    }

    /**
     * Lets go of a client whose connector is shut down: at once when nothing of a request is here,
     * else when its last answer is out. To be called again until the client is gone.
     */
    void dismiss() {
        if (protocol() instanceof HTTP2Connection http2) {
            http2.getSession().shutdown();
        } else if (!serving && headSince == NONE && !getWriteFlusher().isPending()) {
            getConnection().close();
        }
    }

    /** Ends the connection if an HTTP/1.1 request's head (or a TLS handshake) takes longer than it may. */
    void checkHead(long timeoutNanos) {
        if (isHeadOverdue(timeoutNanos)) {
            reactor().resume(() -> {
                if (isHeadOverdue(timeoutNanos)) {
                    refuseHead();
                }
            });
        }
    }

    private boolean isHeadOverdue(long timeoutNanos) {
        long since = headSince;
        return since != NONE
                && !serving
                && NanoTime.since(since) > timeoutNanos
                && !(protocol() instanceof HTTP2Connection);
    }

    private void refuseHead() {
        Connection connection = getConnection();
        if (connection instanceof SslConnection || getWriteFlusher().isPending()) {
            connection.close();
        } else {
            // Jetty has no request yet that it could answer, and nothing else is being written. It would answer the end
            // of half a head with an error of its own: nothing may follow this one.
            Runnable end = () -> {
                shutdownOutput();
                connection.close();
            };
            write(
                    Callback.from(InvocationType.NON_BLOCKING, end, failure -> connection.close()),
                    TIMED_OUT.duplicate());
        }
    }

    /** The connection that speaks HTTP, inside TLS if there is TLS. */
    private Connection protocol() {
        return getConnection() instanceof SslConnection ssl
                ? ssl.getSslEndPoint().getConnection()
                : getConnection();
    }

    @Override
    public int fill(ByteBuffer buffer) throws IOException {
        int count = super.fill(buffer);
        if (count > 0 && !serving && headSince == NONE) {
            headSince = NanoTime.now() | 1;
        }
        return count;
    }

    @Override
    protected int read(ByteBuffer buffer) throws IOException {
        if (aside == null) {
            return left ? -1 : super.read(buffer);
        }
        int count = Math.min(aside.remaining(), buffer.remaining());
        buffer.put(aside.slice(aside.position(), count));
        aside.position(aside.position() + count);
        if (!aside.hasRemaining()) {
            aside = null;
        }
        return count;
    }

    @Override
    protected boolean hasInputAside() {
        return aside != null || left;
    }

    @Override
    protected boolean onUnattendedInput() {
        ByteBuffer target = ByteBuffer.allocate(ASIDE);
        if (aside != null) {
            target.put(aside);
        }
        try {
            left = target.hasRemaining() && super.read(target) < 0;
        } catch (IOException e) {
            left = true;
        }
        target.flip();
        aside = target.hasRemaining() ? target : null;
        if (left) {
            reactor().resume(Invocable.from(InvocationType.NON_BLOCKING, () -> getConnection()
                    .close()));
        }
        return !left && target.limit() < ASIDE;
    }
}
