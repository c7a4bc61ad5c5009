package io.camelid.format.tree;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Writes a tree as UTF-8. Long strings that need no escapes, which are most of what is said, are copied and not encoded. */
final class TreeWriter {
    private static final int LONG = 32;

    /** Where the generator writes to; its array is the result's. */
    static final class Bytes extends ByteArrayOutputStream {
        ByteBuffer buffer() {
            return ByteBuffer.wrap(buf, 0, count);
        }
    }

    private final JsonGenerator generator;

    TreeWriter(JsonGenerator generator) {
        this.generator = generator;
    }

    void write(JsonNode node) throws IOException {
        switch (node.getNodeType()) {
            case OBJECT -> {
                generator.writeStartObject();
                for (Map.Entry<String, JsonNode> member : node.properties()) {
                    generator.writeFieldName(member.getKey());
                    write(member.getValue());
                }
                generator.writeEndObject();
            }
            case ARRAY -> {
                generator.writeStartArray();
                for (JsonNode element : node) {
                    write(element);
                }
                generator.writeEndArray();
            }
            case STRING -> string(node.textValue());
            case BOOLEAN -> generator.writeBoolean(node.booleanValue());
            case NUMBER -> number(node);
            default -> generator.writeNull();
        }
    }

    private void number(JsonNode node) throws IOException {
        switch (node.numberType()) {
            case INT -> generator.writeNumber(node.intValue());
            case LONG -> generator.writeNumber(node.longValue());
            case BIG_INTEGER -> generator.writeNumber(node.bigIntegerValue());
            case FLOAT, DOUBLE -> generator.writeNumber(node.doubleValue());
            default -> generator.writeNumber(node.decimalValue());
        }
    }

    private void string(String text) throws IOException {
        if (text.length() >= LONG) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            if (PlainText.end(bytes, 0, bytes.length) == bytes.length) {
                generator.writeRawUTF8String(bytes, 0, bytes.length);
                return;
            }
        }
        generator.writeString(text);
    }
}
