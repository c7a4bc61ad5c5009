package io.camelid.format.sse;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Writes server-sent events. */
public final class SseWriter {
    private SseWriter() {}

    /**
     * An event that ends a stream which may have broken off within another: that one is ended first, so that this one is
     * read by itself. A reader passes over empty lines between events.
     *
     * @param type one line; empty text for none
     */
    public static ByteBuffer lastEvent(String type, String data) {
        ByteBuffer event = event(type, data);
        return ByteBuffer.allocate(2 + event.remaining())
                .put((byte) '\n')
                .put((byte) '\n')
                .put(event)
                .flip();
    }

    /** An event without a type. */
    public static ByteBuffer event(String data) {
        return event("", data);
    }

    /**
     * An event whose data is one line, as JSON from a generator is; not checked, since every event of a stream comes here.
     *
     * @param type one line; empty text for none
     */
    public static ByteBuffer oneLine(String type, String data) {
        String event = type.isEmpty() ? "data: " + data + "\n\n" : "event: " + type + "\ndata: " + data + "\n\n";
        return ByteBuffer.wrap(event.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * An event.
     *
     * @param type one line; empty text for none
     * @param data any text; its lines become data lines
     */
    public static ByteBuffer event(String type, String data) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(data.length() + 64);
        if (!type.isEmpty()) {
            out.writeBytes(("event: " + type + "\n").getBytes(StandardCharsets.UTF_8));
        }
        // -1: an empty last line counts too.
        for (String line : data.split("\r\n|\r|\n", -1)) {
            out.writeBytes(("data: " + line + "\n").getBytes(StandardCharsets.UTF_8));
        }
        out.write('\n');
        return ByteBuffer.wrap(out.toByteArray());
    }
}
