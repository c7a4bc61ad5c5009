package io.camelid.itests.translation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.eventstream.HeaderValue;
import software.amazon.eventstream.Message;
import software.amazon.eventstream.MessageDecoder;

/**
 * Streams as lists of events, and AWS's event streams as text that people can write: a JSON object {@code {"event-type",
 * "payload"}} on each line, with {@code exception-type} instead for failures. Frames are AWS's own library's.
 */
final class StreamText {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String EVENT_TYPE = "event-type";
    private static final String EXCEPTION_TYPE = "exception-type";

    private StreamText() {}

    /** The bytes that a provider sends. */
    static ByteBuffer bytes(ByteBuffer text, Dialect dialect) throws IOException {
        if (!dialect.isBinary()) {
            return text;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (String line : lines(text)) {
            JsonNode event = JSON.readTree(line);
            boolean failure = event.has(EXCEPTION_TYPE);
            Map<String, HeaderValue> headers = new HashMap<>();
            String type = failure ? EXCEPTION_TYPE : EVENT_TYPE;
            headers.put(":" + type, HeaderValue.fromString(event.path(type).asText()));
            headers.put(":content-type", HeaderValue.fromString("application/json"));
            headers.put(":message-type", HeaderValue.fromString(failure ? "exception" : "event"));
            new Message(headers, JSON.writeValueAsBytes(event.path("payload"))).encode(bytes);
        }
        return ByteBuffer.wrap(bytes.toByteArray());
    }

    private static List<String> lines(ByteBuffer text) {
        return StandardCharsets.UTF_8
                .decode(text.duplicate())
                .toString()
                .lines()
                .filter(line -> !line.isBlank())
                .toList();
    }

    /** The events that a client finds in the bytes it gets. */
    static ArrayNode events(ByteBuffer bytes, Dialect dialect) throws IOException {
        return dialect.isBinary() ? messages(bytes) : serverSentEvents(bytes);
    }

    private static ArrayNode messages(ByteBuffer bytes) throws IOException {
        ArrayNode events = JSON.createArrayNode();
        MessageDecoder decoder = new MessageDecoder();
        decoder.feed(bytes.duplicate());
        for (Message message : decoder.getDecodedMessages()) {
            ObjectNode event = events.addObject();
            for (String type : List.of(EVENT_TYPE, EXCEPTION_TYPE)) {
                HeaderValue value = message.getHeaders().get(":" + type);
                if (value != null) {
                    event.put(type, value.getString());
                }
            }
            event.set("payload", JSON.readTree(message.getPayload()));
        }
        return events;
    }

    private static ArrayNode serverSentEvents(ByteBuffer bytes) throws IOException {
        ArrayNode events = JSON.createArrayNode();
        String text = StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
        for (String block : text.split("\r?\n\r?\n")) {
            ObjectNode event = JSON.createObjectNode();
            for (String line : block.lines().toList()) {
                if (line.startsWith("event:")) {
                    event.put("event", line.substring("event:".length()).strip());
                } else if (line.startsWith("data:")) {
                    String data = line.substring("data:".length()).strip();
                    event.set("data", data.startsWith("{") ? JSON.readTree(data) : JSON.valueToTree(data));
                }
            }
            if (!event.isEmpty()) {
                events.add(event);
            }
        }
        return events;
    }
}
