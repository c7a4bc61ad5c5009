package io.camelid.format.openai.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.camelid.format.tree.JsonTree;

/** Values in a provider's answer, read leniently: what is not of the right type is taken as absent. */
final class Nodes {
    private Nodes() {}

    /** A member's text; empty if it is none. */
    static String text(JsonNode node, String member) {
        JsonNode value = node.get(member);
        return value != null && value.isTextual() ? value.textValue() : "";
    }

    /** A text, or whatever else stands in its place as JSON; empty if nothing does. */
    static String textOrJson(JsonNode value) {
        if (value == null || value.isNull() || value.isMissingNode()) {
            return "";
        }
        return value.isTextual() ? value.textValue() : JsonTree.text(value);
    }

    /** A member's count; -1 if it is none. */
    static long count(JsonNode node, String member) {
        JsonNode value = node.get(member);
        return value != null && value.isNumber() && value.canConvertToLong() ? value.longValue() : -1;
    }
}
