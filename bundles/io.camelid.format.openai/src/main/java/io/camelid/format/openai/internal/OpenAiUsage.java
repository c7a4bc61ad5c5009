package io.camelid.format.openai.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.camelid.format.tree.JsonTree;
import io.camelid.spi.Usage;

/**
 * Token counts in the words of one of OpenAI's APIs. OpenAI counts cached tokens with the input and reasoning with the
 * output, as {@link Usage} does; {@code cache_write_tokens} is what OpenRouter and LiteLLM add to the reference.
 *
 * @param input the name of the input's count
 * @param output the name of the output's count
 */
record OpenAiUsage(String input, String output) {
    static final OpenAiUsage COMPLETIONS = new OpenAiUsage("prompt_tokens", "completion_tokens");
    static final OpenAiUsage RESPONSES = new OpenAiUsage("input_tokens", "output_tokens");

    private static final String DETAILS = "_details";
    private static final String CACHED = "cached_tokens";
    private static final String CACHE_WRITE = "cache_write_tokens";
    private static final String REASONING = "reasoning_tokens";

    Usage read(JsonNode usage) {
        JsonNode ofInput = usage.path(input + DETAILS);
        long cached = Nodes.count(ofInput, CACHED);
        return new Usage(
                Nodes.count(usage, input),
                Nodes.count(usage, output),
                // DeepSeek's name.
                cached < 0 ? Nodes.count(usage, "prompt_cache_hit_tokens") : cached,
                Nodes.count(ofInput, CACHE_WRITE),
                Nodes.count(usage.path(output + DETAILS), REASONING));
    }

    /** Counts that nobody said are 0, since the reference requires them. */
    ObjectNode write(Usage usage) {
        long in = Math.max(0, usage.input());
        long out = Math.max(0, usage.output());
        ObjectNode node = JsonTree.object();
        node.put(input, in);
        node.put(output, out);
        node.put("total_tokens", in + out);
        ObjectNode details = node.putObject(input + DETAILS).put(CACHED, Math.max(0, usage.cacheRead()));
        if (usage.cacheWrite() > 0) {
            details.put(CACHE_WRITE, usage.cacheWrite());
        }
        node.putObject(output + DETAILS).put(REASONING, Math.max(0, usage.reasoning()));
        return node;
    }
}
