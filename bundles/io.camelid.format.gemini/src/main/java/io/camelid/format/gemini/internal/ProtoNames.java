package io.camelid.format.gemini.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.camelid.format.tree.JsonTree;
import java.util.Map;
import java.util.Set;

/**
 * Member names as protobuf's JSON mapping has them: Google takes {@code system_instruction} for {@code
 * systemInstruction}, since the mapping accepts a field's own name too.
 */
final class ProtoNames {
    /** Members whose value is anybody's, not a message of Google's. */
    private static final Set<String> FREE =
            Set.of("args", "response", "parametersJsonSchema", "responseJsonSchema", "labels", "default", "example");

    /** Members whose names are anybody's, but whose values are messages. */
    private static final Set<String> MAPS = Set.of("properties", "defs", "$defs");

    private ProtoNames() {}

    /** The same message with all its members' names in camel case; where both are there, that one counts. */
    static ObjectNode camelCase(ObjectNode message) {
        ObjectNode renamed = JsonTree.object();
        for (Map.Entry<String, JsonNode> member : message.properties()) {
            String name = camelCase(member.getKey());
            if (name.equals(member.getKey()) || !message.has(name)) {
                renamed.set(name, value(name, member.getValue()));
            }
        }
        return renamed;
    }

    private static JsonNode value(String name, JsonNode value) {
        if (FREE.contains(name)) {
            return value;
        }
        if (MAPS.contains(name) && value instanceof ObjectNode map) {
            ObjectNode renamed = JsonTree.object();
            map.properties().forEach(entry -> renamed.set(entry.getKey(), message(entry.getValue())));
            return renamed;
        }
        return message(value);
    }

    private static JsonNode message(JsonNode value) {
        if (value instanceof ObjectNode object) {
            return camelCase(object);
        }
        if (value instanceof ArrayNode array) {
            ArrayNode renamed = array.arrayNode(array.size());
            array.forEach(element -> renamed.add(message(element)));
            return renamed;
        }
        return value;
    }

    private static String camelCase(String name) {
        int mark = name.indexOf('_', 1);
        if (mark < 0) {
            return name;
        }
        StringBuilder camel = new StringBuilder(name.length()).append(name, 0, mark);
        boolean upper = true;
        for (int i = mark + 1; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '_') {
                upper = true;
            } else {
                camel.append(upper ? Character.toUpperCase(c) : c);
                upper = false;
            }
        }
        return camel.toString();
    }
}
