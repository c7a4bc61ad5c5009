package io.camelid.format.anthropic.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.camelid.format.tree.JsonTree;
import io.camelid.spi.chat.ChatRequest;
import io.camelid.spi.chat.Json;
import io.camelid.spi.chat.OutputFormat;
import io.camelid.spi.chat.ToolChoice;
import java.util.Optional;
import java.util.Set;

/**
 * A tool that stands for an answer in JSON, where a model has no better way to be held to it: its arguments are the
 * answer. Anthropic's structured outputs need a closed schema, so a JSON object of any shape is always asked for like
 * this; other schemas are for models and schemas that structured outputs do not cover.
 *
 * @param name unlike that of any tool of the request
 */
record JsonTool(String name, Json schema) {
    private static final String NAME = "answer_in_json";

    /** The same for the same request, so that its answer can be told from a call. */
    static Optional<JsonTool> of(ChatRequest request) {
        if (request.toolChoice().mode() == ToolChoice.Mode.REQUIRED
                && !request.tools().isEmpty()) {
            // The answer is a call of another tool.
            return Optional.empty();
        }
        return schema(request).map(schema -> new JsonTool(unusedName(request), schema));
    }

    private static Optional<Json> schema(ChatRequest request) {
        if (request.outputFormat() instanceof OutputFormat.JsonObject) {
            return Optional.of(new Json("{\"type\":\"object\"}"));
        }
        if (request.outputFormat() instanceof OutputFormat.JsonSchema wanted && !isNative(request, wanted)) {
            return Optional.of(wanted.schema()).filter(JsonTool::isObject);
        }
        return Optional.empty();
    }

    /** Whether a schema can be had by structured outputs. */
    static boolean isNative(ChatRequest request, OutputFormat.JsonSchema wanted) {
        return ClaudeModel.of(request.model()).takesSchema() && SchemaSubset.covers(wanted.schema());
    }

    private static boolean isObject(Json schema) {
        return JsonTree.find(schema)
                .filter(ObjectNode.class::isInstance)
                .filter(node -> node.path("type").asText("object").equals("object"))
                .isPresent();
    }

    private static String unusedName(ChatRequest request) {
        Set<String> used = ToolNames.all(request);
        StringBuilder name = new StringBuilder(NAME);
        while (used.contains(name.toString())) {
            name.append('_');
        }
        return name.toString();
    }
}
