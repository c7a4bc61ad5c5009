package io.camelid.testkit.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Base64;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What Bedrock's reference of Converse demands of a request, and what Claude demands on top. Stricter than AWS in one thing:
 * members that the reference does not know are refused, not passed over.
 */
final class ConverseRules {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_-]{1,64}");
    private static final Pattern DOCUMENT_NAME = Pattern.compile("(?!.*\\s\\s)[a-zA-Z0-9\\s\\-()\\[\\]]{1,200}");
    private static final Set<String> MEMBERS = Set.of(
            "messages",
            "system",
            "inferenceConfig",
            "toolConfig",
            "guardrailConfig",
            "additionalModelRequestFields",
            "additionalModelResponseFieldPaths",
            "promptVariables",
            "requestMetadata",
            "performanceConfig",
            "serviceTier",
            "outputConfig");
    private static final Map<String, Set<String>> FORMATS = Map.of(
            "image", Set.of("png", "jpeg", "gif", "webp"),
            "document", Set.of("pdf", "csv", "doc", "docx", "xls", "xlsx", "html", "txt", "md"),
            "video", Set.of("mkv", "mov", "mp4", "webm", "flv", "mpeg", "mpg", "wmv", "three_gp"));
    private static final Set<String> USERS = Set.of(
            "text", "image", "document", "video", "audio", "toolResult", "cachePoint", "guardContent", "searchResult");
    private static final Set<String> ASSISTANTS =
            Set.of("text", "toolUse", "reasoningContent", "cachePoint", "citationsContent");
    private static final int MOST_CACHE_POINTS = 4;

    private final JsonNode body;
    private final boolean claude;
    private final Set<String> documents = new HashSet<>();
    private int cachePoints;
    private boolean usesTools;

    private ConverseRules(JsonNode body, String model) {
        this.body = body;
        this.claude = model.contains("anthropic.");
    }

    /** @throws BedrockFailure when a request would be refused */
    static void check(JsonNode body, String model) throws BedrockFailure {
        new ConverseRules(body, model).check();
    }

    private void check() throws BedrockFailure {
        only(body, MEMBERS, "");
        demand(
                body.path("messages").isArray() && !body.path("messages").isEmpty(),
                "A conversation must have messages.");
        for (JsonNode block : body.path("system")) {
            only(block, Set.of("text", "cachePoint", "guardContent"), "system");
            demand(!block.has("text") || !block.path("text").asText().isBlank(), "The text field in system is blank.");
        }
        cachePoints(body.path("toolConfig").path("tools"));
        cachePoints(body.path("system"));
        messages();
        demand(cachePoints <= MOST_CACHE_POINTS, "A maximum of 4 blocks with cachePoint may be provided.");
        inference();
        demand(
                !usesTools || body.has("toolConfig"),
                "The toolConfig field must be defined when using toolUse and toolResult content blocks.");
        if (body.has("toolConfig")) {
            tools(body.get("toolConfig"));
        }
        if (body.has("outputConfig")) {
            outputFormat(body.get("outputConfig"));
        }
        for (JsonNode value : body.path("requestMetadata")) {
            demand(value.isTextual(), "requestMetadata holds texts.");
        }
    }

    private void messages() throws BedrockFailure {
        String expected = "user";
        Set<String> open = Set.of();
        for (JsonNode message : body.get("messages")) {
            only(message, Set.of("role", "content"), "messages");
            String role = message.path("role").asText();
            demand(
                    role.equals(expected),
                    "A conversation must alternate between user and assistant roles, and start with a user message.");
            expected = role.equals("user") ? "assistant" : "user";
            JsonNode content = message.path("content");
            demand(content.isArray() && !content.isEmpty(), "The content field in the Message object is empty.");
            cachePoints(content);
            Set<String> answered = new HashSet<>();
            Set<String> called = new HashSet<>();
            for (JsonNode block : content) {
                block(block, role, content);
                if (block.has("toolUse")) {
                    demand(called.add(block.at("/toolUse/toolUseId").asText()), "toolUseIds must be unique.");
                }
                if (block.has("toolResult")) {
                    demand(answered.add(block.at("/toolResult/toolUseId").asText()), "toolUseIds must be unique.");
                }
            }
            demand(
                    answered.equals(open),
                    "The toolResult blocks must answer the toolUse blocks of the previous turn: " + open + ".");
            open = called;
        }
        demand(open.isEmpty(), "The last turn has toolUse blocks that nothing answers.");
    }

    private void block(JsonNode block, String role, JsonNode content) throws BedrockFailure {
        demand(block.isObject() && block.size() == 1, "A ContentBlock has exactly one member.");
        only(block, role.equals("user") ? USERS : ASSISTANTS, "the content of role " + role);
        String kind = block.fieldNames().next();
        JsonNode value = block.get(kind);
        switch (kind) {
            case "text" ->
                demand(
                        value.isTextual() && !value.asText().isBlank(),
                        "The text field in the ContentBlock object is blank. Add text to the text field, and try again.");
            case "image", "document", "video" -> media(kind, value, content);
            case "toolUse" -> {
                usesTools = true;
                only(value, Set.of("toolUseId", "name", "input", "type"), kind);
                name(value.path("toolUseId"), "toolUseId");
                name(value.path("name"), "toolUse.name");
                demand(value.path("input").isObject(), "The format of the value at toolUse.input is invalid.");
            }
            case "toolResult" -> toolResult(value);
            case "reasoningContent" -> {
                only(value, Set.of("reasoningText", "redactedContent"), kind);
                demand(
                        !claude
                                || value.has("redactedContent")
                                || !value.at("/reasoningText/signature")
                                        .asText()
                                        .isEmpty(),
                        "thinking.signature: Field required");
            }
            default -> {
                // The fake does not look into the others.
            }
        }
    }

    private void toolResult(JsonNode result) throws BedrockFailure {
        usesTools = true;
        only(result, Set.of("toolUseId", "content", "status", "type"), "toolResult");
        name(result.path("toolUseId"), "toolUseId");
        demand(result.path("content").isArray(), "toolResult.content is missing.");
        for (JsonNode piece : result.path("content")) {
            demand(piece.size() == 1, "A ToolResultContentBlock has exactly one member.");
            only(piece, Set.of("text", "json", "image", "document", "video", "searchResult"), "toolResult.content");
            demand(
                    !piece.has("text") || !piece.path("text").asText().isEmpty(),
                    "text content blocks must be non-empty");
        }
        demand(
                !result.has("status")
                        || Set.of("success", "error")
                                .contains(result.path("status").asText()),
                "toolResult.status is success or error.");
    }

    private void media(String kind, JsonNode media, JsonNode content) throws BedrockFailure {
        only(media, Set.of("format", "source", "name", "context", "citations"), kind);
        demand(FORMATS.get(kind).contains(media.path("format").asText()), "Unknown format of " + kind + ".");
        JsonNode source = media.path("source");
        demand(source.size() == 1, "A source has exactly one member.");
        only(source, Set.of("bytes", "s3Location", "text", "content"), kind + ".source");
        if (source.has("bytes")) {
            try {
                demand(Base64.getDecoder().decode(source.get("bytes").asText()).length > 0, "The media is empty.");
            } catch (IllegalArgumentException noBase64) {
                throw BedrockFailure.invalid("The bytes of " + kind + " are not base64.");
            }
        }
        if (kind.equals("document")) {
            String name = media.path("name").asText();
            demand(
                    DOCUMENT_NAME.matcher(name).matches(),
                    "The document file name can only contain alphanumeric characters,"
                            + " whitespace characters, hyphens, parentheses, and square brackets.");
            demand(documents.add(name), "Messages contains duplicate document names. Please use a unique name.");
            boolean hasText = false;
            for (JsonNode block : content) {
                hasText |= block.has("text");
            }
            demand(hasText, "A message with a document must have a text too.");
        }
    }

    private void cachePoints(JsonNode list) throws BedrockFailure {
        boolean follows = false;
        for (JsonNode block : list) {
            boolean point = block.has("cachePoint");
            if (point) {
                cachePoints++;
                demand(follows, "A cachePoint must follow what it caches.");
                demand(block.at("/cachePoint/type").asText().equals("default"), "cachePoint.type is default.");
            }
            follows = !point;
        }
    }

    private void inference() throws BedrockFailure {
        JsonNode config = body.path("inferenceConfig");
        only(config, Set.of("maxTokens", "temperature", "topP", "stopSequences"), "inferenceConfig");
        demand(!config.has("maxTokens") || config.get("maxTokens").asLong() >= 1, "maxTokens is at least 1.");
        for (String name : List.of("temperature", "topP")) {
            double value = config.path(name).asDouble();
            demand(value >= 0 && value <= 1, name + " is between 0 and 1.");
        }
        for (JsonNode text : config.path("stopSequences")) {
            demand(!text.asText().isBlank(), "stop_sequences: each stop sequence must contain non-whitespace");
        }
        if (claude && isThinking()) {
            JsonNode fields = body.get("additionalModelRequestFields");
            long budget = fields.at("/thinking/budget_tokens").asLong();
            demand(budget >= 1024, "thinking.budget_tokens: Input should be greater than or equal to 1024");
            demand(
                    config.path("maxTokens").asLong() > budget,
                    "max_tokens must be greater than thinking.budget_tokens");
            demand(
                    !config.has("temperature") && !config.has("topP") && !fields.has("top_k"),
                    "temperature, top_p and top_k may not be set when thinking is enabled");
        }
    }

    private boolean isThinking() {
        return body.at("/additionalModelRequestFields/thinking/type").asText().equals("enabled");
    }

    private void tools(JsonNode config) throws BedrockFailure {
        only(config, Set.of("tools", "toolChoice"), "toolConfig");
        demand(!config.path("tools").isEmpty(), "toolConfig.tools is empty.");
        Set<String> declared = new HashSet<>();
        for (JsonNode tool : config.path("tools")) {
            only(tool, Set.of("toolSpec", "cachePoint", "systemTool"), "toolConfig.tools");
            if (tool.has("toolSpec")) {
                JsonNode spec = tool.get("toolSpec");
                only(spec, Set.of("name", "description", "inputSchema", "strict"), "toolSpec");
                name(spec.path("name"), "toolSpec.name");
                demand(declared.add(spec.path("name").asText()), "Tool names must be unique.");
                demand(
                        !spec.has("description")
                                || !spec.path("description").asText().isEmpty(),
                        "description is empty.");
                demand(
                        spec.at("/inputSchema/json/type").asText().equals("object"),
                        "The value at toolSpec.inputSchema.json.type must be one of the following: object.");
            }
        }
        JsonNode choice = config.path("toolChoice");
        if (!choice.isMissingNode()) {
            demand(choice.isObject() && choice.size() == 1, "toolChoice has exactly one member.");
            only(choice, Set.of("auto", "any", "tool"), "toolChoice");
            demand(choice.elements().next().isObject(), "The members of toolChoice are objects.");
            demand(
                    !choice.has("tool")
                            || declared.contains(choice.at("/tool/name").asText()),
                    "toolChoice names a tool that is not declared.");
            demand(
                    !claude || !isThinking() || choice.has("auto"),
                    "Thinking may not be enabled when tool_choice forces tool use.");
        }
    }

    private static void outputFormat(JsonNode config) throws BedrockFailure {
        JsonNode format = config.path("textFormat");
        only(config, Set.of("textFormat"), "outputConfig");
        only(format, Set.of("type", "structure"), "outputConfig.textFormat");
        demand(format.path("type").asText().equals("json_schema"), "textFormat.type is json_schema.");
        JsonNode definition = format.at("/structure/jsonSchema");
        only(definition, Set.of("schema", "name", "description"), "jsonSchema");
        demand(definition.path("schema").isTextual(), "jsonSchema.schema is a JSON schema as a string.");
        try {
            closed(JSON.readTree(definition.get("schema").asText()));
        } catch (IOException noJson) {
            throw BedrockFailure.invalid("jsonSchema.schema is not JSON.");
        }
    }

    private static void closed(JsonNode schema) throws BedrockFailure {
        if (schema.path("type").asText().equals("object")) {
            demand(
                    schema.path("additionalProperties").isBoolean()
                            && !schema.path("additionalProperties").asBoolean(),
                    "For 'object' type, 'additionalProperties' must be explicitly set to false");
        }
        demand(!schema.has("minimum") && !schema.has("maxLength"), "Bounds are not supported.");
        for (JsonNode property : schema.path("properties")) {
            closed(property);
        }
        if (schema.has("items")) {
            closed(schema.get("items"));
        }
    }

    private static void name(JsonNode name, String what) throws BedrockFailure {
        demand(
                NAME.matcher(name.asText()).matches(),
                "Value at '" + what + "' failed to satisfy constraint: Member must"
                        + " satisfy regular expression pattern: [a-zA-Z0-9_-]+");
    }

    private static void only(JsonNode object, Set<String> known, String where) throws BedrockFailure {
        for (Iterator<String> names = object.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            demand(known.contains(name), "Unknown member '" + name + "' in " + where + ".");
        }
    }

    private static void demand(boolean holds, String otherwise) throws BedrockFailure {
        if (!holds) {
            throw BedrockFailure.invalid(otherwise);
        }
    }
}
