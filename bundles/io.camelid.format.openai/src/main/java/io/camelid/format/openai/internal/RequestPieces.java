package io.camelid.format.openai.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.camelid.format.tree.JsonTree;
import io.camelid.spi.chat.Json;
import io.camelid.spi.chat.Losses;
import io.camelid.spi.chat.OutputFormat;
import io.camelid.spi.chat.Tool;
import java.util.Locale;
import java.util.Optional;

/** Pieces of requests for providers that chat completions and responses have in common. */
final class RequestPieces {
    private RequestPieces() {}

    /** A function's declaration, flat in an object. */
    static void function(ObjectNode node, Tool tool, Losses losses) {
        node.put("name", ToolNames.disguise(tool.name()));
        tool.description().ifPresent(description -> node.put("description", description));
        // Left out it means a function without arguments; OpenAI refuses an object without a type.
        object(tool.parameters(), losses)
                .filter(schema -> !schema.isEmpty())
                .ifPresent(schema -> node.set("parameters", withProperties(schema)));
        tool.strict().ifPresent(strict -> node.put("strict", strict));
        if (tool.cachePoint().isPresent()) {
            losses.add(Losses.CACHE_POINT);
        }
    }

    /** OpenAI refuses a function's schema of an object that does not say its properties, be it that it has none. */
    private static JsonNode withProperties(JsonNode schema) {
        if (schema instanceof ObjectNode object && object.path("type").asText().equals("object")) {
            object.withObjectProperty("properties");
        }
        return schema;
    }

    /** A JSON schema with its name, flat in an object. */
    static void schema(ObjectNode node, OutputFormat.JsonSchema format, Losses losses) {
        String name = format.name().isEmpty() ? "structured_output" : format.name();
        node.put("name", ToolNames.disguise(name));
        format.description().ifPresent(description -> node.put("description", description));
        object(format.schema(), losses).ifPresent(schema -> node.set("schema", schema));
        format.strict().ifPresent(strict -> node.put("strict", strict));
    }

    private static Optional<JsonNode> object(Json schema, Losses losses) {
        Optional<JsonNode> node = JsonTree.find(schema).filter(JsonNode::isObject);
        if (node.isEmpty()) {
            losses.add(Losses.SCHEMA);
        }
        return node;
    }

    /** A constant in the words of the API. */
    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /** Arguments of a call, which have to be there. */
    static String arguments(Json arguments) {
        return arguments.text().isBlank() ? "{}" : arguments.text();
    }
}
