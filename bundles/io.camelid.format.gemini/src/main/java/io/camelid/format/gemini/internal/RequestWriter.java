package io.camelid.format.gemini.internal;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.camelid.format.tree.JsonTree;
import io.camelid.spi.LlmException;
import io.camelid.spi.chat.ChatRequest;
import io.camelid.spi.chat.Json;
import io.camelid.spi.chat.Losses;
import io.camelid.spi.chat.OutputFormat;
import io.camelid.spi.chat.Part;
import io.camelid.spi.chat.Sampling;
import io.camelid.spi.chat.Tool;
import io.camelid.spi.chat.ToolChoice;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Writes a {@code GenerateContentRequest} for Google. For one request; not thread-safe. */
final class RequestWriter {
    private static final int MOST_STOPS = 5;

    private final ChatRequest request;
    private final GeminiModel model;
    private final ToolNames names;
    private final Losses losses;

    RequestWriter(ChatRequest request, Losses losses) {
        this.request = request;
        this.model = GeminiModel.of(request.model());
        this.names = ToolNames.of(request);
        this.losses = losses;
    }

    ObjectNode write() throws LlmException {
        ObjectNode body = JsonTree.object();
        List<Tool> offered = offeredTools();
        body.set("contents", new ContentsWriter(model, names, losses).write(request.turns()));
        system(body);
        if (!offered.isEmpty()) {
            tools(offered, body);
            toolChoice(body);
        }
        ObjectNode config = JsonTree.object();
        sampling(request.sampling(), config);
        outputFormat(!offered.isEmpty(), config);
        if (request.reasoning().isPresent()) {
            Thinking.write(request.reasoning().get(), model, losses)
                    .ifPresent(thinking -> config.set("thinkingConfig", thinking));
        }
        if (!config.isEmpty()) {
            body.set("generationConfig", config);
        }
        lost();
        return body;
    }

    private void system(ObjectNode body) {
        ArrayNode parts = body.arrayNode();
        for (Part part : request.system()) {
            if (part instanceof Part.Text text && !text.text().isEmpty()) {
                parts.addObject().put("text", text.text());
            } else if (part instanceof Part.CachePoint) {
                losses.add(Losses.CACHE_POINT);
            }
        }
        if (!parts.isEmpty()) {
            body.putObject("systemInstruction").set("parts", parts);
        }
    }

    /** Google narrows the choice down only where a call is forced; else only what may be called is offered. */
    private List<Tool> offeredTools() {
        ToolChoice choice = request.toolChoice();
        if (choice.mode() != ToolChoice.Mode.AUTO || choice.allowed().isEmpty()) {
            return request.tools();
        }
        Set<String> allowed = new HashSet<>(choice.allowed());
        return request.tools().stream()
                .filter(tool -> allowed.contains(tool.name()))
                .toList();
    }

    private void tools(List<Tool> offered, ObjectNode body) throws LlmException {
        ArrayNode declarations = body.putArray("tools").addObject().putArray("functionDeclarations");
        for (Tool tool : offered) {
            ObjectNode declaration = declarations.addObject().put("name", names.reduced(tool.name()));
            tool.description().ifPresent(description -> declaration.put("description", description));
            parameters(tool.parameters(), declaration);
            if (tool.strict().orElse(false)) {
                losses.add(Losses.STRICT);
            }
            if (tool.cachePoint().isPresent()) {
                losses.add(Losses.CACHE_POINT);
            }
        }
    }

    /** The API refuses an object without properties; a function without parameters has no schema. */
    private void parameters(Json parameters, ObjectNode declaration) throws LlmException {
        if (parameters.equals(Json.EMPTY_OBJECT)) {
            return;
        }
        ObjectNode schema = ReducedSchema.of(parameters, losses);
        if (!schema.path("type").asText().equals("OBJECT") || schema.has("properties")) {
            declaration.set("parameters", schema);
        }
    }

    private void toolChoice(ObjectNode body) {
        ToolChoice choice = request.toolChoice();
        if (choice.mode() == ToolChoice.Mode.AUTO) {
            return;
        }
        boolean forced = choice.mode() == ToolChoice.Mode.REQUIRED;
        ObjectNode calling =
                body.putObject("toolConfig").putObject("functionCallingConfig").put("mode", forced ? "ANY" : "NONE");
        if (forced && !choice.allowed().isEmpty()) {
            ArrayNode allowed = calling.putArray("allowedFunctionNames");
            choice.allowed().forEach(name -> allowed.add(names.reduced(name)));
        }
    }

    private void sampling(Sampling sampling, ObjectNode config) {
        sampling.temperature().ifPresent(value -> config.put("temperature", value));
        sampling.topP().ifPresent(value -> config.put("topP", value));
        sampling.topK().ifPresent(value -> config.put("topK", value));
        sampling.candidates().ifPresent(value -> config.put("candidateCount", value));
        sampling.maxTokens().ifPresent(value -> config.put("maxOutputTokens", value));
        stops(sampling.stop(), config);
        seed(sampling.seed(), config);
        sampling.frequencyPenalty().ifPresent(value -> config.put("frequencyPenalty", value));
        sampling.presencePenalty().ifPresent(value -> config.put("presencePenalty", value));
        sampling.logprobs().ifPresent(value -> config.put("responseLogprobs", value));
        if (sampling.logprobs().orElse(false)) {
            sampling.topLogprobs().ifPresent(value -> config.put("logprobs", value));
        }
        if (!sampling.logitBias().isEmpty()) {
            losses.add(Losses.LOGIT_BIAS);
        }
    }

    private void stops(List<String> stops, ObjectNode config) {
        if (stops.isEmpty()) {
            return;
        }
        ArrayNode sequences = config.putArray("stopSequences");
        stops.stream().limit(MOST_STOPS).forEach(sequences::add);
        if (stops.size() > MOST_STOPS) {
            losses.add(Losses.STOP);
        }
    }

    private void seed(OptionalLong seed, ObjectNode config) {
        if (seed.isPresent() && seed.getAsLong() != (int) seed.getAsLong()) {
            losses.add(Losses.SEED);
        } else {
            seed.ifPresent(value -> config.put("seed", value));
        }
    }

    private void outputFormat(boolean withTools, ObjectNode config) throws LlmException {
        if (request.outputFormat() instanceof OutputFormat.Text) {
            return;
        }
        // "Function calling with a response mime type: 'application/json' is unsupported" before Gemini 3.
        if (withTools && !model.thinksByLevel()) {
            losses.add(Losses.OUTPUT_FORMAT);
            return;
        }
        config.put("responseMimeType", "application/json");
        if (request.outputFormat() instanceof OutputFormat.JsonSchema format) {
            ObjectNode schema = ReducedSchema.of(format.schema(), losses);
            if (format.description().isPresent() && !schema.has("description") && !schema.has("anyOf")) {
                schema.put("description", format.description().get());
            }
            config.set("responseSchema", schema);
        }
    }

    private void lost() {
        if (Optional.of(false).equals(request.parallelToolCalls())) {
            losses.add(Losses.PARALLEL_TOOL_CALLS);
        }
        if (request.user().isPresent()) {
            losses.add(Losses.USER);
        }
        if (!request.metadata().isEmpty()) {
            losses.add(Losses.METADATA);
        }
    }
}
