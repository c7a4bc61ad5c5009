package io.camelid.format.anthropic.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.camelid.format.tree.JsonTree;
import io.camelid.spi.chat.Json;
import io.camelid.spi.chat.Losses;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * JSON schemas as Anthropic's structured outputs take them (its documentation, "JSON Schema limitations"): objects are
 * closed, and bounds of numbers, strings and arrays are not checked. A schema that refers to itself or to another
 * document cannot be had at all.
 */
final class SchemaSubset {
    private static final Set<String> KEPT =
            Set.of("type", "const", "title", "description", "default", "required", "$ref");
    private static final Set<String> MEANINGLESS =
            Set.of("$schema", "$id", "$comment", "$anchor", "examples", "deprecated", "readOnly", "writeOnly");
    private static final Set<String> FORMATS =
            Set.of("date-time", "time", "date", "duration", "email", "hostname", "uri", "ipv4", "ipv6", "uuid");

    /** Look-around, word boundaries and references back are not supported. */
    private static final Pattern BEYOND_REGULAR = Pattern.compile("\\(\\?[=!<]|\\\\[bB1-9k]");

    private static final int MOST_REFERENCES = 1_000;

    private final Losses losses;

    private SchemaSubset(Losses losses) {
        this.losses = losses;
    }

    /** Whether a schema can be reduced. */
    static boolean covers(Json schema) {
        return JsonTree.find(schema)
                .filter(JsonNode::isObject)
                .filter(root -> !refersBeyond(root, root, new HashMap<>()))
                .isPresent();
    }

    /** The schema without what the subset lacks; empty if it cannot be reduced. */
    static Optional<ObjectNode> reduce(Json schema, Losses losses) {
        if (!covers(schema)) {
            return Optional.empty();
        }
        return JsonTree.find(schema).map(root -> (ObjectNode) new SchemaSubset(losses).schema(root));
    }

    /**
     * Whether a schema refers to what it is within, or out of the document.
     *
     * @param seen the references so far: true while what they mean is being looked at
     */
    private static boolean refersBeyond(JsonNode node, JsonNode root, Map<String, Boolean> seen) {
        JsonNode reference = node.get("$ref");
        if (reference != null && reference.isTextual()) {
            String target = reference.textValue();
            if (seen.containsKey(target)) {
                return seen.get(target);
            }
            seen.put(target, true);
            if (seen.size() > MOST_REFERENCES
                    || !target.startsWith("#/")
                    || refersBeyond(root.at(target.substring(1)), root, seen)) {
                return true;
            }
            seen.put(target, false);
        }
        for (Map.Entry<String, JsonNode> member : node.properties()) {
            boolean definitions =
                    member.getKey().equals("$defs") || member.getKey().equals("definitions");
            if (!definitions && refersBeyond(member.getValue(), root, seen)) {
                return true;
            }
        }
        if (node.isArray()) {
            for (JsonNode element : node) {
                if (refersBeyond(element, root, seen)) {
                    return true;
                }
            }
        }
        return false;
    }

    private JsonNode schema(JsonNode node) {
        if (!(node instanceof ObjectNode schema)) {
            return node;
        }
        ObjectNode reduced = JsonTree.object();
        schema.properties().forEach(member -> keyword(member.getKey(), member.getValue(), reduced));
        if (isObject(schema)) {
            JsonNode additional = schema.get("additionalProperties");
            if (additional != null && !additional.isBoolean() || additional != null && additional.booleanValue()) {
                losses.add(Losses.SCHEMA);
            }
            reduced.put("additionalProperties", false);
        }
        return reduced;
    }

    private void keyword(String name, JsonNode value, ObjectNode reduced) {
        switch (name) {
            case "properties", "$defs", "definitions" -> reduced.set(name, named(value));
            case "items" -> reduced.set(name, schema(value));
            case "anyOf", "allOf" -> reduced.set(name, all(value));
            case "oneOf" -> reduced.set("anyOf", all(value));
            case "enum" -> keep(name, value, isPlain(value), reduced);
            case "format" -> keep(name, value, FORMATS.contains(value.asText()), reduced);
            case "minItems" -> keep(name, value, value.asInt(2) <= 1, reduced);
            case "pattern" ->
                keep(name, value, !BEYOND_REGULAR.matcher(value.asText()).find(), reduced);
            case "additionalProperties" -> {}
            default -> keep(name, value, KEPT.contains(name), reduced);
        }
    }

    private void keep(String name, JsonNode value, boolean possible, ObjectNode reduced) {
        if (possible) {
            reduced.set(name, value);
        } else if (!MEANINGLESS.contains(name)) {
            losses.add(Losses.SCHEMA);
        }
    }

    private JsonNode named(JsonNode schemas) {
        ObjectNode reduced = JsonTree.object();
        schemas.properties().forEach(member -> reduced.set(member.getKey(), schema(member.getValue())));
        return reduced;
    }

    private ArrayNode all(JsonNode schemas) {
        ArrayNode reduced = JsonTree.object().arrayNode();
        schemas.forEach(schema -> reduced.add(schema(schema)));
        return reduced;
    }

    private static boolean isPlain(JsonNode values) {
        for (JsonNode value : values) {
            if (value.isContainerNode()) {
                return false;
            }
        }
        return true;
    }

    private static boolean isObject(JsonNode schema) {
        JsonNode type = schema.path("type");
        if (type.isArray()) {
            for (JsonNode one : type) {
                if (one.asText().equals("object")) {
                    return true;
                }
            }
            return false;
        }
        return type.asText().equals("object") || type.isMissingNode() && schema.has("properties");
    }
}
