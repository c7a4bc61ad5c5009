package io.camelid.format.bedrock.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.camelid.spi.chat.Losses;
import java.util.List;
import java.util.Set;

/**
 * A JSON schema reduced to what Bedrock's structured outputs take: objects are closed, and there are no bounds on numbers or
 * on the lengths of texts and arrays (AWS's user guide, "Get validated JSON results from models").
 */
final class ClosedSchema {
    private static final Set<String> BOUNDS = Set.of(
            "minimum",
            "maximum",
            "exclusiveMinimum",
            "exclusiveMaximum",
            "multipleOf",
            "minLength",
            "maxLength",
            "maxItems",
            "uniqueItems",
            "minProperties",
            "maxProperties");
    private static final List<String> SCHEMAS_BY_NAME = List.of("properties", "$defs", "definitions");
    private static final List<String> SCHEMAS = List.of("items", "not");
    private static final List<String> LISTS_OF_SCHEMAS = List.of("anyOf", "allOf", "oneOf", "prefixItems");
    private static final String CLOSED = "additionalProperties";

    private ClosedSchema() {}

    /** Reduces a schema in place. */
    static JsonNode of(JsonNode schema, Losses losses) {
        if (!(schema instanceof ObjectNode object)) {
            return schema;
        }
        int size = object.size();
        object.remove(BOUNDS);
        // Of the least number of items the two smallest are taken.
        if (object.path("minItems").asInt() > 1) {
            object.remove("minItems");
        }
        if (object.size() != size) {
            losses.add(Losses.SCHEMA);
        }
        if (object.path("type").asText().equals("object") || object.has("properties")) {
            if (object.path(CLOSED).isObject() || object.path(CLOSED).asBoolean()) {
                losses.add(Losses.SCHEMA);
            }
            object.put(CLOSED, false);
        }
        SCHEMAS_BY_NAME.forEach(name -> object.path(name).forEach(inner -> of(inner, losses)));
        SCHEMAS.forEach(name -> of(object.path(name), losses));
        LISTS_OF_SCHEMAS.forEach(name -> {
            if (object.path(name) instanceof ArrayNode list) {
                list.forEach(inner -> of(inner, losses));
            }
        });
        return object;
    }
}
