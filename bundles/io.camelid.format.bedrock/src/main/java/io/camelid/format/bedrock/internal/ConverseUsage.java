package io.camelid.format.bedrock.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.camelid.format.tree.JsonTree;
import io.camelid.spi.Usage;

/** Converse's {@code usage}, whose input tokens are those that neither came from the cache nor went to it. */
final class ConverseUsage {
    private static final String INPUT = "inputTokens";
    private static final String OUTPUT = "outputTokens";
    private static final String CACHE_READ = "cacheReadInputTokens";
    private static final String CACHE_WRITE = "cacheWriteInputTokens";

    private ConverseUsage() {}

    static Usage read(JsonNode usage) {
        long input = usage.path(INPUT).asLong(-1);
        long read = usage.path(CACHE_READ).asLong(-1);
        long written = usage.path(CACHE_WRITE).asLong(-1);
        return new Usage(
                input < 0 ? -1 : input + Math.max(0, read) + Math.max(0, written),
                usage.path(OUTPUT).asLong(-1),
                read,
                written,
                -1);
    }

    /** The reference wants numbers, so that what is not known becomes 0. */
    static ObjectNode write(Usage usage) {
        long cached = Math.max(0, usage.cacheRead()) + Math.max(0, usage.cacheWrite());
        long input = Math.max(0, usage.input() - cached);
        long output = Math.max(0, usage.output());
        ObjectNode node =
                JsonTree.object().put(INPUT, input).put(OUTPUT, output).put("totalTokens", input + cached + output);
        if (usage.cacheRead() >= 0) {
            node.put(CACHE_READ, usage.cacheRead());
        }
        if (usage.cacheWrite() >= 0) {
            node.put(CACHE_WRITE, usage.cacheWrite());
        }
        return node;
    }
}
