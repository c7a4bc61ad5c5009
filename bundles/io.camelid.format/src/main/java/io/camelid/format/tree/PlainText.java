package io.camelid.format.tree;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Finds where text within a JSON string stops being text as it is: at a quote, an escape or a control character (RFC 8259
 * §7). Eight bytes at a time, for what requests are made of is long texts.
 */
final class PlainText {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH = ONES * 0x80;
    private static final long QUOTES = ONES * '"';
    private static final long ESCAPES = ONES * '\\';
    private static final long SPACES = ONES * ' ';

    private PlainText() {}

    /** The index of the first byte that is not plain; {@code to} if there is none. */
    static int end(byte[] bytes, int from, int to) {
        int at = from;
        while (at <= to - Long.BYTES) {
            long word = (long) LONGS.get(bytes, at);
            long quote = word ^ QUOTES;
            long escape = word ^ ESCAPES;
            // The high bit of each byte that is zero, or less than a space; the lowest one is exact (Mycroft's test).
            long found = ((quote - ONES) & ~quote | (escape - ONES) & ~escape | (word - SPACES) & ~word) & HIGH;
            if (found != 0) {
                return at + Long.numberOfTrailingZeros(found) / Byte.SIZE;
            }
            at += Long.BYTES;
        }
        while (at < to && bytes[at] != '"' && bytes[at] != '\\' && (bytes[at] < 0 || bytes[at] >= ' ')) {
            at++;
        }
        return at;
    }
}
