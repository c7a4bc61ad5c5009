package io.camelid.provider.demo.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The least that satisfies a tool's JSON schema: its required properties, each with a plain value. */
final class ToolArguments {
    private static final int DEEPEST = 12;
    private static final int MOST = 100;
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final JsonNode root;
    /** How many values may still be made: a schema can refer to itself more than once at every level. */
    private int left = MOST;

    ToolArguments(JsonNode schema) {
        this.root = schema;
    }

    String text() {
        JsonNode value = value(root, 0);
        return value.isObject() ? value.toString() : "{}";
    }

    private JsonNode value(JsonNode schema, int depth) {
        if (depth > DEEPEST || left-- <= 0) {
            return NODES.nullNode();
        }
        for (String given : new String[] {"const", "default"}) {
            if (schema.has(given)) {
                return schema.get(given);
            }
        }
        for (String given : new String[] {"enum", "examples"}) {
            if (schema.path(given).has(0)) {
                return schema.get(given).get(0);
            }
        }
        if (schema.path("$ref").asText().startsWith("#/")) {
            return value(root.at(schema.get("$ref").asText().substring(1)), depth + 1);
        }
        for (String alternatives : new String[] {"anyOf", "oneOf", "allOf"}) {
            if (schema.path(alternatives).has(0)) {
                return value(schema.get(alternatives).get(0), depth + 1);
            }
        }
        return ofType(schema, depth);
    }

    private JsonNode ofType(JsonNode schema, int depth) {
        JsonNode type = schema.path("type");
        return switch (type.isArray() ? type.path(0).asText() : type.asText()) {
            case "string" -> NODES.textNode(string(schema));
            case "integer" -> NODES.numberNode(schema.path("minimum").asLong(1));
            case "number" -> NODES.numberNode(schema.path("minimum").asDouble(1));
            case "boolean" -> NODES.booleanNode(true);
            case "null" -> NODES.nullNode();
            case "array" -> array(schema, depth);
            default -> object(schema, depth);
        };
    }

    private static String string(JsonNode schema) {
        return switch (schema.path("format").asText()) {
            case "date" -> "2026-01-01";
            case "date-time" -> "2026-01-01T00:00:00Z";
            case "email" -> "demo@example.com";
            case "uri" -> "https://example.com/";
            default ->
                "demo"
                        + "x"
                                .repeat(Math.max(
                                        0,
                                        Math.min(MOST, schema.path("minLength").asInt()) - 4));
        };
    }

    private ArrayNode array(JsonNode schema, int depth) {
        ArrayNode array = NODES.arrayNode();
        for (int i = Math.min(MOST, schema.path("minItems").asInt()); i > 0 && left > 0; i--) {
            array.add(value(schema.path("items"), depth + 1));
        }
        return array;
    }

    private ObjectNode object(JsonNode schema, int depth) {
        ObjectNode object = NODES.objectNode();
        for (JsonNode name : schema.path("required")) {
            if (left > 0) {
                object.set(name.asText(), value(schema.path("properties").path(name.asText()), depth + 1));
            }
        }
        return object;
    }
}
