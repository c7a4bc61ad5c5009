package io.camelid.format.bedrock.internal.eventstream;

import com.fasterxml.jackson.databind.JsonNode;
import io.camelid.format.tree.JsonTree;
import io.camelid.testkit.GoldenFile;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import software.amazon.eventstream.HeaderValue;
import software.amazon.eventstream.Message;

/**
 * Frames made by AWS's own library from readable files: a list of {@code {"event"|"exception": type, "payload": …}} and {@code
 * {"error": code, "message": …}}.
 */
public final class AwsFrames {
    private AwsFrames() {}

    /** A stream in {@code golden/streams}. */
    public static byte[] of(String name) {
        JsonNode messages = JsonTree.find(ByteBuffer.wrap(
                        GoldenFile.named("streams/" + name + ".events.json").bytes()))
                .orElseThrow();
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        for (JsonNode message : messages) {
            stream.writeBytes(frame(message));
        }
        return stream.toByteArray();
    }

    private static byte[] frame(JsonNode message) {
        byte[] payload = message.has("payload")
                ? message.get("payload").toString().getBytes(StandardCharsets.UTF_8)
                : new byte[0];
        if (message.has("event")) {
            return frame(
                    Map.of(
                            ":message-type", "event",
                            ":event-type", message.get("event").asText(),
                            ":content-type", "application/json"),
                    payload);
        }
        if (message.has("exception")) {
            return frame(
                    Map.of(
                            ":message-type", "exception",
                            ":exception-type", message.get("exception").asText(),
                            ":content-type", "application/json"),
                    payload);
        }
        return frame(
                Map.of(
                        ":message-type", "error",
                        ":error-code", message.get("error").asText(),
                        ":error-message", message.get("message").asText()),
                payload);
    }

    /** A frame with headers that are texts. */
    public static byte[] frame(Map<String, String> headers, byte[] payload) {
        Map<String, HeaderValue> values = new LinkedHashMap<>();
        headers.forEach((name, value) -> values.put(name, HeaderValue.fromString(value)));
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        new Message(values, payload).encode(frame);
        return frame.toByteArray();
    }
}
