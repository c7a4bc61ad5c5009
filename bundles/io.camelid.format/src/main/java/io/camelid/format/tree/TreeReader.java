package io.camelid.format.tree;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Builds a tree of what a parser finds. Jackson decodes strings character by character; what requests are made of is long
 * strings without escapes, which the JDK decodes many times faster, so those are left to it. The parser passes over them
 * all the same and so checks that they are well-formed.
 */
final class TreeReader {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final JsonParser parser;
    private final byte[] bytes;
    private final int from;

    /**
     * @param bytes what the parser reads, in UTF-8
     * @param from where it began
     */
    TreeReader(JsonParser parser, byte[] bytes, int from) {
        this.parser = parser;
        this.bytes = bytes;
        this.from = from;
    }

    /** The value whose first token is the parser's current one; nesting is bounded by the parser. */
    JsonNode value() throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object();
            case START_ARRAY -> array();
            case VALUE_STRING -> NODES.textNode(string());
            case VALUE_NUMBER_INT -> integer();
            case VALUE_NUMBER_FLOAT -> NODES.numberNode(parser.getDecimalValue());
            case VALUE_TRUE -> NODES.booleanNode(true);
            case VALUE_FALSE -> NODES.booleanNode(false);
            default -> NODES.nullNode();
        };
    }

    private ObjectNode object() throws IOException {
        ObjectNode object = NODES.objectNode();
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            parser.nextToken();
            object.set(name, value());
        }
        return object;
    }

    private ArrayNode array() throws IOException {
        ArrayNode array = NODES.arrayNode();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            array.add(value());
        }
        return array;
    }

    private JsonNode integer() throws IOException {
        return switch (parser.getNumberType()) {
            case INT -> NODES.numberNode(parser.getIntValue());
            case LONG -> NODES.numberNode(parser.getLongValue());
            default -> NODES.numberNode(parser.getBigIntegerValue());
        };
    }

    private String string() throws IOException {
        int begin = from + (int) parser.currentTokenLocation().getByteOffset() + 1;
        int end = PlainText.end(bytes, begin, bytes.length);
        if (end < bytes.length && bytes[end] == '"') {
            return new String(bytes, begin, end - begin, StandardCharsets.UTF_8);
        }
        return parser.getText();
    }
}
