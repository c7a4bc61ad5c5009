package io.camelid.format.anthropic.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.camelid.format.tree.JsonTree;
import io.camelid.spi.chat.Json;
import io.camelid.spi.chat.Losses;
import java.util.List;

/** Schemas of tools, which must be of type object and must not combine schemas at their top. */
final class ToolSchema {
    private static final List<String> COMBINERS = List.of("allOf", "anyOf", "oneOf");

    private ToolSchema() {}

    /** A schema that is taken, with as much of this one as can be. */
    static ObjectNode of(Json parameters, Losses losses) {
        JsonNode root = JsonTree.find(parameters).orElse(null);
        if (!(root instanceof ObjectNode schema)) {
            return JsonTree.object().put("type", "object");
        }
        flatten(schema, losses);
        JsonNode type = schema.path("type");
        if (!type.asText().equals("object")) {
            if (!type.isMissingNode()) {
                losses.add(Losses.SCHEMA);
            }
            schema.put("type", "object");
        }
        return schema;
    }

    /** Puts the properties of combined schemas side by side; what all of them ask for stays required. */
    private static void flatten(ObjectNode schema, Losses losses) {
        for (String combiner : COMBINERS) {
            JsonNode branches = schema.remove(combiner);
            if (branches == null) {
                continue;
            }
            losses.add(Losses.SCHEMA);
            for (JsonNode branch : branches) {
                JsonNode properties = branch.path("properties");
                if (properties.isObject()) {
                    ObjectNode all = schema.get("properties") instanceof ObjectNode own ? own : JsonTree.object();
                    properties.properties().forEach(property -> all.set(property.getKey(), property.getValue()));
                    schema.set("properties", all);
                }
            }
        }
    }
}
