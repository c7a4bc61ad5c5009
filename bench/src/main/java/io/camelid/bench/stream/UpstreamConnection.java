package io.camelid.bench.stream;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One connection to the {@link Upstream}: request, stream, request, stream. */
final class UpstreamConnection implements EventLoop.Ready {
    private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length:\\s*(\\d+)");
    private static final Pattern CHUNKED = Pattern.compile("(?i)\r\ntransfer-encoding:\\s*chunked");
    private static final ByteBuffer BULK =
            ByteBuffer.wrap(Event.bulk(16 * 1024)).asReadOnlyBuffer();

    private final Upstream upstream;
    private final SocketChannel channel;
    private final SelectionKey key;
    private final ByteBuffer request;
    private final Event event = new Event();
    private final Queue<ByteBuffer> unwritten = new ArrayDeque<>();
    private boolean streaming;
    private boolean usageWanted;
    private long number;
    private long due;
    private long bulkLeft;

    UpstreamConnection(Upstream upstream, SocketChannel channel, SelectionKey key, ByteBuffer request) {
        this.upstream = upstream;
        this.channel = channel;
        this.key = key;
        this.request = request;
    }

    @Override
    public void ready(SelectionKey ready) {
        try {
            if (ready.isReadable()) {
                read();
            }
            if (ready.isValid() && ready.isWritable()) {
                flush();
            }
        } catch (IOException e) {
            closed();
        }
    }

    private void read() throws IOException {
        if (channel.read(request) < 0) {
            closed();
            return;
        }
        String text = new String(request.array(), 0, request.position(), StandardCharsets.ISO_8859_1);
        if (!streaming && isWhole(text)) {
            request.clear();
            usageWanted = text.replace(" ", "").contains("\"include_usage\":true");
            begin();
        }
    }

    private static boolean isWhole(String text) {
        int head = text.indexOf("\r\n\r\n");
        if (head < 0) {
            return false;
        }
        Matcher length = LENGTH.matcher(text).region(0, head);
        if (length.find()) {
            return text.length() >= head + 4 + Integer.parseInt(length.group(1));
        }
        return !CHUNKED.matcher(text).region(0, head).find() || text.endsWith("\r\n0\r\n\r\n");
    }

    private void begin() throws IOException {
        streaming = true;
        number = 0;
        bulkLeft = upstream.plan().bytes();
        write(ByteBuffer.wrap(Event.HEAD));
        if (upstream.plan().intervalNanos() > 0) {
            due = System.nanoTime();
            next();
        } else {
            key.interestOpsOr(SelectionKey.OP_WRITE);
        }
    }

    /** Sends the event that is due, and sees to the one after it; or ends the stream. */
    private void next() {
        if (!streaming) {
            return;
        }
        try {
            if (due >= upstream.plan().until()) {
                end();
                return;
            }
            if (!unwritten.isEmpty()) {
                upstream.countStall();
            }
            write(event.stamped(number++, System.nanoTime()));
            upstream.countEvent();
            due += upstream.plan().intervalNanos();
            upstream.loop().at(due, this::next);
        } catch (IOException e) {
            closed();
        }
    }

    private void end() throws IOException {
        if (usageWanted) {
            write(ByteBuffer.wrap(Event.USAGE));
        }
        write(ByteBuffer.wrap(Event.DONE));
        streaming = false;
    }

    private void write(ByteBuffer bytes) throws IOException {
        if (unwritten.isEmpty()) {
            upstream.countBytes(channel.write(bytes));
        }
        if (bytes.hasRemaining()) {
            unwritten.add(ByteBuffer.allocate(bytes.remaining()).put(bytes).flip());
            key.interestOpsOr(SelectionKey.OP_WRITE);
        }
    }

    private void flush() throws IOException {
        while (true) {
            if (unwritten.isEmpty() && !refill()) {
                key.interestOpsAnd(~SelectionKey.OP_WRITE);
                return;
            }
            upstream.countBytes(channel.write(unwritten.peek()));
            if (unwritten.peek().hasRemaining()) {
                return;
            }
            unwritten.remove();
        }
    }

    /** Has the next of the bulk written, if this is a bulk stream and there is more. */
    private boolean refill() throws IOException {
        if (!streaming || upstream.plan().intervalNanos() > 0) {
            return false;
        }
        if (bulkLeft <= 0) {
            end();
            return !unwritten.isEmpty();
        }
        bulkLeft -= BULK.capacity();
        unwritten.add(BULK.duplicate());
        return true;
    }

    private void closed() {
        if (streaming) {
            upstream.countClosed();
        }
        streaming = false;
        key.cancel();
        try {
            channel.close();
        } catch (IOException e) {
            // It is closed as far as this side is concerned.
        }
    }
}
