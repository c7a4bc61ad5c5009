package io.camelid.format.anthropic.internal;

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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Writes a request as Anthropic's models take it. For one request; not thread-safe. */
final class RequestWriter {
    private final ChatRequest request;
    private final Losses losses;
    private final ClaudeModel model;
    private final Optional<JsonTool> jsonTool;
    private final ToolNames names;
    private final CacheMarks cache;
    private final ObjectNode body = JsonTree.object();

    private RequestWriter(ChatRequest request, Losses losses) {
        this.request = request;
        this.losses = losses;
        model = ClaudeModel.of(request.model());
        jsonTool = JsonTool.of(request);
        names = ToolNames.of(request, jsonTool.map(JsonTool::name).orElse(""));
        cache = new CacheMarks(losses);
    }

    /** The body of {@code /v1/messages}. */
    static ObjectNode write(ChatRequest request, Losses losses) throws LlmException {
        return new RequestWriter(request, losses).body();
    }

    private ObjectNode body() throws LlmException {
        body.put("model", request.model());
        boolean declared = tools();
        system();
        MessagesWriter messages = new MessagesWriter(names, model.thinks(), cache, losses);
        body.set("messages", messages.write(request.turns()));
        cache.limit();
        Thinking thinking = Thinking.of(request, model, messages.allowsThinking(), mustCall(declared), losses);
        body.put("max_tokens", thinking.maxTokens());
        thinking.config().ifPresent(config -> body.set("thinking", config));
        toolChoice(declared, thinking.on());
        outputConfig(thinking);
        sampling(thinking.on());
        request.user().filter(user -> !user.isEmpty()).ifPresent(user -> body.putObject("metadata")
                .put("user_id", user));
        lostWhere(!request.metadata().isEmpty(), Losses.METADATA);
        if (request.stream()) {
            body.put("stream", true);
        }
        return body;
    }

    /** Writes the instructions: blocks where some are worth caching, else one text. */
    private void system() {
        List<ObjectNode> blocks = new ArrayList<>();
        boolean cached = false;
        for (Part part : request.system()) {
            if (part instanceof Part.Text text && !text.text().isBlank()) {
                blocks.add(JsonTree.object().put("type", "text").put("text", text.text()));
            } else if (part instanceof Part.CachePoint point) {
                cached = true;
                cache.markLast(blocks, point);
            }
        }
        if (cached && !blocks.isEmpty()) {
            body.putArray("system").addAll(blocks);
        } else if (!blocks.isEmpty()) {
            body.put("system", request.systemText());
        }
    }

    /**
     * Writes the tools.
     *
     * @return whether the client has declared any; if it has not, but has used some, these are declared without their
     *     schemas, for Anthropic refuses calls without tools
     */
    private boolean tools() {
        List<String> allowed = request.toolChoice().allowed();
        ArrayNode tools = JsonTree.object().arrayNode();
        for (Tool tool : request.tools()) {
            if (allowed.isEmpty() || isOneNamed() || allowed.contains(tool.name())) {
                tools.add(tool(tool));
            }
        }
        boolean declared = !tools.isEmpty();
        if (!declared) {
            ToolNames.all(request).forEach(name -> tools.add(tool(Tool.of(name, "", Json.EMPTY_OBJECT))));
        }
        jsonTool.ifPresent(tool -> tools.add(tool(Tool.of(
                tool.name(), "Gives the answer. Call it once, with the whole answer as its input.", tool.schema()))));
        if (!tools.isEmpty()) {
            body.set("tools", tools);
        }
        return declared;
    }

    private boolean mustCall(boolean declared) {
        return jsonTool.isPresent() || declared && request.toolChoice().mode() == ToolChoice.Mode.REQUIRED;
    }

    private boolean isOneNamed() {
        return request.toolChoice().mode() == ToolChoice.Mode.REQUIRED
                && request.toolChoice().allowed().size() == 1;
    }

    private ObjectNode tool(Tool tool) {
        ObjectNode written = JsonTree.object().put("name", names.reduced(tool.name()));
        tool.description().filter(text -> !text.isBlank()).ifPresent(text -> written.put("description", text));
        ObjectNode schema = ToolSchema.of(tool.parameters(), losses);
        if (tool.strict().orElse(false)) {
            Optional<ObjectNode> subset =
                    model.takesSchema() ? SchemaSubset.reduce(JsonTree.json(schema), losses) : Optional.empty();
            lostWhere(subset.isEmpty(), Losses.STRICT);
            if (subset.isPresent()) {
                schema = subset.get();
                written.put("strict", true);
            }
        }
        written.set("input_schema", schema);
        tool.cachePoint().ifPresent(point -> cache.mark(written, point));
        return written;
    }

