package io.camelid.admin.internal.http;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;

/** Sends what a source has, several times a second, to one client. No thread waits for it. */
final class EventStream implements Runnable, Callback {
    private static final long PERIOD_MILLIS = 250;
    private static final long HEARTBEAT_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final EventSource source;
    private final String heartbeat;
    private final Server server;
    private final Response response;
    private final Callback callback;
    private final long end;
    private long lastWrite;

    EventStream(Reply.Events events, Server server, Response response, Callback callback) {
        this.source = events.source();
        this.heartbeat = events.heartbeat();
        this.server = server;
        this.response = response;
        this.callback = callback;
        this.lastWrite = System.nanoTime();
        this.end = lastWrite + events.limit().toNanos();
    }

    /** Sends the head, and whatever there is already. */
    void start() {
        try {
            write(ByteBuffer.wrap(source.next()));
        } catch (RuntimeException e) {
            callback.failed(e);
        }
    }

    /** The last write is done: the next look at the source is due in a while. */
    @Override
    public void succeeded() {
        server.getScheduler()
                .schedule(() -> server.getThreadPool().execute(this), PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void failed(Throwable failure) {
        callback.failed(failure);
    }

    @Override
    public void run() {
        try {
            long now = System.nanoTime();
            byte[] bytes = source.next();
            if (now - end >= 0 || !server.isRunning()) {
                response.write(true, ByteBuffer.wrap(bytes), callback);
            } else if (bytes.length > 0) {
                write(ByteBuffer.wrap(bytes));
            } else if (now - lastWrite >= HEARTBEAT_NANOS && !heartbeat.isEmpty()) {
                write(BufferUtil.toBuffer(heartbeat));
            } else {
                succeeded();
            }
        } catch (RuntimeException e) {
            callback.failed(e);
        }
    }

    private void write(ByteBuffer bytes) {
        lastWrite = System.nanoTime();
        response.write(false, bytes, this);
    }
}
