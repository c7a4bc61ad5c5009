package io.camelid.shell.internal.chat;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Reads the data of server-sent events (HTML standard, section 9.2), which may come in any pieces. Names
 * and ids of events are passed over: chat completions use none.
 */
final class EventReader {
    static final int LONGEST_EVENT = 1 << 20;

    private final InputStream in;
    private boolean afterReturn;

    EventReader(InputStream in) {
        this.in = new BufferedInputStream(in);
    }

    /**
     * The data of the next event that has any; empty at the end of the stream.
     *
     * @throws IOException also when an event is longer than 1 MiB
     */
    Optional<String> next() throws IOException {
        StringBuilder data = null;
        for (Optional<String> line = line(); line.isPresent(); line = line()) {
            String text = line.get();
            if (text.isEmpty()) {
                if (data != null) {
                    return Optional.of(data.toString());
                }
            } else if (text.startsWith("data:")) {
                String value = text.substring(text.startsWith("data: ") ? 6 : 5);
                data = data == null
                        ? new StringBuilder(value)
                        : data.append('\n').append(value);
                bound(data.length());
            }
        }
        // An event without the empty line that ends it does not count.
        return Optional.empty();
    }

    /** A line that ends in LF, CR or CRLF; empty at the end of the stream. */
    private Optional<String> line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b >= 0; b = in.read()) {
            boolean restOfReturn = b == '\n' && afterReturn;
            afterReturn = b == '\r';
            if (b == '\r' || b == '\n' && !restOfReturn) {
                return Optional.of(line.toString(StandardCharsets.UTF_8));
            }
            if (!restOfReturn) {
                line.write(b);
                bound(line.size());
            }
        }
        return Optional.empty();
    }

    private static void bound(int length) throws IOException {
        if (length > LONGEST_EVENT) {
            throw new IOException("an event is longer than " + LONGEST_EVENT + " bytes");
        }
    }
}
