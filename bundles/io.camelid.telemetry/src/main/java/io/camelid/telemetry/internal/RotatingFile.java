package io.camelid.telemetry.internal;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * A file to which lines are appended. Full, it becomes {@code <name>.1}, what had that name {@code <name>.2}, and so on; the
 * oldest goes. Not thread-safe.
 */
final class RotatingFile implements Closeable {
    private final Path path;
    private final long maxBytes;
    private final int kept;
    private OutputStream out;
    private long size;

    /**
     * @param maxBytes when to begin a new file
     * @param kept how many full ones to keep
     */
    RotatingFile(Path path, long maxBytes, int kept) {
        this.path = path;
        this.maxBytes = maxBytes;
        this.kept = kept;
    }

    /** Appends a line, opening the file if it is not open. After a failure the file is closed. */
    void append(byte[] line) throws IOException {
        try {
            if (out == null) {
                open();
            }
            if (size > 0 && size + line.length > maxBytes) {
                close();
                rotate();
                open();
            }
            out.write(line);
            size += line.length;
        } catch (IOException e) {
            abandon();
            throw e;
        }
    }

    /** Hands what was appended to the operating system. After a failure the file is closed. */
    void flush() throws IOException {
        try {
            if (out != null) {
                out.flush();
            }
        } catch (IOException e) {
            abandon();
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        if (out != null) {
            OutputStream closing = out;
            out = null;
            closing.close();
        }
    }

    private void abandon() {
        try {
            close();
        } catch (IOException e) {
            // The failure that led here is the one to report.
        }
    }

    private void open() throws IOException {
        Files.createDirectories(path.toAbsolutePath().getParent());
        out = new BufferedOutputStream(
                Files.newOutputStream(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND), 1 << 16);
        size = Files.size(path);
    }

    private void rotate() throws IOException {
        if (kept == 0) {
            Files.delete(path);
            return;
        }
        for (int number = kept; number > 1; number--) {
            if (Files.exists(numbered(number - 1))) {
                Files.move(numbered(number - 1), numbered(number), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        Files.move(path, numbered(1), StandardCopyOption.REPLACE_EXISTING);
    }

    private Path numbered(int number) {
        return path.resolveSibling(path.getFileName() + "." + number);
    }
}
