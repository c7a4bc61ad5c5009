package io.camelid.bench.stream;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** A client of one stream: asks, reads to the end, and keeps account of each event. */
final class Client implements EventLoop.Ready, EventParser.Listener {
    private final EventLoop loop;
    private final Tally tally;
    private final boolean reading;
    private final SocketChannel channel;
    private final EventParser parser = new EventParser(this);
    private final ByteBuffer request;
    private long requestedAt;
    private long readAt;
    private long expected;

    private Client(EventLoop loop, Tally tally, boolean reading, SocketChannel channel, ByteBuffer request) {
        this.loop = loop;
        this.tally = tally;
        this.reading = reading;
        this.channel = channel;
        this.request = request;
    }

    /** Connects, asks, and reads all there is. */
    static Client reading(EventLoop loop, URI url, String body, Tally tally) {
        return open(loop, url, body, tally, true);
    }

    /** Connects, asks, and never reads. */
    static Client silent(EventLoop loop, URI url, String body, Tally tally) {
        return open(loop, url, body, tally, false);
    }

    private static Client open(EventLoop loop, URI url, String body, Tally tally, boolean reading) {
        byte[] bytes = ("POST " + url.getPath() + " HTTP/1.1\r\nHost: " + url.getAuthority()
                        + "\r\nContent-Type: application/json\r\nAccept: text/event-stream\r\nContent-Length: "
                        + body.length() + "\r\n\r\n" + body)
                .getBytes(StandardCharsets.US_ASCII);
        try {
            SocketChannel channel = SocketChannel.open();
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            if (!reading) {
                channel.setOption(StandardSocketOptions.SO_RCVBUF, 64 * 1024);
            }
            Client client = new Client(loop, tally, reading, channel, ByteBuffer.wrap(bytes));
            tally.opened();
            channel.register(loop.selector(), SelectionKey.OP_CONNECT, client);
            channel.connect(new InetSocketAddress(url.getHost(), url.getPort()));
            return client;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void ready(SelectionKey key) {
        try {
            if (key.isConnectable()) {
                channel.finishConnect();
                key.interestOps(reading ? SelectionKey.OP_READ : 0);
                requestedAt = System.nanoTime();
                // A request of a kilobyte always fits into the buffer of a new socket.
                channel.write(request);
            } else if (key.isReadable()) {
                read(key);
            }
        } catch (IOException | IllegalStateException e) {
            tally.failed(e.getMessage());
            close();
        }
    }

    private void read(SelectionKey key) throws IOException {
        ByteBuffer buffer = loop.scratch();
        int count = channel.read(buffer);
        readAt = System.nanoTime();
        if (count < 0) {
            throw new IOException("cut after " + expected + " events");
        }
        parser.parse(buffer.flip());
        if (parser.complete()) {
            key.cancel();
            close();
        }
    }

    @Override
    public void event(long number, long sentAt) {
        if (number != expected) {
            throw new IllegalStateException("event " + number + " where " + expected + " was due");
        }
        if (expected++ == 0) {
            tally.first(readAt - requestedAt);
        }
        tally.event(sentAt, readAt);
    }

    @Override
    public void complete() {
        tally.completed();
    }

    /** Leaves, whatever is still to come. */
    void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // It is closed as far as this side is concerned.
        }
    }
}
