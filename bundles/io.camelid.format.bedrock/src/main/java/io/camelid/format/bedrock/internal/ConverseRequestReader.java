package io.camelid.format.bedrock.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.camelid.format.tree.JsonTree;
import io.camelid.format.tree.Members;
import io.camelid.spi.LlmException;
import io.camelid.spi.chat.ChatRequest;
import io.camelid.spi.chat.Json;
import io.camelid.spi.chat.Losses;
import io.camelid.spi.chat.OutputFormat;
import io.camelid.spi.chat.Part;
import io.camelid.spi.chat.ReasoningControl;
import io.camelid.spi.chat.ReasoningControl.Effort;
import io.camelid.spi.chat.Role;
import io.camelid.spi.chat.Sampling;
import io.camelid.spi.chat.Tool;
import io.camelid.spi.chat.ToolChoice;
import io.camelid.spi.chat.Turn;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads a client's Converse request. For one request; not thread-safe. */
final class ConverseRequestReader {
    private final Losses losses;
    private final ChatRequest.Builder request = ChatRequest.builder();
    private final Sampling.Builder sampling = Sampling.builder();

    ConverseRequestReader(Losses losses) {
        this.losses = losses;
    }

    /** A whole request, but for what its path says. */
    ChatRequest.Builder read(Members body) throws LlmException {
        readConversation(body);
        readInference(body);
        readOutputFormat(body);
        readMetadata(body);
        // How fast and at which price AWS is to serve the request.
        body.passOver("performanceConfig", "serviceTier");
        body.unread(losses);
        return request.sampling(sampling.build());
    }

    /** What of a request there are tokens to count in. */
    ChatRequest.Builder readCounted(Members body) throws LlmException {
        readConversation(body);
        body.unread(losses);
        return request.sampling(sampling.build());
    }

    private void readConversation(Members body) throws LlmException {
        BlockReader blocks = new BlockReader(losses);
        body.required("messages");
        List<Turn> turns = new ArrayList<>();
        for (Members message : body.objects("messages")) {
            Role role =
                    switch (message.requiredString("role")) {
                        case "user" -> Role.USER;
                        case "assistant" -> Role.ASSISTANT;
                        default -> throw message.invalid("role", "A role is 'user' or 'assistant'.");
                    };
            message.required("content");
            List<Part> parts = new ArrayList<>();
            for (Members block : message.objects("content")) {
                parts.addAll(blocks.content(block, role));
            }
            message.unread(losses);
            turns.add(new Turn(role, parts));
        }
        List<Part> system = new ArrayList<>();
        for (Members block : body.objects("system")) {
            system.addAll(blocks.system(block));
        }
        request.turns(turns).system(system);
        Members config = body.object("toolConfig").orElse(null);
        if (config != null) {
            readTools(config);
        }
        Members fields = body.object("additionalModelRequestFields").orElse(null);
        if (fields != null) {
            readFields(fields);
        }
    }

    private void readTools(Members config) throws LlmException {
        List<Tool> tools = new ArrayList<>();
        for (Members item : config.objects("tools")) {
            Members spec = item.object("toolSpec").orElse(null);
            JsonNode point = item.value(CachePoints.MEMBER).orElse(null);
            if (spec != null) {
                tools.add(tool(spec));
            } else if (point != null && !tools.isEmpty()) {
                Tool last = tools.remove(tools.size() - 1);
                tools.add(new Tool(
                        last.name(),
                        last.description(),
                        last.parameters(),
                        last.strict(),
                        Optional.of(CachePoints.read(point))));
            } else {
                item.passOver("systemTool");
                losses.add(point == null ? Losses.HOSTED_TOOLS : Losses.CACHE_POINT);
            }
            item.unread(losses);
        }
        request.tools(tools);
        Members choice = config.object("toolChoice").orElse(null);
        if (choice != null) {
            Members named = choice.object("tool").orElse(null);
            if (named != null) {
                request.toolChoice(ToolChoice.named(named.requiredString("name")));
            } else if (choice.value("any").isPresent()) {
                request.toolChoice(ToolChoice.REQUIRED);
            }
            choice.passOver("auto");
            choice.unread(losses);
        }
        config.unread(losses);
    }

