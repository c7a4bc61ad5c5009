package io.camelid.format.gemini.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.camelid.format.tree.JsonTree;
import io.camelid.format.tree.Members;
import io.camelid.spi.LlmException;
import io.camelid.spi.chat.ChatRequest;
import io.camelid.spi.chat.Json;
import io.camelid.spi.chat.Losses;
import io.camelid.spi.chat.OutputFormat;
import io.camelid.spi.chat.ReasoningControl;
import io.camelid.spi.chat.Sampling;
import io.camelid.spi.chat.Tool;
import io.camelid.spi.chat.ToolChoice;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** A client's {@code GenerateContentRequest}. For one request; not thread-safe. */
final class RequestReader {
    private static final String TEXT = "text/plain";
    private static final String JSON = "application/json";
    private static final String SCHEMA_NAME = "response";

    private final Losses losses;

    RequestReader(Losses losses) {
        this.losses = losses;
    }

    /** Reads everything but where the request goes, which the path says. */
    ChatRequest.Builder read(ObjectNode body) throws LlmException {
        Members request = Members.of(ProtoNames.camelCase(body));
        request.passOver("model");
        request.required("contents");
        ContentsReader contents = new ContentsReader(losses);
        ChatRequest.Builder read = ChatRequest.builder();
        Optional<Members> system = request.object("systemInstruction");
        if (system.isPresent()) {
            read.system(contents.system(system.get()));
        }
        read.turns(contents.turns(request.objects("contents")))
                .tools(tools(request))
                .toolChoice(toolChoice(request))
                .metadata(labels(request));
        Optional<Members> config = request.object("generationConfig");
        if (config.isPresent()) {
            read.sampling(sampling(config.get()))
                    .outputFormat(outputFormat(config.get()))
                    .reasoning(reasoning(config.get()));
            modalities(config.get());
            config.get().unread(losses);
        }
        request.unread(losses);
        return read;
    }

    private List<Tool> tools(Members request) throws LlmException {
        List<Tool> tools = new ArrayList<>();
        List<JsonNode> elements = request.array("tools");
        for (int i = 0; i < elements.size(); i++) {
            Members tool = Members.of(elements.get(i), request.path("tools[" + i + "]"));
            for (Members declaration : tool.objects("functionDeclarations")) {
                tools.add(tool(declaration));
            }
            // Google's own tools are often empty objects: that they are there says all.
            if (elements.get(i).size() > (elements.get(i).has("functionDeclarations") ? 1 : 0)) {
                losses.add(Losses.HOSTED_TOOLS);
            }
        }
        return tools;
    }

    private Tool tool(Members declaration) throws LlmException {
        // What a function answers and when is for Google's live API.
        declaration.passOver("response", "responseJsonSchema", "behavior");
        Optional<JsonNode> jsonSchema = declaration.value("parametersJsonSchema");
        Optional<JsonNode> schema = declaration.value("parameters");
        Json parameters = jsonSchema
                .map(JsonTree::json)
                .or(() -> schema.map(ClientSchema::json))
                .orElse(Json.EMPTY_OBJECT);
        Tool tool = new Tool(
                declaration.requiredString("name"),
                declaration.string("description"),
                parameters,
                Optional.empty(),
                Optional.empty());
        declaration.unread(losses);
        return tool;
    }

    private ToolChoice toolChoice(Members request) throws LlmException {
        Members config = request.object("toolConfig").orElse(null);
        if (config == null) {
            return ToolChoice.AUTO;
        }
        Members calling = config.object("functionCallingConfig").orElse(null);
        config.unread(losses);
        if (calling == null) {
            return ToolChoice.AUTO;
        }
        List<String> allowed = calling.strings("allowedFunctionNames");
        String mode = calling.string("mode").orElse("AUTO").toUpperCase(Locale.ROOT);
        calling.unread(losses);
        return switch (mode) {
            // Validated: calls or words as the model likes, but calls that fit their schema.
            case "AUTO", "MODE_UNSPECIFIED", "VALIDATED" -> new ToolChoice(ToolChoice.Mode.AUTO, allowed);
            case "ANY" -> new ToolChoice(ToolChoice.Mode.REQUIRED, allowed);
            case "NONE" -> ToolChoice.NONE;
            default -> throw calling.invalid("mode", "Unknown function calling mode '" + mode + "'.");
        };
    }

