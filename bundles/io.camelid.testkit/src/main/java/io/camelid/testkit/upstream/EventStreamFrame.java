package io.camelid.testkit.upstream;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;

/** Messages of {@code application/vnd.amazon.eventstream}, by Smithy's description of it. */
final class EventStreamFrame {
    private static final int TEXT = 7;
    private static final int OVERHEAD = 16;

    private EventStreamFrame() {}

    static byte[] event(String type, String json) throws IOException {
        return frame("event", ":event-type", type, json);
    }

    static byte[] exception(String type, String json) throws IOException {
        return frame("exception", ":exception-type", type, json);
    }

    private static byte[] frame(String kind, String typeHeader, String type, String json) throws IOException {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put(typeHeader, type);
        headers.put(":content-type", "application/json");
        headers.put(":message-type", kind);
        byte[] encoded = headers(headers);
        byte[] payload = json.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream frame = new DataOutputStream(bytes);
        frame.writeInt(OVERHEAD + encoded.length + payload.length);
        frame.writeInt(encoded.length);
        frame.writeInt(checksum(bytes));
        frame.write(encoded);
        frame.write(payload);
        frame.writeInt(checksum(bytes));
        return bytes.toByteArray();
    }

    private static byte[] headers(Map<String, String> headers) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream encoded = new DataOutputStream(bytes);
        for (Map.Entry<String, String> header : headers.entrySet()) {
            encoded.writeByte(header.getKey().length());
            encoded.writeBytes(header.getKey());
            encoded.writeByte(TEXT);
            encoded.writeShort(header.getValue().length());
            encoded.writeBytes(header.getValue());
        }
        return bytes.toByteArray();
    }

    private static int checksum(ByteArrayOutputStream written) {
        CRC32 checksum = new CRC32();
        checksum.update(written.toByteArray());
        return (int) checksum.getValue();
    }
}
