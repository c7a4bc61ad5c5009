package io.camelid.format.gemini.internal;

import io.camelid.format.ChunkReader;
import io.camelid.format.sse.SseHandler;
import io.camelid.format.sse.SseReader;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * Tells the documents of a stream apart. With {@code alt=sse} they are events; without it they are the elements of one
 * JSON array, which its first byte gives away. For one stream; not thread-safe.
 */
final class AnswerFraming implements Consumer<ByteBuffer> {
    private enum Kind {
        UNKNOWN,
        EVENTS,
        ARRAY
    }

    private final SseHandler handler;
    private final SseReader events;
    private final ChunkReader chunks = new ChunkReader();
    private Kind kind = Kind.UNKNOWN;

    /** How many containers are open within the array. */
    private int depth;

    private boolean inString;
    private boolean escaped;

    AnswerFraming(SseHandler handler) {
        this.handler = handler;
        events = new SseReader(handler);
    }

    @Override
    public void accept(ByteBuffer chunk) {
        int from = chunk.position();
        while (kind == Kind.UNKNOWN && from < chunk.limit()) {
            byte first = chunk.get(from);
            if (first == '[') {
                kind = Kind.ARRAY;
                from++;
            } else if (first != ' ' && first != '\n' && first != '\r' && first != '\t') {
                kind = Kind.EVENTS;
            } else {
                from++;
            }
        }
        ByteBuffer rest = chunk.duplicate().position(from);
        if (kind == Kind.EVENTS) {
            events.read(rest);
        } else if (kind == Kind.ARRAY) {
            chunks.read(rest, this::elements);
        }
    }

    private void elements(byte[] bytes, int from, int to) {
        int start = from;
        for (int at = from; at < to; at++) {
            byte b = bytes[at];
            if (inString) {
                inString = escaped || b != '"';
                escaped = !escaped && b == '\\';
            } else if (b == '"') {
                inString = true;
            } else if (b == '{' || b == '[') {
                start = depth == 0 ? at : start;
                depth++;
            } else if ((b == '}' || b == ']') && depth > 0 && --depth == 0) {
                handler.data(bytes, start, at + 1);
                handler.dispatch("");
            }
        }
        if (depth > 0) {
            handler.data(bytes, start, to);
        }
    }
}
