package io.camelid.format.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/** Random documents with few names, so that members repeat and collide. */
final class JsonDocuments {
    static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String[] NAMES = {"a", "b", "model", "usage", "tokens", "choices", "\"q\\", "é😀"};

    private final Random random;

    JsonDocuments(long seed) {
        random = new Random(seed);
    }

    ObjectNode object(int depth) {
        ObjectNode object = MAPPER.createObjectNode();
        for (int i = random.nextInt(6); i > 0; i--) {
            object.set(name(), value(depth - 1));
        }
        return object;
    }

    String name() {
        return NAMES[random.nextInt(NAMES.length)];
    }

    JsonNode value(int depth) {
        switch (random.nextInt(depth > 0 ? 8 : 6)) {
            case 0:
                return MAPPER.getNodeFactory().numberNode(random.nextInt());
            case 1:
                return MAPPER.getNodeFactory().numberNode(random.nextGaussian());
            case 2:
                return MAPPER.getNodeFactory().booleanNode(random.nextBoolean());
            case 3:
                return MAPPER.getNodeFactory().nullNode();
            case 4, 5:
                return MAPPER.getNodeFactory().textNode(text());
            case 6:
                return object(depth);
            default:
                ArrayNode array = MAPPER.createArrayNode();
                for (int i = random.nextInt(4); i > 0; i--) {
                    array.add(value(depth - 1));
                }
                return array;
        }
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(12); i > 0; i--) {
            text.appendCodePoint("ab \"\\{}[],:\n\té😀".codePoints().toArray()[random.nextInt(15)]);
        }
        return text.toString();
    }

    /** The document as text, with white space strewn in. */
    byte[] write(JsonNode document) {
        String compact = document.toString();
        if (random.nextBoolean()) {
            return compact.getBytes(StandardCharsets.UTF_8);
        }
        StringBuilder spaced = new StringBuilder(space());
        boolean quoted = false;
        for (int i = 0; i < compact.length(); i++) {
            char c = compact.charAt(i);
            if (quoted && c == '\\') {
                spaced.append(c).append(compact.charAt(++i));
                continue;
            }
            quoted ^= c == '"';
            boolean structure = !quoted && "{}[],:".indexOf(c) >= 0;
            spaced.append(structure ? space() : "").append(c).append(structure ? space() : "");
        }
        return spaced.append(space()).toString().getBytes(StandardCharsets.UTF_8);
    }

    private String space() {
        return new String[] {"", "", " ", "\n", "\r\n\t"}[random.nextInt(5)];
    }

    /** The bytes with a few of them damaged. */
    byte[] damage(byte[] json) {
        byte[] damaged = json.clone();
        for (int i = 1 + random.nextInt(3); i > 0 && damaged.length > 0; i--) {
            int at = random.nextInt(damaged.length);
            damaged[at] =
                    (byte) (random.nextBoolean() ? "{}[]\",:\\ 1tn".charAt(random.nextInt(12)) : random.nextInt());
        }
        return damaged;
    }
}
