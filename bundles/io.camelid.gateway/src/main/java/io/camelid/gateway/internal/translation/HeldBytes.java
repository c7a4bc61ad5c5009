package io.camelid.gateway.internal.translation;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Copies of bytes that may yet be sent or dropped. */
public final class HeldBytes {
    private static final int LEAST = 1024;

    private byte[] bytes = {};
    private int size;

    public void add(ByteBuffer chunk) {
        int length = chunk.remaining();
        if (size + length > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(Math.max(LEAST, 2 * bytes.length), size + length));
        }
        chunk.get(chunk.position(), bytes, size, length);
        size += length;
    }

    public int size() {
        return size;
    }

    /** All of them; nothing may be added afterwards. */
    public ByteBuffer bytes() {
        return ByteBuffer.wrap(bytes, 0, size);
    }
}