    private static Map<String, String> labels(Members request) throws LlmException {
        Map<String, String> labels = new HashMap<>();
        request.value("labels").ifPresent(all -> all.properties()
                .forEach(label -> labels.put(label.getKey(), label.getValue().asText())));
        return labels;
    }

    private static Sampling sampling(Members config) throws LlmException {
        return Sampling.builder()
                .maxTokens(config.integer("maxOutputTokens"))
                .temperature(config.number("temperature"))
                .topP(config.number("topP"))
                .topK(config.integer("topK"))
                .candidates(config.smallInteger("candidateCount"))
                .stop(config.strings("stopSequences"))
                .seed(config.integer("seed"))
                .frequencyPenalty(config.number("frequencyPenalty"))
                .presencePenalty(config.number("presencePenalty"))
                .logprobs(config.flag("responseLogprobs"))
                .topLogprobs(config.smallInteger("logprobs"))
                .build();
    }

    private OutputFormat outputFormat(Members config) throws LlmException {
        String mediaType = config.string("responseMimeType").orElse(TEXT);
        Optional<JsonNode> jsonSchema = config.value("responseJsonSchema");
        Optional<JsonNode> schema = config.value("responseSchema");
        switch (mediaType) {
            case JSON:
                return jsonSchema
                        .map(JsonTree::json)
                        .or(() -> schema.map(ClientSchema::json))
                        .<OutputFormat>map(json ->
                                new OutputFormat.JsonSchema(SCHEMA_NAME, Optional.empty(), json, Optional.empty()))
                        .orElseGet(OutputFormat.JsonObject::new);
            case TEXT:
                return OutputFormat.TEXT;
            default:
                // text/x.enum: one of some words, without quotes around it.
                losses.add(config.path("responseMimeType"));
                return OutputFormat.TEXT;
        }
    }

    private Optional<ReasoningControl> reasoning(Members config) throws LlmException {
        Members thinking = config.object("thinkingConfig").orElse(null);
        if (thinking == null) {
            return Optional.empty();
        }
        OptionalLong budget = thinking.integer("thinkingBudget");
        // -1: the model may decide.
        OptionalLong limit = budget.orElse(-1) < 0 ? OptionalLong.empty() : budget;
        Optional<ReasoningControl.Effort> effort = effort(thinking);
        Optional<Boolean> visible = thinking.flag("includeThoughts");
        thinking.unread(losses);
        return Optional.of(new ReasoningControl(effort, limit, visible));
    }

    private static Optional<ReasoningControl.Effort> effort(Members thinking) throws LlmException {
        String level = thinking.string("thinkingLevel").orElse("").toUpperCase(Locale.ROOT);
        return switch (level) {
            case "", "THINKING_LEVEL_UNSPECIFIED" -> Optional.empty();
            case "MINIMAL" -> Optional.of(ReasoningControl.Effort.MINIMAL);
            case "LOW" -> Optional.of(ReasoningControl.Effort.LOW);
            case "MEDIUM" -> Optional.of(ReasoningControl.Effort.MEDIUM);
            case "HIGH" -> Optional.of(ReasoningControl.Effort.HIGH);
            default -> throw thinking.invalid("thinkingLevel", "Unknown thinking level '" + level + "'.");
        };
    }

    /** Words are what every answer has; sounds and pictures are not. */
    private void modalities(Members config) throws LlmException {
        if (config.strings("responseModalities").stream().anyMatch(modality -> !modality.equalsIgnoreCase("TEXT"))) {
            losses.add(config.path("responseModalities"));
        }
    }
}
