package io.camelid.format.bedrock.internal;

import io.camelid.spi.chat.ChatRequest;
import io.camelid.spi.chat.Json;
import io.camelid.spi.chat.OutputFormat;
import io.camelid.spi.chat.Part;
import io.camelid.spi.chat.Tool;
import io.camelid.spi.chat.ToolChoice;
import io.camelid.spi.chat.Turn;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The tools that a request to Bedrock declares, and how. It follows from the client's request alone, so that the reader of
 * the answer makes the same plan.
 *
 * <p>A conversation that has used tools must declare some. If its client declares none, those that were used are declared
 * again by their names, with schemas that take any arguments: the model then sees the tools that it remembers, rather than
 * one that has nothing to do with them.
 *
 * <p>Bedrock has no mode for JSON without a schema. A tool whose arguments are any object stands for it, which the model
 * must call (or one of the client's own), and whose arguments are the answer.
 *
 * @param tools to be declared, with their own names
 * @param names to declare them by
 * @param jsonTool the safe name of the tool that stands for JSON output, if there is one
 */
record ToolPlan(List<Tool> tools, SafeNames names, Optional<String> jsonTool) {
    private static final Json ANY_OBJECT = new Json("{\"type\":\"object\"}");
    private static final String JSON_TOOL = "json_output";

    static ToolPlan of(ChatRequest request) {
        List<Tool> tools = declared(request);
        SafeNames names = new SafeNames("tool");
        tools.forEach(tool -> names.of(tool.name()));
        boolean json = request.outputFormat() instanceof OutputFormat.JsonObject && !mustCall(request, tools);
        return new ToolPlan(tools, names, json ? Optional.of(names.another(JSON_TOOL)) : Optional.empty());
    }

    /** Whether the client wants a tool called, so that the answer is no JSON of its own. */
    private static boolean mustCall(ChatRequest request, List<Tool> tools) {
        return request.toolChoice().mode() == ToolChoice.Mode.REQUIRED && !tools.isEmpty();
    }

    private static List<Tool> declared(ChatRequest request) {
        Set<String> used = used(request);
        ToolChoice choice = request.toolChoice();
        if (choice.mode() == ToolChoice.Mode.NONE && used.isEmpty()) {
            return List.of();
        }
        if (request.tools().isEmpty()) {
            return used.stream()
                    .map(name -> new Tool(name, Optional.empty(), ANY_OBJECT, Optional.empty(), Optional.empty()))
                    .toList();
        }
        boolean restricted =
                choice.mode() != ToolChoice.Mode.NONE && choice.allowed().size() > (isNamed(choice) ? 1 : 0);
        return restricted
                ? request.tools().stream()
                        .filter(tool -> choice.allowed().contains(tool.name()))
                        .toList()
                : request.tools();
    }

    /** Whether a choice is of one tool that must be called, which can be said without hiding the others. */
    static boolean isNamed(ToolChoice choice) {
        return choice.mode() == ToolChoice.Mode.REQUIRED && choice.allowed().size() == 1;
    }

    private static Set<String> used(ChatRequest request) {
        Set<String> used = new LinkedHashSet<>();
        for (Turn turn : request.turns()) {
            for (Part part : turn.parts()) {
                if (part instanceof Part.ToolCall call) {
                    used.add(call.name());
                }
            }
        }
        return used;
    }

    /** Whether tools are declared although the client wants none called. */
    static boolean declaresUnwanted(ChatRequest request) {
        return (request.tools().isEmpty() || request.toolChoice().mode() == ToolChoice.Mode.NONE)
                && !used(request).isEmpty();
    }

    /** The tool that stands for JSON output. */
    Optional<Tool> json() {
        return jsonTool.map(name -> Tool.of(
                name, "Gives the answer to the user, as one JSON object in the shape that was asked for.", ANY_OBJECT));
    }

    /** Whether a call in an answer is the answer itself. */
    boolean isJsonTool(String name) {
        return jsonTool.filter(name::equals).isPresent();
    }
}
