package io.camelid.format.bedrock.internal.eventstream;

import io.camelid.format.ChunkReader;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * Reads {@code application/vnd.amazon.eventstream}: messages of a prelude (the lengths of the message and of its headers,
 * and a CRC-32 of these), headers, a payload, and a CRC-32 of it all, integers in network order. Takes any chunk
 * boundary; a message that is whole within a chunk is read where it stands. The bounds are those of AWS's own clients. For
 * one stream; not thread-safe.
 */
public final class EventStreamReader {
    /** The most bytes of headers. */
    public static final int MAX_HEADERS = 128 * 1024;
    /** The most bytes of payload. */
    public static final int MAX_PAYLOAD = 24 * 1024 * 1024;

    private static final int LENGTHS = 8;
    private static final int CHECKSUM = 4;
    private static final int PRELUDE = LENGTHS + CHECKSUM;
    private static final int OVERHEAD = PRELUDE + CHECKSUM;
    private static final int INITIAL = 512;
    /** More than this is not kept from one message to the next. */
    private static final int LARGE = 64 * 1024;

    private final EventStreamHandler handler;
    private final ChunkReader chunks = new ChunkReader();
    private final CRC32 checksum = new CRC32();

    /** The beginning of a message that is not whole yet. */
    private byte[] held = new byte[INITIAL];

    private int length;
    /** How long that message is; 0 until its prelude is there. */
    private int expected;

    private boolean broken;

    public EventStreamReader(EventStreamHandler handler) {
        this.handler = handler;
    }

    /** The next bytes; the buffer keeps its position. */
    public void read(ByteBuffer chunk) {
        chunks.read(chunk, this::accept);
    }

    /** Whether the bytes so far end with the end of a message. */
    public boolean isBetweenMessages() {
        return !broken && length == 0;
    }

    private void accept(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && !broken) {
            at = length == 0 ? readInPlace(bytes, at, to) : gather(bytes, at, to);
        }
    }

    private int readInPlace(byte[] bytes, int from, int to) {
        if (to - from >= PRELUDE) {
            expected = checkedLength(bytes, from);
            if (broken) {
                return to;
            }
            if (to - from >= expected) {
                int next = from + expected;
                expected = 0;
                message(bytes, from, next);
                return next;
            }
        }
        hold(bytes, from, to);
        return to;
    }

    private int gather(byte[] bytes, int from, int to) {
        int wanted = (expected == 0 ? PRELUDE : expected) - length;
        int next = from + Math.min(wanted, to - from);
        hold(bytes, from, next);
        if (expected == 0) {
            if (length == PRELUDE) {
                expected = checkedLength(held, 0);
            }
        } else if (length == expected) {
            message(held, 0, length);
            held = held.length > LARGE ? new byte[INITIAL] : held;
            length = 0;
            expected = 0;
        }
        return next;
    }

    /** Grows with what has come, not with what a prelude promises. */
    private void hold(byte[] bytes, int from, int to) {
        int size = to - from;
        if (held.length - length < size) {
            held = Arrays.copyOf(held, Math.max(length + size, 2 * held.length));
        }
        System.arraycopy(bytes, from, held, length, size);
        length += size;
    }

    /** The length that a prelude gives. */
    private int checkedLength(byte[] bytes, int at) {
        if (!fits(bytes, at, LENGTHS)) {
            fail("the checksum of a prelude does not fit");
            return 0;
        }
        int total = integer(bytes, at);
        int headers = integer(bytes, at + 4);
        if (total < OVERHEAD
                || headers < 0
                || headers > MAX_HEADERS
                || headers > total - OVERHEAD
                || total - OVERHEAD - headers > MAX_PAYLOAD) {
            fail("the lengths of a message are out of bounds");
            return 0;
        }
        return total;
    }

    private void message(byte[] bytes, int from, int to) {
        if (!fits(bytes, from, to - from - CHECKSUM)) {
            fail("the checksum of a message does not fit");
            return;
        }
        int payload = from + PRELUDE + integer(bytes, from + 4);
        Map<String, String> headers = HeaderReader.texts(bytes, from + PRELUDE, payload);
        if (headers == null) {
            fail("the headers of a message make no sense");
            return;
        }
        handler.message(new EventMessage(headers, bytes, payload, to - CHECKSUM));
    }

    /** Whether some bytes are followed by their checksum. */
    private boolean fits(byte[] bytes, int from, int size) {
        checksum.reset();
        checksum.update(bytes, from, size);
        return (int) checksum.getValue() == integer(bytes, from + size);
    }

    private void fail(String what) {
        broken = true;
        handler.broken(what);
    }

    private static int integer(byte[] bytes, int at) {
        return (bytes[at] & 0xFF) << 24
                | (bytes[at + 1] & 0xFF) << 16
                | (bytes[at + 2] & 0xFF) << 8
                | bytes[at + 3] & 0xFF;
    }
}
