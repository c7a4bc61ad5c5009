package io.camelid.bench.stream;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** A vendor that answers every request with a stream of events, as its plan says. */
final class Upstream {
    /**
     * How it streams.
     *
     * @param intervalNanos from event to event; 0 sends bulk events as fast as they are taken
     * @param until when streams come to their end, on {@link System#nanoTime}'s clock
     * @param bytes of bulk after which a stream ends
     */
    record Plan(long intervalNanos, long until, long bytes) {
        static Plan paced(long intervalNanos, long until) {
            return new Plan(intervalNanos, until, 0);
        }

        static Plan bulk(long bytes) {
            return new Plan(0, Long.MAX_VALUE, bytes);
        }
    }

    private static final int SEND_BUFFER = 256 * 1024;

    private final EventLoop loop;
    private final Plan plan;
    private final ServerSocketChannel server;
    private long sent;
    private long bytes;
    private long stalls;
    private long closedAt;

    Upstream(EventLoop loop, int port, Plan plan) throws IOException {
        this.loop = loop;
        this.plan = plan;
        server = ServerSocketChannel.open();
        server.setOption(StandardSocketOptions.SO_REUSEADDR, true);
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 4096);
        server.configureBlocking(false);
        server.register(loop.selector(), SelectionKey.OP_ACCEPT, (EventLoop.Ready) this::accept);
    }

    Plan plan() {
        return plan;
    }

    EventLoop loop() {
        return loop;
    }

    /** Events that have been written to a socket. */
    long sent() {
        return sent;
    }

    /** Bytes that sockets have taken. */
    long bytes() {
        return bytes;
    }

    /** How often a paced event met a socket that was full. */
    long stalls() {
        return stalls;
    }

    /** When a peer last closed its connection before its stream's end; 0 if none did. */
    long closedAt() {
        return closedAt;
    }

    void countEvent() {
        sent++;
    }

    void countBytes(long count) {
        bytes += count;
    }

    void countStall() {
        stalls++;
    }

    void countClosed() {
        closedAt = System.nanoTime();
    }

    private void accept(SelectionKey key) {
        try {
            for (SocketChannel channel = server.accept(); channel != null; channel = server.accept()) {
                channel.configureBlocking(false);
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                channel.setOption(StandardSocketOptions.SO_SNDBUF, SEND_BUFFER);
                SelectionKey own = channel.register(loop.selector(), SelectionKey.OP_READ);
                own.attach(new UpstreamConnection(this, channel, own, ByteBuffer.allocate(16 * 1024)));
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
