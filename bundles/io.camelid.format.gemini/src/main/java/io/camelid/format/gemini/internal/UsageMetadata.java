package io.camelid.format.gemini.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.camelid.format.tree.JsonTree;
import io.camelid.spi.Usage;

/**
 * Google's {@code UsageMetadata}: what a tool of Google's found counts beside the prompt, and thoughts beside the
 * candidates; what came from the cache counts in the prompt.
 */
final class UsageMetadata {
    private UsageMetadata() {}

    static Usage read(JsonNode usage) {
        long prompt = count(usage, "promptTokenCount");
        long candidates = count(usage, "candidatesTokenCount");
        long thoughts = count(usage, "thoughtsTokenCount");
        return new Usage(
                prompt < 0 ? -1 : prompt + Math.max(0, count(usage, "toolUsePromptTokenCount")),
                Math.max(candidates, thoughts) < 0 ? -1 : Math.max(0, candidates) + Math.max(0, thoughts),
                count(usage, "cachedContentTokenCount"),
                -1,
                thoughts);
    }

    private static long count(JsonNode usage, String name) {
        JsonNode value = usage.path(name);
        return value.isNumber() && value.canConvertToLong() && value.longValue() >= 0
                ? Math.min(value.longValue(), Integer.MAX_VALUE)
                : -1;
    }

    static ObjectNode write(Usage usage) {
        ObjectNode written = JsonTree.object();
        long input = Math.max(0, usage.input());
        long output = Math.max(0, usage.output());
        long reasoning = Math.min(Math.max(0, usage.reasoning()), output);
        written.put("promptTokenCount", input).put("candidatesTokenCount", output - reasoning);
        if (usage.reasoning() >= 0) {
            written.put("thoughtsTokenCount", reasoning);
        }
        if (usage.cacheRead() >= 0) {
            written.put("cachedContentTokenCount", usage.cacheRead());
        }
        return written.put("totalTokenCount", input + output);
    }
}
