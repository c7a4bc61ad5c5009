package io.camelid.format.bedrock.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.camelid.format.tree.JsonTree;
import io.camelid.spi.LlmException;
import io.camelid.spi.chat.ChatRequest;
import io.camelid.spi.chat.Json;
import io.camelid.spi.chat.Losses;
import io.camelid.spi.chat.OutputFormat;
import io.camelid.spi.chat.Tool;
import io.camelid.spi.chat.ToolChoice;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Writes one request for Converse. Not thread-safe. */
final class ConverseRequestWriter {
    private static final int MOST_METADATA = 16;
    private static final Pattern METADATA = Pattern.compile("[a-zA-Z0-9\\s:_@$#=/+,.-]{0,256}");

    private final ChatRequest request;
    private final Losses losses;
    private final ModelFamily family;
    private final boolean cachePoints;
    private final ToolPlan plan;
    private final Thinking thinking;
    private final ObjectNode body = JsonTree.object();
    private final ObjectNode fields = JsonTree.object();
    /** Where cache points may stand, in the order in which the model reads. */
    private final List<ArrayNode> cacheable = new ArrayList<>();

    ConverseRequestWriter(ChatRequest request, Losses losses) {
        this.request = request;
        this.losses = losses;
        family = ModelFamily.of(request.model());
        cachePoints = family.takesCachePoints(request.model());
        plan = ToolPlan.of(request);
        thinking = Thinking.of(request, family, plan.jsonTool().isPresent(), losses);
    }

    /** The whole request. */
    ObjectNode write() throws LlmException {
        writeConversation();
        new SamplingWriter(family, thinking, losses).write(request.sampling(), body, fields);
        writeOutputFormat();
        writeMetadata();
        writeFields();
        tellRest();
        return body;
    }

    /** What of it there are tokens to count in. */
    ObjectNode writeCounted() throws LlmException {
        writeConversation();
        writeFields();
        return body;
    }

    private void writeConversation() throws LlmException {
        writeTools();
        MessageWriter writer = new MessageWriter(family, cachePoints, plan.names(), losses);
        ArrayNode system = JsonTree.object().putArray("system");
        writer.writeSystem(request.system(), system);
        cacheable.add(system);
        cacheable.addAll(writer.write(request.turns(), body.putArray("messages")));
        CachePoints.limit(cacheable, losses);
        if (!system.isEmpty()) {
            body.set("system", system);
        }
    }

    private void writeTools() {
        if (ToolPlan.declaresUnwanted(request)) {
            losses.add(Losses.TOOL_CHOICE);
        }
        ArrayNode list = JsonTree.object().putArray("tools");
        for (Tool tool : plan.tools()) {
            list.add(toolSpec(tool, plan.names().of(tool.name())));
            tool.cachePoint().ifPresent(point -> {
                if (cachePoints && family.takesCachePointsOnTools()) {
                    list.add(CachePoints.block(point));
                } else {
                    losses.add(Losses.CACHE_POINT);
                }
            });
        }
        plan.json().ifPresent(tool -> list.add(toolSpec(tool, tool.name())));
        if (list.isEmpty()) {
            return;
        }
        ObjectNode config = body.putObject("toolConfig");
        config.set("tools", list);
        cacheable.add(list);
        writeToolChoice(config);
    }

    /** Strictness is not passed on, as most models on Bedrock refuse it. */
    private ObjectNode toolSpec(Tool tool, String name) {
        if (tool.strict().orElse(false)) {
            losses.add(Losses.STRICT);
        }
        ObjectNode item = JsonTree.object();
        ObjectNode spec = item.putObject("toolSpec").put("name", name);
        tool.description().filter(text -> !text.isBlank()).ifPresent(text -> spec.put("description", text));
        spec.putObject("inputSchema").set("json", objectSchema(tool.parameters()));
        return item;
    }

    private static ObjectNode objectSchema(Json parameters) {
        ObjectNode schema = JsonTree.find(parameters)
                .filter(ObjectNode.class::isInstance)
                .map(ObjectNode.class::cast)
                .orElseGet(JsonTree::object);
        return schema.has("type") ? schema : schema.put("type", "object");
    }

    /** What is not said is {@code auto}, which some models do not let one say. */
    private void writeToolChoice(ObjectNode config) {
        ToolChoice choice = request.toolChoice();
        boolean forced =
                choice.mode() == ToolChoice.Mode.REQUIRED && !plan.tools().isEmpty();
        if (plan.jsonTool().isPresent()) {
            boolean alone = plan.tools().isEmpty() || choice.mode() == ToolChoice.Mode.NONE;
            ObjectNode toolChoice = config.putObject("toolChoice");
            if (alone) {
                toolChoice.putObject("tool").put("name", plan.jsonTool().get());
            } else {
                toolChoice.putObject("any");
            }
        } else if (forced && thinking.isClaudes()) {
            losses.add(Losses.TOOL_CHOICE);
        } else if (forced && ToolPlan.isNamed(choice)) {
            config.putObject("toolChoice")
                    .putObject("tool")
                    .put("name", plan.names().of(choice.allowed().get(0)));
        } else if (forced) {
            config.putObject("toolChoice").putObject("any");
        }
    }

    /** JSON without a schema is what a tool stands for, see {@link ToolPlan}. */
    private void writeOutputFormat() {
        if (request.outputFormat() instanceof OutputFormat.JsonSchema format) {
            JsonNode schema = JsonTree.find(format.schema())
                    .filter(JsonNode::isObject)
                    .<JsonNode>map(tree -> ClosedSchema.of(tree, losses))
                    .orElseGet(JsonTree::object);
            ObjectNode textFormat = body.putObject("outputConfig").putObject("textFormat");
            ObjectNode jsonSchema = textFormat
                    .put("type", "json_schema")
                    .putObject("structure")
                    .putObject("jsonSchema")
                    .put("schema", JsonTree.text(schema));
            if (!format.name().isBlank()) {
                jsonSchema.put("name", format.name());
            }
            format.description().filter(text -> !text.isBlank()).ifPresent(text -> jsonSchema.put("description", text));
        }
    }

    private void writeMetadata() {
        ObjectNode metadata = JsonTree.object();
        for (Map.Entry<String, String> entry : request.metadata().entrySet()) {
            boolean fits = !entry.getKey().isEmpty()
                    && METADATA.matcher(entry.getKey()).matches()
                    && METADATA.matcher(entry.getValue()).matches();
            if (fits && metadata.size() < MOST_METADATA) {
                metadata.put(entry.getKey(), entry.getValue());
            } else {
                losses.add(Losses.METADATA);
            }
        }
        if (!metadata.isEmpty()) {
            body.set("requestMetadata", metadata);
        }
    }

    private void writeFields() {
        thinking.write(fields);
        if (!fields.isEmpty()) {
            body.set("additionalModelRequestFields", fields);
        }
    }

    /** What Converse has no place for. */
    private void tellRest() {
        if (!request.parallelToolCalls().orElse(true)) {
            losses.add(Losses.PARALLEL_TOOL_CALLS);
        }
        if (request.user().isPresent()) {
            losses.add(Losses.USER);
        }
    }
}
