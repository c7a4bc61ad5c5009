package io.camelid.itests.translation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Makes documents that mean the same the same text: members in alphabetical order, numbers in one notation, and without
 * what is made up for every answer.
 */
final class Meaning {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    private static final Pattern COUNT = Pattern.compile(".*(_tokens|Tokens|TokenCount)");
    private static final Pattern DETAILS = Pattern.compile(".*_tokens_details");
    private static final String ANY = "<any>";
    private static final String MADE = "<made>";
    /** What a response of OpenAI's repeats of its request; a whole answer shows it, so that a stream need not. */
    private static final Set<String> REPEATED = Set.of(
            "background",
            "instructions",
            "max_output_tokens",
            "max_tool_calls",
            "parallel_tool_calls",
            "previous_response_id",
            "reasoning",
            "store",
            "temperature",
            "text",
            "tool_choice",
            "tools",
            "top_logprobs",
            "top_p",
            "truncation",
            "user",
            "metadata");

    private Meaning() {}

    /** A request. */
    static JsonNode ofRequest(JsonNode request) {
        return ordered(request, Set.of());
    }

    /** An answer in a dialect, of a model whatever the golden file's is. */
    static JsonNode ofAnswer(JsonNode answer, Dialect dialect, String model) {
        JsonNode ordered = ordered(answer, dialect.made());
        leaveOutNoTokens(ordered);
        for (String name : new String[] {"model", "modelVersion"}) {
            for (JsonNode holder : ordered.findParents(name)) {
                ((ObjectNode) holder).put(name, model);
            }
        }
        return ordered;
    }

    /** The events of a stream. */
    static JsonNode ofStream(JsonNode events, Dialect dialect, String model) {
        JsonNode meaning = ofAnswer(events, dialect, model);
        if (dialect == Dialect.RESPONSES) {
            for (JsonNode event : meaning) {
                if (event.path("data").path("response") instanceof ObjectNode response) {
                    response.remove(REPEATED);
                }
            }
        }
        return meaning;
    }

    /** Calls of tools keep their ids, and these are told apart by their shape: nothing else has an id and a name or type. */
    private static boolean isMade(String name, JsonNode holder, Set<String> made) {
        boolean call = name.equals("id")
                && (holder.has("function") || holder.path("type").asText().equals("tool_use"));
        return made.contains(name) && !call;
    }

    /** That there are no tokens of a kind, and nothing about that kind, are the same. */
    private static void leaveOutNoTokens(JsonNode node) {
        node.forEach(Meaning::leaveOutNoTokens);
        if (node instanceof ObjectNode object) {
            List<String> names = new ArrayList<>();
            object.fieldNames().forEachRemaining(names::add);
            names.removeIf(name -> !isNoTokens(name, object.get(name)));
            object.remove(names);
        }
    }

    private static boolean isNoTokens(String name, JsonNode value) {
        return COUNT.matcher(name).matches() && value.isNumber() && value.intValue() == 0
                || DETAILS.matcher(name).matches() && value.isObject() && value.isEmpty();
    }

    private static JsonNode ordered(JsonNode node, Set<String> made) {
        if (node.isNumber()) {
            return DoubleNode.valueOf(node.doubleValue());
        }
        if (node.isArray()) {
            ArrayNode list = JSON.createArrayNode();
            node.forEach(item -> list.add(ordered(item, made)));
            return list;
        }
        if (!node.isObject()) {
            return node;
        }
        Map<String, JsonNode> members = new TreeMap<>();
        for (Map.Entry<String, JsonNode> member : node.properties()) {
            members.put(
                    member.getKey(),
                    isMade(member.getKey(), node, made) ? TextNode.valueOf(MADE) : ordered(member.getValue(), made));
        }
        return JSON.createObjectNode().setAll(members);
    }

    /** What is told, with {@code <any>} wherever a golden file leaves the words open and there are some. */
    static JsonNode asOpenAs(JsonNode golden, JsonNode told) {
        if (golden.asText().equals(ANY) && told.isTextual() && !told.asText().isBlank()) {
            return golden;
        }
        if (golden.isArray() && told instanceof ArrayNode list) {
            for (int i = 0; i < Math.min(golden.size(), list.size()); i++) {
                list.set(i, asOpenAs(golden.get(i), list.get(i)));
            }
        }
        if (golden.isObject() && told instanceof ObjectNode object) {
            for (Map.Entry<String, JsonNode> member : golden.properties()) {
                if (object.has(member.getKey())) {
                    object.set(member.getKey(), asOpenAs(member.getValue(), object.get(member.getKey())));
                }
            }
        }
        return told;
    }

    /** For comparison, and for people to read when it fails. */
    static String text(JsonNode meaning) {
        try {
            return JSON.writeValueAsString(meaning);
        } catch (JsonProcessingException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
