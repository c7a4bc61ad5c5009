package io.camelid.format.openai.internal;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.camelid.spi.chat.ChatRequest;
import io.camelid.spi.chat.Losses;
import io.camelid.spi.chat.OutputFormat;
import io.camelid.spi.chat.Tool;
import io.camelid.spi.chat.ToolChoice;

/** Pieces of responses requests, which the answer repeats. */
final class ResponsesWords {
    private ResponsesWords() {}

    /** The tools and how they may be used; without tools OpenAI refuses the members that go with them. */
    static void tools(ObjectNode body, ChatRequest request, Losses losses) {
        if (request.tools().isEmpty()) {
            if (request.toolChoice().mode() == ToolChoice.Mode.REQUIRED) {
                losses.add(Losses.TOOL_CHOICE);
            }
            return;
        }
        ArrayNode tools = body.putArray("tools");
        for (Tool tool : request.tools()) {
            ObjectNode node = tools.addObject().put("type", "function");
            RequestPieces.function(node, tool, losses);
            if (!node.has("parameters")) {
                node.putObject("parameters").put("type", "object").putObject("properties");
            }
            // Here the default is strict, which few schemas are made for.
            node.put("strict", tool.strict().orElse(false));
        }
        toolChoice(body, request.toolChoice());
        request.parallelToolCalls().ifPresent(parallel -> body.put("parallel_tool_calls", parallel));
    }

    private static void toolChoice(ObjectNode body, ToolChoice choice) {
        if (choice.allowed().isEmpty() || choice.mode() == ToolChoice.Mode.NONE) {
            if (choice.mode() != ToolChoice.Mode.AUTO) {
                body.put("tool_choice", RequestPieces.word(choice.mode()));
            }
        } else if (choice.mode() == ToolChoice.Mode.REQUIRED && choice.allowed().size() == 1) {
            function(body.putObject("tool_choice"), choice.allowed().get(0));
        } else {
            ArrayNode tools = body.putObject("tool_choice")
                    .put("type", "allowed_tools")
                    .put("mode", RequestPieces.word(choice.mode()))
                    .putArray("tools");
            choice.allowed().forEach(name -> function(tools.addObject(), name));
        }
    }

    private static void function(ObjectNode node, String name) {
        node.put("type", "function").put("name", ToolNames.disguise(name));
    }

    /** {@code text.format}. */
    static void format(ObjectNode node, OutputFormat format, Losses losses) {
        if (format instanceof OutputFormat.JsonSchema schema) {
            node.put("type", "json_schema");
            RequestPieces.schema(node, schema, losses);
            // As with tools.
            node.put("strict", schema.strict().orElse(false));
        } else {
            node.put("type", format instanceof OutputFormat.JsonObject ? "json_object" : "text");
        }
    }
}
