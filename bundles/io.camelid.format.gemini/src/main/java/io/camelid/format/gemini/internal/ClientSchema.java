package io.camelid.format.gemini.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.camelid.format.tree.JsonTree;
import io.camelid.spi.chat.Json;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Google's {@code Schema} type as JSON schema: types in lower case, {@code nullable} as a further type, counts as
 * numbers (protobuf's JSON writes 64-bit numbers as strings).
 */
final class ClientSchema {
    private static final Set<String> COUNTS =
            Set.of("minItems", "maxItems", "minLength", "maxLength", "minProperties", "maxProperties");

    private ClientSchema() {}

    static Json json(JsonNode schema) {
        return JsonTree.json(read(schema));
    }

    private static JsonNode read(JsonNode schema) {
        if (!(schema instanceof ObjectNode object)) {
            return schema;
        }
        ObjectNode read = JsonTree.object();
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            member(member.getKey(), member.getValue(), read);
        }
        return object.path("nullable").asBoolean() ? nullable(read) : read;
    }

    private static void member(String name, JsonNode value, ObjectNode read) {
        switch (name) {
            case "nullable", "propertyOrdering" -> {}
            case "type" -> {
                if (!value.asText().equals("TYPE_UNSPECIFIED")) {
                    read.put("type", value.asText().toLowerCase(Locale.ROOT));
                }
            }
            case "format" -> {
                // Says nothing that the list of values does not.
                if (!value.asText().equals("enum")) {
                    read.set("format", value);
                }
            }
            case "items", "additionalProperties" -> read.set(name, read(value));
            case "anyOf" -> {
                ArrayNode branches = read.putArray("anyOf");
                value.forEach(branch -> branches.add(read(branch)));
            }
            case "properties", "defs", "$defs" -> {
                ObjectNode properties = read.putObject(name.equals("defs") ? "$defs" : name);
                value.properties().forEach(property -> properties.set(property.getKey(), read(property.getValue())));
            }
            case "ref" -> read.set("$ref", value);
            case "example" -> read.putArray("examples").add(value);
            default -> read.set(name, COUNTS.contains(name) ? count(value) : value);
        }
    }

    private static JsonNode count(JsonNode value) {
        return value.isTextual() && value.textValue().matches("\\d{1,18}")
                ? JsonTree.object().numberNode(Long.parseLong(value.textValue()))
                : value;
    }

    private static ObjectNode nullable(ObjectNode schema) {
        if (schema.get("anyOf") instanceof ArrayNode branches) {
            branches.addObject().put("type", "null");
        } else if (schema.path("type").isTextual()) {
            JsonNode type = schema.get("type");
            schema.putArray("type").add(type).add("null");
        }
        if (schema.get("enum") instanceof ArrayNode values) {
            schema.putArray("enum").addAll(values).addNull();
        }
        return schema;
    }
}
