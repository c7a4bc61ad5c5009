package io.camelid.format.bedrock.internal.eventstream;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** Reads a message's headers: a name's length and name, a type, and a value whose length the type gives. */
final class HeaderReader {
    private static final int BYTES = 6;
    private static final int TEXT = 7;
    /** Lengths of values by type: true, false, byte, short, int, long, bytes, text, timestamp, UUID. */
    private static final int[] LENGTHS = {0, 0, 1, 2, 4, 8, -1, -1, 8, 16};

    private final byte[] bytes;
    private final int to;
    private int at;

    private HeaderReader(byte[] bytes, int from, int to) {
        this.bytes = bytes;
        this.at = from;
        this.to = to;
    }

    /** The headers that are texts; null if this is no sequence of headers. */
    static Map<String, String> texts(byte[] bytes, int from, int to) {
        return new HeaderReader(bytes, from, to).texts();
    }

    private Map<String, String> texts() {
        Map<String, String> texts = new HashMap<>();
        while (at < to) {
            String name = text(has(1) ? bytes[at++] & 0xFF : -1);
            int type = has(1) ? bytes[at++] : -1;
            if (name == null || name.isEmpty() || type < 0 || type >= LENGTHS.length) {
                return null;
            }
            int length = type == BYTES || type == TEXT ? shortLength() : LENGTHS[type];
            String value = text(length);
            if (value == null) {
                return null;
            }
            if (type == TEXT) {
                texts.put(name, value);
            }
        }
        return texts;
    }

    private int shortLength() {
        if (!has(2)) {
            return -1;
        }
        at += 2;
        return (bytes[at - 2] & 0xFF) << 8 | bytes[at - 1] & 0xFF;
    }

    /** The next bytes as text; null if there are not so many. */
    private String text(int length) {
        if (length < 0 || !has(length)) {
            return null;
        }
        at += length;
        return new String(bytes, at - length, length, StandardCharsets.UTF_8);
    }

    private boolean has(int count) {
        return to - at >= count;
    }
}
