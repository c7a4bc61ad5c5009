package io.camelid.testkit.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What OpenAI's reference demands of a request for a chat completion, of the members that it knows; servers that are
 * compatible know more. An empty conversation is let pass.
 */
final class CompletionsRules {
    /** A request that is refused. */
    private static final class Breach extends Exception {
        private static final long serialVersionUID = 1L;

        Breach(String message) {
            super(message, null, false, false);
        }
    }

    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_-]{1,64}");
    private static final Pattern PICTURE = Pattern.compile("data:image/(?:png|jpeg|gif|webp);base64,(.+)");
    private static final Set<String> EFFORTS = Set.of("none", "minimal", "low", "medium", "high", "xhigh", "max");
    private static final Map<String, Set<String>> PARTS = Map.of(
            "system", Set.of("text"),
            "developer", Set.of("text"),
            "user", Set.of("text", "image_url", "input_audio", "file"),
            "assistant", Set.of("text", "refusal"),
            "tool", Set.of("text"));
    private static final int MOST_STOPS = 4;

    private final JsonNode body;

    private CompletionsRules(JsonNode body) {
        this.body = body;
    }

    /** Why a request is refused, if it is. */
    static Optional<String> breach(JsonNode body) {
        try {
            new CompletionsRules(body).check();
            return Optional.empty();
        } catch (Breach breach) {
            return Optional.of(breach.getMessage());
        }
    }

    private static void demand(boolean holds, String message) throws Breach {
        if (!holds) {
            throw new Breach(message);
        }
    }

    private void check() throws Breach {
        messages();
        tools();
        format();
        sampling();
    }

    private void messages() throws Breach {
        Set<String> open = new HashSet<>();
        for (JsonNode message : body.path("messages")) {
            String role = message.path("role").asText();
            demand(PARTS.containsKey(role), "messages: unknown role " + role);
            content(message, role);
            if (role.equals("tool")) {
                demand(open.remove(message.path("tool_call_id").asText()), "A tool message answers no tool call.");
            } else {
                demand(open.isEmpty(), "An assistant message with tool_calls must be followed by tool messages.");
            }
            for (JsonNode call : message.path("tool_calls")) {
                demand(role.equals("assistant"), "tool_calls are the assistant's.");
                call(call);
                demand(open.add(call.path("id").asText()), "Duplicate id of a tool call.");
            }
        }
        demand(open.isEmpty(), "An assistant message with tool_calls must be followed by tool messages.");
    }

    private static void content(JsonNode message, String role) throws Breach {
        JsonNode content = message.path("content");
        if (content.isMissingNode() || content.isNull()) {
            boolean said = !message.path("tool_calls").isEmpty() || message.hasNonNull("refusal");
            demand(role.equals("assistant") && said, "messages.content: expected a string, got null.");
            return;
        }
        demand(content.isTextual() || content.isArray() && !content.isEmpty(), "messages.content: wrong type.");
        for (JsonNode part : content) {
            String type = part.path("type").asText();
            demand(PARTS.get(role).contains(type), "messages.content.type: " + type + " is none of role " + role);
            demand(part.has(type), "messages.content: missing " + type);
            if (type.equals("image_url")) {
                picture(part.path("image_url").path("url").asText());
            }
        }
    }

    private static void picture(String url) throws Breach {
        Matcher picture = PICTURE.matcher(url);
        demand(picture.matches() || url.startsWith("https://") || url.startsWith("http://"), "Invalid image_url.");
        if (picture.matches()) {
            try {
                Base64.getDecoder().decode(picture.group(1));
            } catch (IllegalArgumentException broken) {
                throw new Breach("Invalid base64 image_url.");
            }
        }
    }

    private static void call(JsonNode call) throws Breach {
        demand(call.path("type").asText().equals("function"), "tool_calls.type: expected function.");
        demand(!call.path("id").asText().isEmpty(), "tool_calls.id is missing.");
        demand(NAME.matcher(call.at("/function/name").asText()).matches(), "tool_calls.function.name: wrong pattern.");
        demand(call.at("/function/arguments").isTextual(), "tool_calls.function.arguments: expected a string.");
    }

    private void tools() throws Breach {
        Set<String> names = new HashSet<>();
        for (JsonNode tool : body.path("tools")) {
            demand(tool.path("type").asText().equals("function"), "tools.type: expected function.");
            JsonNode function = tool.path("function");
            demand(NAME.matcher(function.path("name").asText()).matches(), "tools.function.name: wrong pattern.");
            names.add(function.path("name").asText());
            JsonNode parameters = function.path("parameters");
            demand(
                    parameters.isMissingNode()
                            || parameters.path("type").asText().equals("object"),
                    "Invalid schema for function: schema must be of type object.");
            if (function.path("strict").asBoolean()) {
                strict(parameters);
            }
        }
        demand(
                !names.isEmpty() || !body.hasNonNull("tool_choice"),
                "tool_choice is only allowed when tools are specified.");
        demand(
                !names.isEmpty() || !body.has("parallel_tool_calls"),
                "parallel_tool_calls is only allowed when tools are specified.");
        JsonNode choice = body.path("tool_choice");
        demand(
                !choice.isTextual() || Set.of("none", "auto", "required").contains(choice.asText()),
                "tool_choice: unknown value.");
        String named = choice.at("/function/name").asText();
        demand(!choice.isObject() || named.isEmpty() || names.contains(named), "tool_choice names no tool.");
    }

    private void format() throws Breach {
        JsonNode format = body.path("response_format");
        String type = format.path("type").asText();
        demand(
                format.isMissingNode()
                        || Set.of("text", "json_object", "json_schema").contains(type),
                "response_format.type: unknown value.");
        if (type.equals("json_schema")) {
            JsonNode named = format.path("json_schema");
            demand(NAME.matcher(named.path("name").asText()).matches(), "response_format.json_schema.name is missing.");
            if (named.path("strict").asBoolean()) {
                strict(named.path("schema"));
            }
        }
    }

    /** What structured outputs take: objects that are closed, with all of their members required. */
    private static void strict(JsonNode schema) throws Breach {
        if (schema.path("type").asText().equals("object")) {
            JsonNode more = schema.path("additionalProperties");
            demand(more.isBoolean() && !more.asBoolean(), "Invalid schema: additionalProperties must be false.");
            List<String> required = new ArrayList<>();
            schema.path("required").forEach(name -> required.add(name.asText()));
            for (Map.Entry<String, JsonNode> property :
                    schema.path("properties").properties()) {
                demand(required.contains(property.getKey()), "Invalid schema: all properties must be required.");
            }
        }
        demand(!schema.has("oneOf") && !schema.has("allOf"), "Invalid schema: oneOf and allOf are not permitted.");
        for (String holder : List.of("properties", "$defs", "anyOf")) {
            for (JsonNode inner : schema.path(holder)) {
                strict(inner);
            }
        }
        if (schema.has("items")) {
            strict(schema.get("items"));
        }
    }

    private void sampling() throws Breach {
        between("temperature", 0, 2);
        between("top_p", 0, 1);
        between("presence_penalty", -2, 2);
        between("frequency_penalty", -2, 2);
        between("n", 1, 128);
        between("top_logprobs", 0, 20);
        demand(
                !body.hasNonNull("top_logprobs") || body.path("logprobs").asBoolean(),
                "top_logprobs is only allowed when logprobs is enabled.");
        demand(body.path("stop").size() <= MOST_STOPS, "stop: array too long.");
        demand(
                !body.hasNonNull("max_tokens") || !body.hasNonNull("max_completion_tokens"),
                "Setting max_tokens and max_completion_tokens at the same time is not supported.");
        demand(
                !body.hasNonNull("stream_options") || body.path("stream").asBoolean(),
                "stream_options is only allowed when stream is enabled.");
        demand(
                !body.hasNonNull("reasoning_effort")
                        || EFFORTS.contains(body.path("reasoning_effort").asText()),
                "reasoning_effort: unknown value.");
    }

    private void between(String name, double least, double most) throws Breach {
        JsonNode value = body.path(name);
        boolean absent = value.isMissingNode() || value.isNull();
        demand(
                absent || value.isNumber() && value.asDouble() >= least && value.asDouble() <= most,
                name + ": out of range.");
    }
}
