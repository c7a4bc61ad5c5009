package io.camelid.testkit.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What Google's reference (ai.google.dev/api/generate-content, /api/caching#Schema, the guides on function calling,
 * thinking and thought signatures) demands of a {@code GenerateContentRequest}.
 */
final class GeminiRules {
    /** What a request breaks. */
    static final class Breach extends Exception {
        private static final long serialVersionUID = 1L;

        Breach(String message) {
            super(message, null, false, false);
        }
    }

    private static final Map<String, Set<String>> FIELDS = Map.ofEntries(
            fields(
                    "request",
                    "model contents tools toolConfig safetySettings systemInstruction generationConfig"
                            + " cachedContent store serviceTier"),
            fields("content", "parts role"),
            fields(
                    "part",
                    "thought thoughtSignature partMetadata mediaResolution videoMetadata text inlineData functionCall"
                            + " functionResponse fileData executableCode codeExecutionResult"),
            fields("inlineData", "mimeType data"),
            fields("fileData", "mimeType fileUri"),
            fields("functionCall", "id name args"),
            fields("functionResponse", "id name response parts willContinue scheduling"),
            fields("tool", "functionDeclarations googleSearch codeExecution urlContext fileSearch googleMaps"),
            fields("function", "name description behavior parameters parametersJsonSchema response responseJsonSchema"),
            fields(
                    "schema",
                    "type format title description nullable enum maxItems minItems properties required minProperties"
                            + " maxProperties minLength maxLength pattern example anyOf propertyOrdering default items"
                            + " minimum maximum"),
            fields(
                    "generationConfig",
                    "stopSequences responseMimeType responseSchema responseJsonSchema responseModalities candidateCount"
                            + " maxOutputTokens temperature topP topK seed presencePenalty frequencyPenalty"
                            + " responseLogprobs logprobs enableEnhancedCivicAnswers speechConfig thinkingConfig"
                            + " imageConfig mediaResolution"),
            fields("thinkingConfig", "includeThoughts thinkingBudget thinkingLevel"),
            fields("toolConfig", "functionCallingConfig retrievalConfig"),
            fields("functionCallingConfig", "mode allowedFunctionNames"));

    private static final Set<String> DATA = Set.of(
            "text",
            "inlineData",
            "functionCall",
            "functionResponse",
            "fileData",
            "executableCode",
            "codeExecutionResult");
    private static final Set<String> TYPES = Set.of("STRING", "NUMBER", "INTEGER", "BOOLEAN", "ARRAY", "OBJECT");
    private static final Set<String> FORMATS = Set.of(
            "STRING enum", "STRING date-time", "NUMBER float", "NUMBER double", "INTEGER int32", "INTEGER int64");

    private final boolean thinksByLevel;
    private final String model;

    private GeminiRules(String model) {
        this.model = model;
        this.thinksByLevel = model.matches("gemini-[3-9].*");
    }

    private static Map.Entry<String, Set<String>> fields(String message, String names) {
        return Map.entry(message, Set.of(names.split(" ")));
    }

    /** Checks a whole request. */
    static void check(String model, JsonNode request) throws Breach {
        new GeminiRules(model).request(request);
    }

    private static void demand(boolean holds, String message) throws Breach {
        if (!holds) {
            throw new Breach(message);
        }
    }

    private static void known(String message, JsonNode node, String path) throws Breach {
        demand(node.isObject(), "Invalid value at '" + path + "': expected an object.");
        for (Map.Entry<String, JsonNode> member : node.properties()) {
            demand(
                    FIELDS.get(message).contains(member.getKey()),
                    "Invalid JSON payload received. Unknown name \"" + member.getKey() + "\" at '" + path
                            + "': Cannot find field.");
        }
    }

    private void request(JsonNode request) throws Breach {
        known("request", request, "request");
        tools(request);
        generationConfig(request);
        if (request.has("systemInstruction")) {
            known("content", request.get("systemInstruction"), "system_instruction");
            for (JsonNode part : request.get("systemInstruction").path("parts")) {
                demand(part.path("text").isTextual(), "System instruction must be text.");
            }
        }
        contents(request.path("contents"));
    }

