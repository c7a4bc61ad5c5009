package io.camelid.format.openai.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.camelid.format.tree.JsonTree;
import io.camelid.format.tree.Members;
import io.camelid.spi.LlmException;
import io.camelid.spi.chat.Json;
import io.camelid.spi.chat.Losses;
import io.camelid.spi.chat.OutputFormat;
import io.camelid.spi.chat.Part;
import io.camelid.spi.chat.ReasoningControl.Effort;
import io.camelid.spi.chat.Tool;
import io.camelid.spi.chat.ToolChoice;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Pieces of clients' requests that chat completions and responses have in common. */
final class RequestWords {
    private RequestWords() {}

    /** A function's declaration, flat in an object. */
    static Tool function(Members function, Optional<Part.CachePoint> cachePoint, Losses losses) throws LlmException {
        Tool tool = new Tool(
                function.requiredString("name"),
                function.string("description"),
                function.object("parameters").isPresent()
                        ? JsonTree.json(function.required("parameters"))
                        : Json.EMPTY_OBJECT,
                function.flag("strict"),
                cachePoint);
        function.unread(losses);
        return tool;
    }

    /** The mark that OpenRouter and LiteLLM have taken over from Anthropic. */
    static Optional<Part.CachePoint> cachePoint(Members members) throws LlmException {
        Optional<Members> mark = members.object("cache_control");
        if (mark.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Part.CachePoint(mark.get().string("ttl")));
    }

    /**
     * Which tools may be used, in one of the words {@code auto}, {@code none} and {@code required}.
     *
     * @throws LlmException for other words
     */
    static ToolChoice choice(String mode, Members parent, String name) throws LlmException {
        return switch (mode) {
            case "auto" -> ToolChoice.AUTO;
            case "none" -> ToolChoice.NONE;
            case "required", "any" -> ToolChoice.REQUIRED;
            default ->
                throw parent.invalid(
                        name, "Invalid value for '" + parent.path(name) + "': expected 'auto', 'none' or 'required'.");
        };
    }

    /** The tools of an {@code allowed_tools} choice. */
    static ToolChoice allowedTools(Members allowed, Losses losses) throws LlmException {
        List<String> names = new ArrayList<>();
        for (Members tool : allowed.objects("tools")) {
            Optional<Members> function = tool.object("function");
            Optional<String> name = (function.isPresent() ? function.get() : tool).string("name");
            name.ifPresentOrElse(names::add, () -> losses.add(Losses.TOOL_CHOICE));
        }
        String mode = allowed.string("mode").orElse("auto");
        return new ToolChoice(choice(mode, allowed, "mode").mode(), names);
    }

    /** A JSON schema with its name, flat in an object. */
    static OutputFormat schema(Members schema, Losses losses) throws LlmException {
        OutputFormat format = new OutputFormat.JsonSchema(
                schema.requiredString("name"),
                schema.string("description"),
                schema.object("schema").isPresent() ? JsonTree.json(schema.required("schema")) : Json.EMPTY_OBJECT,
                schema.flag("strict"));
        schema.passOver("type");
        schema.unread(losses);
        return format;
    }

    static Optional<Effort> effort(Members members, String name) throws LlmException {
        Optional<String> effort = members.string(name);
        if (effort.isEmpty()) {
            return Optional.empty();
        }
        for (Effort candidate : Effort.values()) {
            if (candidate.name().toLowerCase(Locale.ROOT).equals(effort.get())) {
                return Optional.of(candidate);
            }
        }
        throw members.invalid(
                name,
                "Invalid value for '" + members.path(name)
                        + "': expected 'none', 'minimal', 'low', 'medium', 'high', 'xhigh' or 'max'.");
    }

    /** Labels; OpenAI allows texts only, and others are kept as JSON. */
    static Map<String, String> metadata(Members members) throws LlmException {
        Map<String, String> labels = new HashMap<>();
        if (members.object("metadata").isPresent()) {
            for (Map.Entry<String, JsonNode> label :
                    members.required("metadata").properties()) {
                labels.put(label.getKey(), Nodes.textOrJson(label.getValue()));
            }
        }
        return labels;
    }

    /** Who the end user is: the older member, or the one that takes its place. */
    static Optional<String> user(Members members) throws LlmException {
        Optional<String> safety = members.string("safety_identifier");
        Optional<String> user = members.string("user");
        return user.isPresent() ? user : safety;
    }
}
