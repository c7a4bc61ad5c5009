package io.camelid.format.anthropic.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.camelid.format.tree.JsonTree;
import io.camelid.spi.Usage;

/**
 * Usage as Anthropic counts it: input without what was read from the cache or written to it. Events tell parts of it, of
 * which the last ones count. For one answer; not thread-safe.
 */
final class TokenCounts {
    private long input = -1;
    private long output = -1;
    private long cacheRead = -1;
    private long cacheWrite = -1;
    private long reasoning = -1;

    /** Takes what a {@code usage} object says. */
    void add(JsonNode usage) {
        input = count(usage, "input_tokens", input);
        output = count(usage, "output_tokens", output);
        cacheRead = count(usage, "cache_read_input_tokens", cacheRead);
        cacheWrite = count(usage, "cache_creation_input_tokens", cacheWrite);
        reasoning = count(usage.path("output_tokens_details"), "thinking_tokens", reasoning);
    }

    private static long count(JsonNode usage, String name, long before) {
        JsonNode count = usage.path(name);
        return count.canConvertToLong() && count.isNumber() && count.longValue() >= 0 ? count.longValue() : before;
    }

    Usage usage() {
        long all = input < 0 ? -1 : input + Math.max(0, cacheRead) + Math.max(0, cacheWrite);
        return new Usage(all, output, cacheRead, cacheWrite, reasoning);
    }

    /** A {@code usage} object, in which clients expect all counts; what is not known is 0. */
    static ObjectNode write(Usage usage) {
        long read = Math.max(0, usage.cacheRead());
        long write = Math.max(0, usage.cacheWrite());
        ObjectNode written = JsonTree.object()
                .put("input_tokens", Math.max(0, usage.input() - read - write))
                .put("cache_creation_input_tokens", write)
                .put("cache_read_input_tokens", read)
                .put("output_tokens", Math.max(0, usage.output()));
        if (usage.reasoning() >= 0) {
            written.putObject("output_tokens_details").put("thinking_tokens", usage.reasoning());
        }
        return written;
    }
}