    private void contents(JsonNode contents) throws Breach {
        demand(
                contents.isArray() && !contents.isEmpty(),
                "* GenerateContentRequest.contents: contents is not specified");
        String before = "model";
        List<String> called = List.of();
        for (int i = 0; i < contents.size(); i++) {
            JsonNode content = contents.get(i);
            known("content", content, "contents[" + i + "]");
            String role = content.path("role").asText("user");
            demand(role.equals("user") || role.equals("model"), "Please use a valid role: user, model.");
            demand(!role.equals(before), "Please ensure that multiturn requests alternate between user and model.");
            demand(!content.path("parts").isEmpty(), "* GenerateContentRequest.contents[" + i + "].parts: empty");
            for (JsonNode part : content.path("parts")) {
                part(part, role, "contents[" + i + "].parts");
            }
            if (role.equals("user")) {
                demand(
                        called.equals(names(content, "functionResponse")),
                        "Please ensure that the number of function response parts is equal to the number of function"
                                + " call parts of the function call turn.");
            } else {
                signatures(content);
            }
            called = role.equals("model") ? names(content, "functionCall") : List.of();
            before = role;
        }
    }

    private static List<String> names(JsonNode content, String kind) {
        List<String> names = new ArrayList<>();
        for (JsonNode part : content.path("parts")) {
            if (part.has(kind)) {
                names.add(part.path(kind).path("name").asText());
            }
        }
        return names;
    }

    private void signatures(JsonNode content) throws Breach {
        for (JsonNode part : content.path("parts")) {
            if (part.has("functionCall")) {
                demand(
                        !thinksByLevel || part.hasNonNull("thoughtSignature"),
                        "Function call is missing a thought_signature in functionCall parts.");
                return;
            }
        }
    }

    private static void part(JsonNode part, String role, String path) throws Breach {
        known("part", part, path);
        long data = part.properties().stream()
                .filter(member -> DATA.contains(member.getKey()))
                .count();
        demand(
                data == 1,
                "Invalid value at '" + path + "': required oneof field 'data' must have one initialized field");
        demand(!part.has("functionCall") || role.equals("model"), "Function calls are the model's.");
        demand(!part.has("functionResponse") || role.equals("user"), "Function responses are the user's.");
        if (part.has("thoughtSignature")) {
            base64(part.get("thoughtSignature"), path + ".thought_signature");
        }
        if (part.has("text")) {
            demand(
                    part.get("text").isTextual()
                            && (!part.get("text").textValue().isEmpty() || part.has("thoughtSignature")),
                    "Unable to submit request because it has an empty text parameter.");
        } else if (part.has("inlineData")) {
            known("inlineData", part.get("inlineData"), path + ".inline_data");
            demand(!part.get("inlineData").path("mimeType").asText().isEmpty(), "mimeType is required.");
            base64(part.get("inlineData").path("data"), path + ".inline_data.data");
        } else if (part.has("fileData")) {
            known("fileData", part.get("fileData"), path + ".file_data");
            fileUri(part.get("fileData").path("fileUri").asText());
        } else if (part.has("functionCall")) {
            known("functionCall", part.get("functionCall"), path + ".function_call");
            name(part.get("functionCall"));
            demand(part.get("functionCall").path("args").isObject(), "args must be an object.");
        } else if (part.has("functionResponse")) {
            known("functionResponse", part.get("functionResponse"), path + ".function_response");
            name(part.get("functionResponse"));
            demand(part.get("functionResponse").path("response").isObject(), "response must be an object.");
        }
    }

    private static void base64(JsonNode value, String path) throws Breach {
        try {
            Base64.getDecoder().decode(value.asText().replace('-', '+').replace('_', '/'));
        } catch (IllegalArgumentException malformed) {
            throw new Breach("Invalid value at '" + path + "' (TYPE_BYTES), Base64 decoding failed.");
        }
        demand(!value.asText().isEmpty(), "'" + path + "' is empty.");
    }

    private static void fileUri(String uri) throws Breach {
        String host = uri.startsWith("https://") ? URI.create(uri).getHost() : "";
        demand(
                uri.startsWith("gs://")
                        || Set.of("generativelanguage.googleapis.com", "www.youtube.com", "youtu.be")
                                .contains(host),
                "Unsupported file uri.");
    }

    private static void name(JsonNode function) throws Breach {
        demand(
                function.path("name").asText().matches("[A-Za-z_][A-Za-z0-9_.:-]{0,63}"),
                "Invalid function name. Must start with a letter or an underscore.");
    }

    private void tools(JsonNode request) throws Breach {
        Set<String> declared = new HashSet<>();
        for (JsonNode tool : request.path("tools")) {
            known("tool", tool, "tools");
            for (JsonNode function : tool.path("functionDeclarations")) {
                known("function", function, "tools.function_declarations");
                name(function);
                demand(declared.add(function.path("name").asText()), "Duplicate function declaration found.");
                if (function.has("parameters")) {
                    schema(function.get("parameters"), "tools.function_declarations.parameters");
                    demand(
                            function.get("parameters").has("properties"),
                            "parameters.properties: should be non-empty for OBJECT type");
                }
            }
        }
        if (request.has("toolConfig")) {
            known("toolConfig", request.get("toolConfig"), "tool_config");
            JsonNode calling = request.get("toolConfig").path("functionCallingConfig");
            known("functionCallingConfig", calling, "tool_config.function_calling_config");
            String mode = calling.path("mode").asText();
            demand(Set.of("AUTO", "ANY", "NONE", "VALIDATED").contains(mode), "Invalid function calling mode.");
            for (JsonNode allowed : calling.path("allowedFunctionNames")) {
                demand(mode.equals("ANY") || mode.equals("VALIDATED"), "Function calling mode must be ANY.");
                demand(declared.contains(allowed.asText()), "allowed_function_names is not declared.");
            }
        }
    }