    private Tool tool(Members spec) throws LlmException {
        Members schema = spec.object("inputSchema").orElse(null);
        Tool tool = new Tool(
                spec.requiredString("name"),
                spec.string("description"),
                schema == null ? Json.EMPTY_OBJECT : JsonTree.json(schema.required("json")),
                spec.flag("strict"),
                Optional.empty());
        spec.unread(losses);
        return tool;
    }

    private void readInference(Members body) throws LlmException {
        Members config = body.object("inferenceConfig").orElse(null);
        if (config != null) {
            sampling.maxTokens(config.integer("maxTokens"))
                    .temperature(config.number("temperature"))
                    .topP(config.number("topP"))
                    .stop(config.strings("stopSequences"));
            config.unread(losses);
        }
    }

    /** What families of models take beyond the common parameters, as far as it has a meaning elsewhere. */
    private void readFields(Members fields) throws LlmException {
        OptionalLong topK = fields.integer("top_k");
        Members inference = fields.object("inferenceConfig").orElse(null);
        if (inference != null) {
            topK = inference.integer("topK");
            inference.unread(losses);
        }
        sampling.topK(topK);
        Optional<Effort> effort = effort(fields.string("reasoning_effort"));
        Members output = fields.object("output_config").orElse(null);
        if (output != null) {
            effort = effort(output.string("effort"));
            output.unread(losses);
        }
        Optional<ReasoningControl> reasoning = effort.map(ReasoningControl::of);
        for (String name : List.of("thinking", "reasoning_config", "reasoningConfig")) {
            Members thinking = fields.object(name).orElse(null);
            if (thinking != null) {
                reasoning = Optional.of(thinking(thinking, effort));
            }
        }
        request.reasoning(reasoning);
        fields.unread(losses);
    }

    private ReasoningControl thinking(Members thinking, Optional<Effort> effort) throws LlmException {
        boolean off = thinking.string("type").filter("disabled"::equals).isPresent();
        OptionalLong budget = thinking.integer("budget_tokens");
        Optional<Effort> degree = effort(thinking.string("maxReasoningEffort")).or(() -> effort);
        thinking.unread(losses);
        return off ? ReasoningControl.of(Effort.NONE) : new ReasoningControl(degree, budget, Optional.empty());
    }

    private Optional<Effort> effort(Optional<String> word) {
        return word.flatMap(text -> {
            for (Effort effort : Effort.values()) {
                if (effort.name().toLowerCase(Locale.ROOT).equals(text)) {
                    return Optional.of(effort);
                }
            }
            losses.add(Losses.REASONING);
            return Optional.empty();
        });
    }

    private void readOutputFormat(Members body) throws LlmException {
        Members config = body.object("outputConfig").orElse(null);
        if (config == null) {
            return;
        }
        Members format = config.object("textFormat").orElse(null);
        if (format != null) {
            format.string("type");
            Members structure = Members.of(format.required("structure"), format.path("structure"));
            Members definition = Members.of(structure.required("jsonSchema"), structure.path("jsonSchema"));
            Json schema = new Json(definition.requiredString("schema"));
            if (JsonTree.find(schema).filter(JsonNode::isObject).isEmpty()) {
                throw definition.invalid("schema", "The schema must be a JSON object, written as a string.");
            }
            request.outputFormat(new OutputFormat.JsonSchema(
                    definition.string("name").orElse("output"),
                    definition.string("description"),
                    schema,
                    Optional.empty()));
            definition.unread(losses);
            structure.unread(losses);
            format.unread(losses);
        }
        config.unread(losses);
    }

    private void readMetadata(Members body) throws LlmException {
        JsonNode labels = body.value("requestMetadata").orElse(null);
        if (labels == null) {
            return;
        }
        Members members = Members.of(labels, "requestMetadata");
        Map<String, String> metadata = new LinkedHashMap<>();
        for (String name : (Iterable<String>) labels::fieldNames) {
            metadata.put(name, members.requiredString(name));
        }
        request.metadata(metadata);
    }
}
