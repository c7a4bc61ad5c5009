package io.camelid.testkit.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Base64;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What Anthropic's reference demands of a request for a message. Stricter than Anthropic in one thing: messages of one role
 * that follow each other are refused, not put together.
 */
final class MessagesRules {
    private static final Set<String> COUNTED =
            Set.of("model", "messages", "system", "tools", "tool_choice", "thinking", "output_config", "cache_control");
    private static final Set<String> DRAWN = Set.of(
            "max_tokens",
            "stream",
            "temperature",
            "top_p",
            "top_k",
            "stop_sequences",
            "metadata",
            "service_tier",
            "container",
            "inference_geo");
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_-]{1,128}");
    private static final Pattern CALL_ID = Pattern.compile("[a-zA-Z0-9_-]+");
    private static final Set<String> IMAGES = Set.of("image/jpeg", "image/png", "image/gif", "image/webp");
    private static final Set<String> UNSUPPORTED = Set.of(
            "minimum",
            "maximum",
            "exclusiveMinimum",
            "exclusiveMaximum",
            "multipleOf",
            "minLength",
            "maxLength",
            "maxItems",
            "uniqueItems",
            "minProperties",
            "maxProperties",
            "patternProperties",
            "oneOf",
            "not",
            "if");
    private static final int MOST_CACHE_POINTS = 4;
    private static final int LEAST_BUDGET = 1_024;

    private final JsonNode body;
    private final ClaudeRules model;
    private final Set<String> calls = new HashSet<>();
    private boolean usesTools;

    private MessagesRules(JsonNode body) {
        this.body = body;
        this.model = new ClaudeRules(body.path("model").asText());
    }

    /** @throws AnthropicFailure when a request for a message would be refused */
    static void check(JsonNode body) throws AnthropicFailure {
        MessagesRules rules = new MessagesRules(body);
        rules.known(COUNTED, DRAWN);
        demand(
                body.path("max_tokens").isIntegralNumber()
                        && body.path("max_tokens").asInt() > 0,
                "max_tokens: Field required");
        rules.checkConversation();
        rules.checkSampling();
    }

    /** @throws AnthropicFailure when a request for a count would be refused */
    static void checkCount(JsonNode body) throws AnthropicFailure {
        MessagesRules rules = new MessagesRules(body);
        rules.known(COUNTED, Set.of());
        rules.checkConversation();
    }

    private static void demand(boolean holds, String message) throws AnthropicFailure {
        if (!holds) {
            throw AnthropicFailure.invalid(message);
        }
    }

    private void known(Set<String> some, Set<String> more) throws AnthropicFailure {
        demand(body.isObject(), "Input should be an object");
        for (Iterator<String> names = body.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            demand(some.contains(name) || more.contains(name), name + ": Extra inputs are not permitted");
        }
    }

    private void checkConversation() throws AnthropicFailure {
        demand(!body.path("model").asText().isEmpty(), "model: Field required");
        checkSystem();
        checkMessages();
        checkTools();
        checkToolChoice();
        checkThinking();
        checkOutput();
        demand(
                body.findValues("cache_control").size() <= MOST_CACHE_POINTS,
                "A maximum of 4 blocks with cache_control may be provided.");
    }

    private void checkSystem() throws AnthropicFailure {
        JsonNode system = body.path("system");
        demand(
                system.isMissingNode() || system.isTextual() || system.isArray(),
                "system: Input should be a valid list");
        for (JsonNode block : system) {
            demand(block.path("type").asText().equals("text"), "system: Input should be 'text'");
            checkText(block, "system");
        }
    }

    private void checkMessages() throws AnthropicFailure {
        JsonNode messages = body.path("messages");
        demand(messages.isArray() && !messages.isEmpty(), "messages: at least one message is required");
        String expected = "user";
        Set<String> pending = Set.of();
        for (int i = 0; i < messages.size(); i++) {
            String path = "messages." + i;
            JsonNode message = messages.get(i);
            String role = message.path("role").asText();
            demand(
                    role.equals(expected),
                    path + ": roles must alternate between \"user\" and \"assistant\", first \"user\"");
            boolean last = i == messages.size() - 1;
            checkContent(message.path("content"), path, last && role.equals("assistant"));
            pending = role.equals("user") ? answered(message, pending, path) : asked(message, path);
            expected = role.equals("user") ? "assistant" : "user";
        }
        demand(pending.isEmpty(), "`tool_use` ids were found without `tool_result` blocks immediately after");
    }

    private void checkContent(JsonNode content, String path, boolean prefill) throws AnthropicFailure {
        if (content.isTextual()) {
            demand(!content.asText().isBlank(), path + ": text content blocks must be non-empty");
            demand(
                    !prefill || content.asText().equals(content.asText().stripTrailing()),
                    path + ": final assistant content cannot end with trailing whitespace");
            return;
        }
        demand(content.isArray() && !content.isEmpty(), path + ": content must be non-empty");
        for (int i = 0; i < content.size(); i++) {
            checkBlock(content.get(i), path + ".content." + i);
        }
    }

    private static void checkBlock(JsonNode block, String path) throws AnthropicFailure {
        switch (block.path("type").asText()) {
            case "text" -> checkText(block, path);
            case "image" -> checkImage(block.path("source"), path);
            case "document" -> checkDocument(block.path("source"), path);
            case "thinking" ->
                demand(
                        block.path("thinking").isTextual()
                                && !block.path("signature").asText().isEmpty(),
                        path + ".signature: Field required");
            case "redacted_thinking" -> demand(!block.path("data").asText().isEmpty(), path + ".data: Field required");
            case "tool_use", "tool_result", "search_result" -> {}
            default -> throw AnthropicFailure.invalid(path + ": Input tag does not match any of the expected tags");
        }
    }

    private static void checkText(JsonNode block, String path) throws AnthropicFailure {
        demand(!block.path("text").asText().isBlank(), path + ": text content blocks must contain non-whitespace text");
    }

    private static void checkImage(JsonNode source, String path) throws AnthropicFailure {
        if (source.path("type").asText().equals("base64")) {
            demand(IMAGES.contains(source.path("media_type").asText()), path + ".source.media_type: not supported");
            checkBase64(source, path);
        } else {
            checkElsewhere(source, path);
        }
    }

    private static void checkDocument(JsonNode source, String path) throws AnthropicFailure {
        String mediaType = source.path("media_type").asText();
        switch (source.path("type").asText()) {
            case "base64" -> {
                demand(
                        mediaType.equals("application/pdf"),
                        path + ".source.media_type: Input should be 'application/pdf'");
                checkBase64(source, path);
            }
            case "text" -> {
                demand(mediaType.equals("text/plain"), path + ".source.media_type: Input should be 'text/plain'");
                demand(source.path("data").isTextual(), path + ".source.data: Field required");
            }
            case "content" -> demand(source.has("content"), path + ".source.content: Field required");
            default -> checkElsewhere(source, path);
        }
    }

    private static void checkElsewhere(JsonNode source, String path) throws AnthropicFailure {
        boolean url = source.path("type").asText().equals("url")
                && source.path("url").asText().startsWith("http");
        boolean file = source.path("type").asText().equals("file")
                && !source.path("file_id").asText().isEmpty();
        demand(url || file, path + ".source: Input tag does not match any of the expected tags");
    }

    private static void checkBase64(JsonNode source, String path) throws AnthropicFailure {
        try {
            demand(Base64.getDecoder().decode(source.path("data").asText()).length > 0, path + ".source: empty");
        } catch (IllegalArgumentException broken) {
            throw AnthropicFailure.invalid(path + ".source.base64: invalid base64 data");
        }
    }

    /** The calls of a message, all of which the next one must answer. */
    private Set<String> asked(JsonNode message, String path) throws AnthropicFailure {
        Set<String> asked = new HashSet<>();
        for (JsonNode block : message.path("content")) {
            demand(
                    !List.of("image", "document", "tool_result")
                            .contains(block.path("type").asText()),
                    path + ": not in an assistant's message");
            if (block.path("type").asText().equals("tool_use")) {
                String id = block.path("id").asText();
                demand(CALL_ID.matcher(id).matches(), path + ".id: String should match pattern '^[a-zA-Z0-9_-]+$'");
                demand(calls.add(id), path + ": `tool_use` ids must be unique");
                demand(NAME.matcher(block.path("name").asText()).matches(), path + ".name: wrong pattern");
                demand(block.path("input").isObject(), path + ".input: Input should be a valid dictionary");
                asked.add(id);
                usesTools = true;
            }
        }
        return asked;
    }

    private Set<String> answered(JsonNode message, Set<String> pending, String path) throws AnthropicFailure {
        Set<String> left = new HashSet<>(pending);
        boolean others = false;
        for (JsonNode block : message.path("content")) {
            String type = block.path("type").asText();
            demand(
                    !List.of("tool_use", "thinking", "redacted_thinking").contains(type),
                    path + ": not in a user's message");
            if (!type.equals("tool_result")) {
                others = true;
                continue;
            }
            demand(!others, path + ": tool_result blocks must come first in the content");
            demand(
                    left.remove(block.path("tool_use_id").asText()),
                    path + ": unexpected `tool_use_id` found in `tool_result` blocks");
            checkResult(block.path("content"), path);
        }
        demand(left.isEmpty(), path + ": `tool_use` ids were found without `tool_result` blocks immediately after");
        return Set.of();
    }

    private static void checkResult(JsonNode content, String path) throws AnthropicFailure {
        if (content.isArray()) {
            for (JsonNode block : content) {
                demand(
                        List.of("text", "image", "document", "search_result")
                                .contains(block.path("type").asText()),
                        path + ".tool_result.content: Input tag does not match any of the expected tags");
                checkBlock(block, path + ".tool_result.content");
            }
        }
    }

    private void checkTools() throws AnthropicFailure {
        JsonNode tools = body.path("tools");
        demand(
                !usesTools || !tools.isEmpty(),
                "Requests which include `tool_use` or `tool_result` blocks must define tools.");
        Set<String> names = new HashSet<>();
        for (JsonNode tool : tools) {
            String name = tool.path("name").asText();
            demand(NAME.matcher(name).matches(), "tools.name: String should match pattern '^[a-zA-Z0-9_-]{1,128}$'");
            demand(names.add(name), "tools: Tool names must be unique.");
            JsonNode schema = tool.path("input_schema");
            demand(schema.path("type").asText().equals("object"), "tools.input_schema.type: Input should be 'object'");
            demand(
                    !schema.has("oneOf") && !schema.has("allOf") && !schema.has("anyOf"),
                    "tools.input_schema: does not support oneOf, allOf, or anyOf at the top level");
            if (tool.path("strict").asBoolean()) {
                demand(model.takesSchema(), "tools.strict: not supported by this model");
                checkSchema(schema);
            }
        }
    }

    private void checkToolChoice() throws AnthropicFailure {
        JsonNode choice = body.path("tool_choice");
        if (choice.isMissingNode()) {
            return;
        }
        String type = choice.path("type").asText();
        demand(!body.path("tools").isEmpty(), "tool_choice may only be specified while providing tools");
        demand(List.of("auto", "any", "tool", "none").contains(type), "tool_choice: Input tag does not match");
        demand(
                !type.equals("tool")
                        || body.path("tools")
                                .findValuesAsText("name")
                                .contains(choice.path("name").asText()),
                "tool_choice: Tool '" + choice.path("name").asText() + "' not found in provided tools");
        demand(
                !type.equals("none") || !choice.has("disable_parallel_tool_use"),
                "tool_choice.none.disable_parallel_tool_use: Extra inputs are not permitted");
        demand(
                !thinks() || List.of("auto", "none").contains(type),
                "Thinking may not be enabled when tool_choice forces tool use.");
    }

    private boolean thinks() {
        String type = body.path("thinking").path("type").asText();
        return type.isEmpty() ? model.thinksByDefault() : !type.equals("disabled");
    }

    private void checkThinking() throws AnthropicFailure {
        JsonNode thinking = body.path("thinking");
        switch (thinking.path("type").asText()) {
            case "enabled" -> {
                demand(model.takesBudget(), "\"thinking.type.enabled\" is not supported for this model");
                long budget = thinking.path("budget_tokens").asLong();
                demand(
                        budget >= LEAST_BUDGET,
                        "thinking.enabled.budget_tokens: should be greater than or equal to 1024");
                demand(
                        !body.has("max_tokens")
                                || budget < body.path("max_tokens").asLong(),
                        "`max_tokens` must be greater than `thinking.budget_tokens`");
                checkThoughtsAreKept();
            }
            case "adaptive" -> {
                demand(model.takesAdaptive(), "adaptive thinking is not supported on this model");
                demand(
                        !thinking.has("budget_tokens"),
                        "thinking.adaptive.budget_tokens: Extra inputs are not permitted");
            }
            case "disabled" ->
                demand(!model.alwaysThinks(), "\"thinking.type.disabled\" is not supported for this model");
            default -> demand(thinking.isMissingNode(), "thinking: Input tag does not match any of the expected tags");
        }
    }

    /** While tools are used, the message with the calls begins with the thoughts that led to them. */
    private void checkThoughtsAreKept() throws AnthropicFailure {
        JsonNode messages = body.path("messages");
        JsonNode last = messages.path(messages.size() - 1);
        demand(last.path("role").asText().equals("user"), "Prefilling is not compatible with thinking.");
        if (last.path("content").path(0).path("type").asText().equals("tool_result")) {
            String first = messages.path(messages.size() - 2)
                    .path("content")
                    .path(0)
                    .path("type")
                    .asText();
            demand(
                    first.endsWith("thinking"),
                    "Expected `thinking` or `redacted_thinking`, but found `" + first + "`.");
        }
    }

    private void checkOutput() throws AnthropicFailure {
        JsonNode config = body.path("output_config");
        if (config.has("effort")) {
            demand(model.takesEffort(), "This model does not support the effort parameter.");
            demand(
                    List.of("low", "medium", "high", "xhigh", "max")
                            .contains(config.path("effort").asText()),
                    "output_config.effort: Input should be 'low', 'medium', 'high', 'xhigh' or 'max'");
        }
        if (config.has("format")) {
            demand(model.takesSchema(), "output_config.format: not supported by this model");
            demand(
                    config.path("format").path("type").asText().equals("json_schema"),
                    "output_config.format.type: wrong");
            checkSchema(config.path("format").path("schema"));
        }
    }

    /** What structured outputs take. */
    private static void checkSchema(JsonNode schema) throws AnthropicFailure {
        demand(schema.isObject(), "schema: Input should be a valid dictionary");
        for (Iterator<String> names = schema.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            demand(!UNSUPPORTED.contains(name), "For this type, property '" + name + "' is not supported");
        }
        boolean object = schema.path("type").asText().equals("object");
        JsonNode additional = schema.path("additionalProperties");
        demand(
                !object || additional.isBoolean() && !additional.asBoolean(),
                "For 'object' type, 'additionalProperties' must be explicitly set to false");
        for (String holder : List.of("properties", "$defs", "definitions", "anyOf", "allOf")) {
            for (JsonNode inner : schema.path(holder)) {
                checkSchema(inner);
            }
        }
        if (schema.has("items")) {
            checkSchema(schema.path("items"));
        }
    }

    private void checkSampling() throws AnthropicFailure {
        for (String name : List.of("temperature", "top_p")) {
            JsonNode value = body.path(name);
            boolean inRange = value.isNumber() && value.asDouble() >= 0 && value.asDouble() <= 1;
            demand(value.isMissingNode() || inRange, name + ": range: 0..1");
        }
        boolean temperature = body.has("temperature");
        boolean topP = body.has("top_p");
        demand(
                model.takesSampling() || !temperature && !topP && !body.has("top_k"),
                "`temperature`, `top_p` and `top_k` are not supported for this model");
        demand(
                model.takesTemperatureWithTopP() || !temperature || !topP,
                "`temperature` and `top_p` cannot both be specified for this model. Please use only one.");
        if (thinks()) {
            demand(
                    !temperature || body.path("temperature").asDouble() == 1,
                    "`temperature` may only be set to 1 when thinking is enabled.");
            demand(!topP || body.path("top_p").asDouble() >= 0.95, "`top_p` must be at least 0.95 with thinking");
            demand(!body.has("top_k"), "`top_k` must be unset when thinking is enabled.");
        }
        for (JsonNode sequence : body.path("stop_sequences")) {
            demand(!sequence.asText().isBlank(), "stop_sequences: each stop sequence must contain non-whitespace");
        }
    }
}
