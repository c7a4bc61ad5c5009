package io.camelid.config.kubernetes.internal;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** Cuts a stream of bytes into its lines, of bounded length. Not thread-safe. */
final class Lines {
    private final int longest;
    private final Consumer<byte[]> line;
    private final ByteArrayOutputStream open = new ByteArrayOutputStream();

    Lines(int longest, Consumer<byte[]> line) {
        this.longest = longest;
        this.line = line;
    }

    void take(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            byte next = bytes.get();
            if (next == '\n') {
                if (open.size() > 0) {
                    byte[] complete = open.toByteArray();
                    open.reset();
                    line.accept(complete);
                }
            } else if (open.size() == longest) {
                throw ApiException.unanswered("an event larger than " + (longest >> 20) + " MiB");
            } else {
                open.write(next);
            }
        }
    }
}
