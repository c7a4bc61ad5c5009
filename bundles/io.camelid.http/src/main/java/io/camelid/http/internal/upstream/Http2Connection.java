package io.camelid.http.internal.upstream;

import io.camelid.http.internal.reactor.Reactor;
import io.camelid.http.internal.upstream.UpstreamException.Reason;
import java.nio.channels.ClosedChannelException;
import java.util.HashMap;
import java.util.Map;
import org.eclipse.jetty.http2.HTTP2Session;
import org.eclipse.jetty.http2.api.Session;
import org.eclipse.jetty.http2.client.HTTP2Client;
import org.eclipse.jetty.http2.client.HTTP2ClientConnectionFactory;
import org.eclipse.jetty.http2.frames.GoAwayFrame;
import org.eclipse.jetty.http2.frames.SettingsFrame;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Promise;

/** An HTTP/2 connection to an upstream, on Jetty's session. Confined to its reactor's thread. */
final class Http2Connection implements UpstreamConnection, Session.Listener, Promise<Session> {
    /**
     * What an upstream may send ahead of a stream's reader. It is all that a reader who stops holds in
     * memory; Jetty's default is 8 MiB.
     */
    private static final int STREAM_WINDOW = 128 << 10;

    private static final int CONNECTION_WINDOW = 16 << 20;

    private final Dial dial;
    private final Origin origin;
    private final Reactor reactor;
    private HTTP2Session session;
    private int streams;
    private boolean draining;
    private boolean closed;

    private Http2Connection(Dial dial, Origin origin) {
        this.dial = dial;
        this.origin = origin;
        reactor = origin.shard().reactor();
    }

    /** The Jetty connection for an end point whose server has agreed on h2. */
    static Connection on(EndPoint endPoint, Dial dial, Origin origin) {
        Http2Connection connection = new Http2Connection(dial, origin);
        Map<String, Object> context = new HashMap<>();
        context.put(HTTP2Client.CONTEXT_KEY, settings(origin.shard()));
        context.put(HTTP2Client.SESSION_LISTENER_CONTEXT_KEY, connection);
        context.put(HTTP2Client.SESSION_PROMISE_CONTEXT_KEY, connection);
        return new HTTP2ClientConnectionFactory().newConnection(endPoint, context);
    }

    /** Jetty's factory takes its settings from a client, which is not started: it would open selectors. */
    private static HTTP2Client settings(UpstreamShard shard) {
        ClientConnector resources = new ClientConnector();
        resources.setExecutor(shard.reactor().executor());
        resources.setScheduler(shard.reactors().scheduler());
        resources.setByteBufferPool(shard.buffers());
        HTTP2Client client = new HTTP2Client(resources);
        client.setInitialStreamRecvWindow(STREAM_WINDOW);
        client.setInitialSessionRecvWindow(CONNECTION_WINDOW);
        client.setMaxConcurrentPushedStreams(0);
        client.setMaxRequestHeadersSize(shard.settings().maxHeadBytes());
        client.setMaxResponseHeadersSize(shard.settings().maxHeadBytes());
        return client;
    }

    HTTP2Session session() {
        return session;
    }

    Origin origin() {
        return origin;
    }

    @Override
    public void succeeded(Session opened) {
        reactor.run(() -> {
            session = (HTTP2Session) opened;
            if (!closed) {
                dial.opened(this, true);
            }
        });
    }

    @Override
    public void failed(Throwable failure) {
        dial.failed(failure);
    }

    @Override
    public boolean isFree() {
        int allowed = session.getMaxLocalStreams();
        return !closed && !draining && (allowed < 0 || streams < allowed);
    }

    @Override
    public void send(PooledCall call) {
        streams++;
        new Http2Stream(this, call).start();
    }

    /** A stream has ended. */
    void streamEnded() {
        streams--;
        origin.serve();
    }

    @Override
    public void onSettings(Session from, SettingsFrame frame) {
        reactor.run(origin::serve);
    }

    @Override
    public void onGoAway(Session from, GoAwayFrame frame) {
        reactor.run(this::drain);
    }

    private void drain() {
        if (!draining) {
            draining = true;
            origin.draining(this);
        }
    }

    @Override
    public void onFailure(Session from, Throwable failure, Callback callback) {
        reactor.run(this::gone);
        callback.succeeded();
    }

    @Override
    public void onClose(Session from, GoAwayFrame frame, Callback callback) {
        reactor.run(this::gone);
        callback.succeeded();
    }

    private void gone() {
        if (!closed) {
            closed = true;
            if (session == null) {
                dial.failed(new ClosedChannelException());
            } else {
                origin.closed(this);
            }
        }
    }

    @Override
    public void close() {
        reactor.run(() -> {
            if (session != null) {
                session.close(0, "close", Callback.NOOP);
            }
        });
    }

    UpstreamException brokenOff(Throwable cause) {
        return new UpstreamException(Reason.CLOSED, origin.address().authority() + " closed the stream", cause);
    }
}
