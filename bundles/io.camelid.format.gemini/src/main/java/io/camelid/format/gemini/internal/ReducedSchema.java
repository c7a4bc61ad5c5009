package io.camelid.format.gemini.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.camelid.format.tree.JsonTree;
import io.camelid.spi.LlmError;
import io.camelid.spi.LlmException;
import io.camelid.spi.chat.Json;
import io.camelid.spi.chat.Losses;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A JSON schema in the subset of OpenAPI 3.0 that Google's {@code Schema} type has: references are put in place, {@code
 * allOf} is merged, null becomes {@code nullable}. What the subset cannot say is left out and told as {@link
 * Losses#SCHEMA} where it means something. For one schema; not thread-safe.
 */
final class ReducedSchema {
    /** References can make a small schema unfold without end. */
    private static final int MOST_WORK = 50_000;

    private static final int LONGEST = 1 << 20;
    private static final int DEEPEST = 100;

    /** Members that pass as they are. */
    private static final Set<String> KEPT = Set.of(
            "title",
            "description",
            "minimum",
            "maximum",
            "minItems",
            "maxItems",
            "minLength",
            "maxLength",
            "minProperties",
            "maxProperties",
            "pattern");

    /** Members that no answer depends on, and those that are dealt with by name. */
    private static final Set<String> MEANINGLESS = Set.of(
            "$schema",
            "$id",
            "$anchor",
            "$comment",
            "$defs",
            "definitions",
            "examples",
            "example",
            "default",
            "deprecated",
            "readOnly",
            "writeOnly",
            "additionalProperties",
            "type",
            "nullable",
            "enum",
            "const",
            "format",
            "properties",
            "required",
            "items",
            "prefixItems",
            "anyOf",
            "oneOf",
            "allOf",
            "$ref",
            "propertyOrdering",
            "strict");

    private static final Set<String> FORMATS = Set.of(
            "STRING date-time", "STRING enum", "NUMBER float", "NUMBER double", "INTEGER int32", "INTEGER int64");

    /** Members of which one schema's may stand for another's. */
    private static final Set<String> MERGED_FREELY =
            Set.of("title", "description", "$defs", "definitions", "$schema", "$id", "$comment", "examples", "default");

    private static final List<String> UNIONS = List.of("anyOf", "oneOf");

    private final JsonNode root;
    private final Losses losses;
    private final Deque<String> open = new ArrayDeque<>();
    private int work;

    private ReducedSchema(JsonNode root, Losses losses) {
        this.root = root;
        this.losses = losses;
    }

    /** @throws LlmException when the schema unfolds beyond all measure */
    static ObjectNode of(Json schema, Losses losses) throws LlmException {
        if (schema.text().length() > LONGEST) {
            throw tooLarge();
        }
        JsonNode tree = JsonTree.find(schema).orElseGet(JsonTree::object);
        return new ReducedSchema(tree, losses).reduce(tree, 0);
    }

    private ObjectNode reduce(JsonNode schema, int depth) throws LlmException {
        int before = open.size();
        ObjectNode reduced = reduceFlat(flatten(schema, depth), depth);
        while (open.size() > before) {
            open.pop();
        }
        return reduced;
    }

    /** Every step over a member or an element counts, so that the work is bounded whatever the schema. */
    private void spend(int steps) throws LlmException {
        work += steps + 1;
        if (work > MOST_WORK) {
            throw tooLarge();
        }
    }

    private static LlmException tooLarge() {
        return new LlmException(LlmError.invalid(
                "invalid_schema", "schema", "A schema is too large once its references are put in place."));
    }

    private ObjectNode copy(ObjectNode object) throws LlmException {
        spend(object.size());
        return JsonTree.object().setAll(object);
    }

    private ObjectNode cut() {
        losses.add(Losses.SCHEMA);
        return JsonTree.object().put("type", "object");
    }

    /**
     * A copy with one level of members instead of references and {@code allOf}. References that were followed stay on the
     * stack for what is below.
     */
    private ObjectNode flatten(JsonNode schema, int depth) throws LlmException {
        spend(0);
        if (depth > DEEPEST) {
            return cut();
        }
        if (!(schema instanceof ObjectNode object)) {
            if (schema.isBoolean() && !schema.booleanValue()) {
                losses.add(Losses.SCHEMA);
            }
            return JsonTree.object();
        }
        ObjectNode flat = copy(object);
        JsonNode reference = flat.remove("$ref");
        JsonNode all = flat.remove("allOf");
        if (reference != null) {
            merge(flat, followed(reference.asText(), depth));
        }
        if (all != null) {
            for (JsonNode one : all) {
                merge(flat, flatten(one, depth + 1));
            }
        }
        return flat;
    }

    private ObjectNode followed(String reference, int depth) throws LlmException {
        JsonNode target = reference.equals("#")
                ? root
                : reference.startsWith("#/") ? root.at(reference.substring(1)) : MissingNode.getInstance();
        if (target.isMissingNode() || open.contains(reference)) {
            return cut();
        }
        open.push(reference);
        return flatten(target, depth + 1);
    }

    /** Adds what another schema demands too. */
    private void merge(ObjectNode into, ObjectNode other) throws LlmException {
        spend(other.size());
        for (Map.Entry<String, JsonNode> member : other.properties()) {
            JsonNode existing = into.get(member.getKey());
            if (existing == null) {
                into.set(member.getKey(), member.getValue());
            } else if (existing instanceof ObjectNode some
                    && member.getValue() instanceof ObjectNode more
                    && member.getKey().equals("properties")) {
                into.set("properties", mergedProperties(some, more));
            } else if (existing instanceof ArrayNode some
                    && member.getValue() instanceof ArrayNode more
                    && member.getKey().equals("required")) {
                spend(some.size() + more.size());
                into.set("required", JsonTree.object().arrayNode().addAll(some).addAll(more));
            } else if (!MERGED_FREELY.contains(member.getKey()) && differ(existing, member.getValue())) {
                losses.add(Losses.SCHEMA);
            }
        }
    }

    /** Comparing containers in full could cost any time. */
    private static boolean differ(JsonNode one, JsonNode other) {
        return one != other && (one.isContainerNode() || !one.equals(other));
    }

    private ObjectNode mergedProperties(ObjectNode some, ObjectNode more) throws LlmException {
        ObjectNode merged = copy(some);
        spend(more.size());
        for (Map.Entry<String, JsonNode> property : more.properties()) {
            JsonNode existing = merged.putIfAbsent(property.getKey(), property.getValue());
            if (existing != null && differ(existing, property.getValue())) {
                losses.add(Losses.SCHEMA);
            }
        }
        return merged;
    }

    private ObjectNode reduceFlat(ObjectNode flat, int depth) throws LlmException {
        for (String union : UNIONS) {
            if (flat.get(union) instanceof ArrayNode branches) {
                return union(flat, union, branches, depth);
            }
        }
        if (flat.get("type") instanceof ArrayNode types) {
            return types(flat, types, depth);
        }
        return single(flat, depth);
    }

    /** One of several: Google has {@code anyOf} alone or not at all, so what stands beside it goes into each branch. */
    private ObjectNode union(ObjectNode flat, String union, ArrayNode branches, int depth) throws LlmException {
        flat.remove(union);
        List<ObjectNode> schemas = new ArrayList<>();
        boolean nullable = false;
        for (JsonNode branch : branches) {
            if (isNull(branch)) {
                nullable = true;
                continue;
            }
            ObjectNode schema = copy(flat);
            if (branch.has("description")) {
                schema.remove("description");
            }
            schema.putArray("allOf").add(branch);
            schemas.add(schema);
        }
        return alternatives(schemas, nullable, depth);
    }

    private static boolean isNull(JsonNode schema) {
        return schema.path("type").asText().equals("null")
                || schema.path("const").isNull();
    }

    private ObjectNode types(ObjectNode flat, ArrayNode types, int depth) throws LlmException {
        List<ObjectNode> schemas = new ArrayList<>();
        boolean nullable = false;
        for (JsonNode type : types) {
            if (type.asText().equals("null")) {
                nullable = true;
            } else {
                schemas.add(copy(flat).put("type", type.asText()));
            }
        }
        return alternatives(schemas, nullable, depth);
    }

    private ObjectNode alternatives(List<ObjectNode> schemas, boolean nullable, int depth) throws LlmException {
        List<ObjectNode> reduced = new ArrayList<>();
        for (ObjectNode schema : schemas) {
            ObjectNode one = reduce(schema, depth + 1);
            reduced.add(nullable ? one.put("nullable", true) : one);
        }
        if (reduced.size() == 1) {
            return reduced.get(0);
        }
        if (reduced.isEmpty()) {
            losses.add(Losses.SCHEMA);
            return JsonTree.object().put("type", "STRING").put("nullable", true);
        }
        ObjectNode any = JsonTree.object();
        any.putArray("anyOf").addAll(reduced);
        return any;
    }

    private ObjectNode single(ObjectNode flat, int depth) throws LlmException {
        ObjectNode reduced = JsonTree.object();
        String type = type(flat);
        reduced.put("type", type);
        format(flat, type, reduced);
        for (Map.Entry<String, JsonNode> member : flat.properties()) {
            if (KEPT.contains(member.getKey())) {
                reduced.set(member.getKey(), member.getValue());
            } else if (!MEANINGLESS.contains(member.getKey())
                    && !member.getKey().startsWith("x-")) {
                losses.add(Losses.SCHEMA);
            }
        }
        if (flat.path("nullable").asBoolean()) {
            reduced.put("nullable", true);
        }
        values(flat, type, reduced);
        if (flat.has("additionalProperties")
                && !flat.get("additionalProperties").asBoolean()) {
            losses.add(Losses.SCHEMA);
        }
        if (type.equals("OBJECT")) {
            properties(flat, reduced, depth);
        }
        if (type.equals("ARRAY")) {
            reduced.set("items", items(flat, depth));
        }
        return reduced;
    }

    private String type(ObjectNode flat) {
        String said = flat.path("type").asText().toUpperCase(Locale.ROOT);
        switch (said) {
            case "STRING", "NUMBER", "INTEGER", "BOOLEAN", "ARRAY", "OBJECT":
                return said;
            case "NULL":
                flat.put("nullable", true);
                return "STRING";
            default:
                break;
        }
        if (flat.has("properties")) {
            return "OBJECT";
        }
        if (flat.has("items") || flat.has("prefixItems")) {
            return "ARRAY";
        }
        JsonNode example =
                flat.has("const") ? flat.get("const") : flat.path("enum").path(0);
        if (example.isTextual()) {
            return "STRING";
        }
        if (example.isBoolean()) {
            return "BOOLEAN";
        }
        if (example.isNumber()) {
            return example.isIntegralNumber() ? "INTEGER" : "NUMBER";
        }
        losses.add(Losses.SCHEMA);
        return "OBJECT";
    }

    private void format(ObjectNode flat, String type, ObjectNode reduced) {
        String format = flat.path("format").asText();
        if (FORMATS.contains(type + " " + format)) {
            reduced.put("format", format);
        } else if (!format.isEmpty()) {
            losses.add(Losses.SCHEMA);
        }
    }

    /** The values allowed: Google lists texts only, so the description tells of others. */
    private void values(ObjectNode flat, String type, ObjectNode reduced) throws LlmException {
        spend(flat.path("enum").size());
        List<JsonNode> values = new ArrayList<>();
        if (flat.has("const")) {
            values.add(flat.get("const"));
        } else {
            flat.path("enum").forEach(values::add);
        }
        if (values.removeIf(JsonNode::isNull)) {
            reduced.put("nullable", true);
        }
        if (values.isEmpty()) {
            return;
        }
        if (type.equals("STRING")
                && values.stream()
                        .allMatch(
                                value -> value.isTextual() && !value.textValue().isEmpty())) {
            ArrayNode texts = reduced.putArray("enum");
            values.forEach(texts::add);
            return;
        }
        losses.add(Losses.SCHEMA);
        String description = reduced.path("description").asText();
        reduced.put(
                "description",
                (description.isEmpty() ? "" : description + " ") + "One of: "
                        + String.join(", ", values.stream().map(JsonTree::text).toList()) + ".");
    }

    private void properties(ObjectNode flat, ObjectNode reduced, int depth) throws LlmException {
        if (!(flat.get("properties") instanceof ObjectNode properties) || properties.isEmpty()) {
            return;
        }
        ObjectNode into = reduced.putObject("properties");
        for (Map.Entry<String, JsonNode> property : properties.properties()) {
            into.set(property.getKey(), reduce(property.getValue(), depth + 1));
        }
        spend(flat.path("required").size());
        Set<String> required = new LinkedHashSet<>();
        for (JsonNode name : flat.path("required")) {
            if (properties.has(name.asText())) {
                required.add(name.asText());
            }
        }
        if (!required.isEmpty()) {
            ArrayNode names = reduced.putArray("required");
            required.forEach(names::add);
        }
    }

    /** Google wants to know what an array holds. */
    private ObjectNode items(ObjectNode flat, int depth) throws LlmException {
        if (flat.get("items") instanceof ObjectNode items) {
            return reduce(items, depth + 1);
        }
        losses.add(Losses.SCHEMA);
        JsonNode places = flat.path("prefixItems");
        if (!places.isEmpty()) {
            ObjectNode any = JsonTree.object();
            any.set("anyOf", places);
            return reduce(any, depth + 1);
        }
        return JsonTree.object().put("type", "STRING");
    }
}
