package io.camelid.bench.stream;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/**
 * Reads an HTTP/1.1 answer with a chunked stream of {@link Event}s, cut anywhere into pieces. Anything it does not
 * expect is an {@link IllegalStateException}.
 */
final class EventParser {
    /** Told of what has been read, in order. */
    interface Listener {
        void event(long number, long sentAt);

        /** {@code [DONE]} and the end of the body have been read, and nothing follows. */
        void complete();
    }

    private enum State {
        HEAD,
        SIZE,
        PAYLOAD,
        PAYLOAD_END,
        TRAILER,
        COMPLETE
    }

    private static final int MAX_LINE = 64 * 1024;
    private static final byte[] DATA = "data: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DONE = "data: [DONE]".getBytes(StandardCharsets.US_ASCII);

    private final Listener listener;
    private State state = State.HEAD;
    private byte[] line = new byte[1024];
    private int length;
    private byte[] eventLine = new byte[1024];
    private int eventLength;
    private boolean statusSeen;
    private boolean chunked;
    private boolean done;
    private long left;

    EventParser(Listener listener) {
        this.listener = listener;
    }

    boolean complete() {
        return state == State.COMPLETE;
    }

    void parse(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            byte b = bytes.get();
            switch (state) {
                case HEAD -> {
                    if (endsLine(b)) {
                        head(takeLine());
                    }
                }
                case SIZE -> {
                    if (endsLine(b)) {
                        left = Long.parseLong(takeLine().split(";")[0].strip(), 16);
                        state = left == 0 ? State.TRAILER : State.PAYLOAD;
                    }
                }
                case PAYLOAD -> {
                    payload(b);
                    if (--left == 0) {
                        state = State.PAYLOAD_END;
                    }
                }
                case PAYLOAD_END -> {
                    if (endsLine(b)) {
                        takeLine();
                        state = State.SIZE;
                    }
                }
                case TRAILER -> {
                    if (endsLine(b) && takeLine().isEmpty()) {
                        end();
                    }
                }
                case COMPLETE -> throw new IllegalStateException("bytes after the end");
            }
        }
    }

    private boolean endsLine(byte b) {
        if (b == '\n') {
            return true;
        }
        line = appended(line, length++, b);
        return false;
    }

    private String takeLine() {
        String text = new String(line, 0, length, StandardCharsets.ISO_8859_1);
        length = 0;
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    private void head(String field) {
        if (!statusSeen) {
            if (!field.startsWith("HTTP/1.1 200")) {
                throw new IllegalStateException("answered " + field);
            }
            statusSeen = true;
        } else if (field.isEmpty()) {
            if (!chunked) {
                throw new IllegalStateException("no chunked body");
            }
            state = State.SIZE;
        } else {
            chunked |= field.toLowerCase(Locale.ROOT).matches("transfer-encoding:\\s*chunked");
        }
    }

    private void payload(byte b) {
        if (b != '\n') {
            eventLine = appended(eventLine, eventLength++, b);
            return;
        }
        if (eventLength > 0) {
            eventLine();
            eventLength = 0;
        }
    }

    private void eventLine() {
        if (done) {
            throw new IllegalStateException("an event after [DONE]");
        }
        if (Arrays.equals(eventLine, 0, eventLength, DONE, 0, DONE.length)) {
            done = true;
        } else if (!Arrays.equals(eventLine, 0, Math.min(eventLength, DATA.length), DATA, 0, DATA.length)) {
            throw new IllegalStateException(
                    "not an event: " + new String(eventLine, 0, eventLength, StandardCharsets.UTF_8));
        } else {
            stamp();
        }
    }

    /** Events without the mark, such as the one with the usage, are not counted. */
    private void stamp() {
        byte[] mark = Event.NUMBER_MARK;
        for (int at = 0; at + mark.length < eventLength; at++) {
            if (Arrays.equals(eventLine, at, at + mark.length, mark, 0, mark.length)) {
                int number = at + mark.length;
                int time = digitsEnd(number) + 1;
                listener.event(value(number, time - 1), value(time, digitsEnd(time)));
                return;
            }
        }
    }

    private int digitsEnd(int from) {
        int at = from;
        while (at < eventLength && eventLine[at] >= '0' && eventLine[at] <= '9') {
            at++;
        }
        return at;
    }

    private long value(int from, int to) {
        long value = 0;
        for (int i = from; i < to; i++) {
            value = value * 10 + eventLine[i] - '0';
        }
        return value;
    }

    private void end() {
        if (!done) {
            throw new IllegalStateException("ended without [DONE]");
        }
        state = State.COMPLETE;
        listener.complete();
    }

    private static byte[] appended(byte[] bytes, int at, byte b) {
        if (at == MAX_LINE) {
            throw new IllegalStateException("line too long");
        }
        byte[] room = at < bytes.length ? bytes : Arrays.copyOf(bytes, at * 2);
        room[at] = b;
        return room;
    }
}