    /** Writes which tools to use; while it thinks, a model cannot be made to use any. */
    private void toolChoice(boolean declared, boolean thinking) {
        if (!body.has("tools")) {
            return;
        }
        ToolChoice wanted = request.toolChoice();
        boolean oneAtATime = !request.parallelToolCalls().orElse(true);
        if (jsonTool.isPresent() && thinking) {
            losses.add(Losses.OUTPUT_FORMAT);
            choice("auto", oneAtATime);
        } else if (jsonTool.isPresent() && (!declared || wanted.mode() == ToolChoice.Mode.NONE)) {
            choice("tool", true).put("name", jsonTool.get().name());
        } else if (jsonTool.isPresent()) {
            choice("any", oneAtATime);
        } else if (!declared || wanted.mode() == ToolChoice.Mode.NONE) {
            choice("none", false);
        } else if (wanted.mode() == ToolChoice.Mode.REQUIRED && thinking) {
            losses.add(Losses.TOOL_CHOICE);
            choice("auto", oneAtATime);
        } else if (isOneNamed()) {
            choice("tool", oneAtATime)
                    .put("name", names.reduced(wanted.allowed().get(0)));
        } else if (wanted.mode() == ToolChoice.Mode.REQUIRED) {
            choice("any", oneAtATime);
        } else if (oneAtATime) {
            choice("auto", true);
        }
    }

    private ObjectNode choice(String type, boolean oneAtATime) {
        ObjectNode choice = body.putObject("tool_choice").put("type", type);
        return oneAtATime ? choice.put("disable_parallel_tool_use", true) : choice;
    }

    private void outputConfig(Thinking thinking) {
        ObjectNode config = JsonTree.object();
        thinking.effort().ifPresent(effort -> config.put("effort", effort));
        if (request.outputFormat() instanceof OutputFormat.JsonSchema wanted) {
            if (JsonTool.isNative(request, wanted)) {
                ObjectNode format = config.putObject("format").put("type", "json_schema");
                SchemaSubset.reduce(wanted.schema(), losses).ifPresent(schema -> format.set("schema", schema));
            } else {
                // A tool that the client insists on comes first and is no loss.
                boolean answersWithTool = request.toolChoice().mode() == ToolChoice.Mode.REQUIRED;
                lostWhere(jsonTool.isEmpty() && !answersWithTool, Losses.OUTPUT_FORMAT);
            }
        }
        if (!config.isEmpty()) {
            body.set("output_config", config);
        }
    }

    private void sampling(boolean thinking) {
        Sampling sampling = request.sampling();
        temperature(sampling, thinking);
        topP(sampling, thinking);
        if (sampling.topK().isPresent()) {
            boolean possible =
                    !thinking && model.takesSampling() && sampling.topK().getAsLong() >= 0;
            lostWhere(!possible, Losses.TOP_K);
            if (possible) {
                body.put("top_k", sampling.topK().getAsLong());
            }
        }
        List<String> stop =
                sampling.stop().stream().filter(text -> !text.isBlank()).toList();
        lostWhere(stop.size() < sampling.stop().size(), Losses.STOP);
        if (!stop.isEmpty()) {
            ArrayNode sequences = body.putArray("stop_sequences");
            stop.forEach(sequences::add);
        }
        lostWhere(sampling.candidates().orElse(1) != 1, Losses.CANDIDATES);
        lostWhere(sampling.seed().isPresent(), Losses.SEED);
        lostWhere(sampling.frequencyPenalty().orElse(0) != 0, Losses.FREQUENCY_PENALTY);
        lostWhere(sampling.presencePenalty().orElse(0) != 0, Losses.PRESENCE_PENALTY);
        lostWhere(sampling.logprobs().orElse(false) || sampling.topLogprobs().orElse(0) > 0, Losses.LOGPROBS);
        lostWhere(!sampling.logitBias().isEmpty(), Losses.LOGIT_BIAS);
    }

    /** Writes the temperature, which is at most 1, and 1 while the model thinks. */
    private void temperature(Sampling sampling, boolean thinking) {
        if (sampling.temperature().isEmpty()) {
            return;
        }
        double wanted = sampling.temperature().getAsDouble();
        double possible = thinking || !model.takesSampling() ? 1 : Math.max(0, Math.min(1, wanted));
        lostWhere(possible != wanted, Losses.TEMPERATURE);
        if (model.takesSampling()) {
            body.put("temperature", possible);
        }
    }

    /** Writes top_p, which means nothing at 1, and which newer models take only without a temperature. */
    private void topP(Sampling sampling, boolean thinking) {
        if (sampling.topP().isEmpty()) {
            return;
        }
        double wanted = sampling.topP().getAsDouble();
        boolean alone = model.takesTemperatureWithTopP() || !body.has("temperature");
        boolean inRange = wanted <= 1 && wanted >= (thinking ? 0.95 : 0);
        if (model.takesSampling() && alone && inRange) {
            body.put("top_p", wanted);
        } else {
            lostWhere(wanted != 1, Losses.TOP_P);
        }
    }

    private void lostWhere(boolean lost, String name) {
        if (lost) {
            losses.add(name);
        }
    }
}
