package io.camelid.format;

import java.nio.ByteBuffer;

/**
 * Shows the content of buffers of any kind as ranges of arrays. Buffers with an array of their own are
 * shown in place; others are copied piece by piece through a small array that is kept. For one
 * stream; not thread-safe.
 */
public final class ChunkReader {
    private static final int PIECE = 1024;

    private byte[] piece;

    /** Shows a buffer's remaining bytes; its position stays where it is. */
    public void read(ByteBuffer chunk, ByteSink sink) {
        int from = chunk.position();
        int to = chunk.limit();
        if (chunk.hasArray()) {
            sink.accept(chunk.array(), chunk.arrayOffset() + from, chunk.arrayOffset() + to);
            return;
        }
        if (piece == null && from < to) {
            piece = new byte[PIECE];
        }
        while (from < to) {
            int length = Math.min(PIECE, to - from);
            chunk.get(from, piece, 0, length);
            sink.accept(piece, 0, length);
            from += length;
        }
    }
}
