package io.camelid.http.internal.upstream;

import io.camelid.http.internal.reactor.AffineEndPoint;
import io.camelid.http.internal.reactor.Reactor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http2.HTTP2Connection;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.ssl.SslConnection;

/** A socket to an upstream. It knows how much has left, and that an h2 connection with open streams is not idle. */
final class UpstreamEndPoint extends AffineEndPoint {
    private long flushed;

    UpstreamEndPoint(SocketChannel channel, Reactor reactor, ManagedSelector selector, SelectionKey key) {
        super(channel, reactor, selector, key);
    }

    /** Bytes that the kernel has taken. */
    long flushed() {
        return flushed;
    }

    @Override
    public boolean flush(ByteBuffer... buffers) throws IOException {
        long before = remaining(buffers);
        try {
            return super.flush(buffers);
        } finally {
            flushed += before - remaining(buffers);
        }
    }

    private static long remaining(ByteBuffer... buffers) {
        long sum = 0;
        for (ByteBuffer buffer : buffers) {
            sum += buffer.remaining();
        }
        return sum;
    }

    /** A model may think for minutes: only the call's own timeouts count then. */
    @Override
    protected void onIdleExpired(TimeoutException timeout) {
        boolean busy = getConnection() instanceof SslConnection tls
                && tls.getSslEndPoint().getConnection() instanceof HTTP2Connection http2
                && !http2.getSession().getStreams().isEmpty();
        if (!busy) {
            super.onIdleExpired(timeout);
        }
    }
}
