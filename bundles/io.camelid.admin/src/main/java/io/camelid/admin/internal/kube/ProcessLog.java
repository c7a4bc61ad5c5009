package io.camelid.admin.internal.kube;

import io.camelid.admin.internal.http.EventSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** The end of the process's log file, for {@code kubectl logs}: not more than a megabyte, and on demand what follows. */
final class ProcessLog implements EventSource {
    private static final int MAX_BYTES = 1 << 20;

    private final Path file;
    private final long lines;
    private final UnaryOperator<String> cleaning;
    private boolean begun;
    private long position;

    /**
     * @param lines how many of the last lines to begin with
     * @param cleaning takes out of a text what must not be shown
     */
    ProcessLog(Path file, long lines, UnaryOperator<String> cleaning) {
        this.file = file;
        this.lines = lines;
        this.cleaning = cleaning;
    }

    /** First the last lines, then those that were appended since; a file that was begun anew is read from its beginning. */
    @Override
    public byte[] next() {
        String text = begun ? appended() : tail();
        begun = true;
        return cleaning.apply(text).getBytes(StandardCharsets.UTF_8);
    }

    private String tail() {
        position = Math.max(0, size() - MAX_BYTES);
        // The first line of a piece is most likely half of one.
        long whole = position == 0 ? 0 : 1;
        List<String> all = newLines().lines().toList();
        return all.stream()
                .skip(Math.max(whole, all.size() - lines))
                .map(line -> line + "\n")
                .collect(Collectors.joining());
    }

    private String appended() {
        if (size() < position) {
            position = 0;
        }
        return newLines();
    }

    private String newLines() {
        byte[] bytes = read(Math.min(size() - position, MAX_BYTES));
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] != '\n') {
            end--;
        }
        if (end == 0 && bytes.length == MAX_BYTES) {
            end = MAX_BYTES;
        }
        position += end;
        return new String(bytes, 0, end, StandardCharsets.UTF_8);
    }

    private long size() {
        try {
            return Files.size(file);
        } catch (IOException e) {
            return 0;
        }
    }

    private byte[] read(long count) {
        if (count <= 0) {
            return new byte[0];
        }
        ByteBuffer bytes = ByteBuffer.allocate((int) count);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            while (bytes.hasRemaining() && channel.read(bytes, position + bytes.position()) >= 0) {
                // One read may bring less than asked for.
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        byte[] read = new byte[bytes.position()];
        bytes.flip().get(read);
        return read;
    }
}