    private void generationConfig(JsonNode request) throws Breach {
        JsonNode config = request.path("generationConfig");
        if (config.isMissingNode()) {
            return;
        }
        known("generationConfig", config, "generation_config");
        demand(config.path("stopSequences").size() <= 5, "Only 5 stop sequences are supported.");
        demand(config.path("seed").canConvertToInt() || !config.has("seed"), "Invalid value at 'seed' (TYPE_INT32)");
        between(config, "temperature", 0, 2);
        between(config, "topP", 0, 1);
        between(config, "candidateCount", 1, 8);
        between(config, "logprobs", 0, 20);
        demand(
                !config.has("logprobs") || config.path("responseLogprobs").asBoolean(),
                "Logprobs is set but responseLogprobs is not.");
        boolean json = config.path("responseMimeType").asText().equals("application/json");
        demand(
                thinksByLevel || !json || request.path("tools").isEmpty(),
                "Function calling with a response mime type: 'application/json' is unsupported");
        if (config.has("responseSchema")) {
            demand(json, "Response schema is set but the response mime type is not application/json.");
            schema(config.get("responseSchema"), "generation_config.response_schema");
        }
        thinking(config.path("thinkingConfig"));
    }

    private static void between(JsonNode config, String name, double least, double most) throws Breach {
        double value = config.path(name).asDouble(least);
        demand(value >= least && value <= most, "Unable to submit request because it has an invalid " + name + ".");
    }

    private void thinking(JsonNode config) throws Breach {
        if (config.isMissingNode()) {
            return;
        }
        known("thinkingConfig", config, "generation_config.thinking_config");
        demand(thinksByLevel || model.startsWith("gemini-2.5"), "Thinking is not supported for this model.");
        if (config.has("thinkingLevel")) {
            demand(thinksByLevel, "Thinking level is not supported for this model.");
            demand(!config.has("thinkingBudget"), "You can only set one of thinking budget and thinking level.");
            String level = config.get("thinkingLevel").asText();
            demand(Set.of("MINIMAL", "LOW", "MEDIUM", "HIGH").contains(level), "Invalid thinking level.");
            demand(!model.contains("-pro") || !level.equals("MINIMAL"), "This thinking level is not supported.");
        }
        long budget = config.path("thinkingBudget").asLong(-1);
        demand(
                !model.contains("-pro") || budget < 0 || budget >= 128 && budget <= 32_768,
                "The thinking budget " + budget + " is invalid. Please choose a value between 128 and 32768.");
        demand(model.contains("-pro") || budget <= 24_576, "The thinking budget is invalid.");
    }

    private static void schema(JsonNode schema, String path) throws Breach {
        known("schema", schema, path);
        if (schema.has("anyOf")) {
            demand(schema.size() == 1, path + ": when using any_of, it must be the only field set");
            for (JsonNode branch : schema.get("anyOf")) {
                schema(branch, path + ".any_of");
            }
            return;
        }
        String type = schema.path("type").asText();
        demand(TYPES.contains(type), path + ".type: must be specified");
        demand(
                !schema.has("format")
                        || FORMATS.contains(type + " " + schema.get("format").asText()),
                path + ".format: not supported for " + type + " type");
        for (JsonNode value : schema.path("enum")) {
            demand(type.equals("STRING") && value.isTextual(), path + ".enum: only allowed for STRING type");
            demand(!value.textValue().isEmpty(), path + ".enum: cannot be empty");
        }
        demand(!type.equals("ARRAY") || schema.has("items"), path + ".items: missing field.");
        if (schema.has("items")) {
            schema(schema.get("items"), path + ".items");
        }
        demand(
                !schema.has("properties") || !schema.get("properties").isEmpty(),
                path + ".properties: should be non-empty for OBJECT type");
        for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
            schema(property.getValue(), path + ".properties[" + property.getKey() + "]");
        }
        for (JsonNode name : schema.path("required")) {
            demand(schema.path("properties").has(name.asText()), path + ".required: property is not defined");
        }
    }
}
