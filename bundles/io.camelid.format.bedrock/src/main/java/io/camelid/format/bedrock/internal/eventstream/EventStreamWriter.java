package io.camelid.format.bedrock.internal.eventstream;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;

/** Writes messages of {@code application/vnd.amazon.eventstream} whose payloads are JSON. */
public final class EventStreamWriter {
    private static final int OVERHEAD = 16;
    private static final byte TEXT = 7;
    private static final String JSON = "application/json";

    private EventStreamWriter() {}

    /** Part of an answer. */
    public static ByteBuffer event(String type, ByteBuffer json) {
        return message(EventMessage.EVENT_TYPE, type, "event", json);
    }

    /** A failure. */
    public static ByteBuffer exception(String type, ByteBuffer json) {
        return message(EventMessage.EXCEPTION_TYPE, type, "exception", json);
    }

    private static ByteBuffer message(String typeHeader, String type, String messageType, ByteBuffer json) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put(typeHeader, type);
        headers.put(EventMessage.CONTENT_TYPE, JSON);
        headers.put(EventMessage.MESSAGE_TYPE, messageType);
        byte[] encoded = encode(headers);
        ByteBuffer message = ByteBuffer.allocate(OVERHEAD + encoded.length + json.remaining());
        message.putInt(message.capacity()).putInt(encoded.length);
        message.putInt(checksum(message)).put(encoded).put(json.duplicate());
        return message.putInt(checksum(message)).flip();
    }

    private static byte[] encode(Map<String, String> headers) {
        ByteArrayOutputStream encoded = new ByteArrayOutputStream();
        headers.forEach((name, value) -> {
            byte[] nameBytes = name.getBytes(StandardCharsets.UTF_8);
            byte[] valueBytes = value.getBytes(StandardCharsets.UTF_8);
            encoded.write(nameBytes.length);
            encoded.writeBytes(nameBytes);
            encoded.write(TEXT);
            encoded.write(valueBytes.length >> 8);
            encoded.write(valueBytes.length);
            encoded.writeBytes(valueBytes);
        });
        return encoded.toByteArray();
    }

    /** Of what has been written so far. */
    private static int checksum(ByteBuffer written) {
        CRC32 checksum = new CRC32();
        checksum.update(written.array(), 0, written.position());
        return (int) checksum.getValue();
    }
}
