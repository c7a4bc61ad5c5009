package io.camelid.format.openai.internal;

import io.camelid.spi.chat.ChatRequest;
import io.camelid.spi.chat.Tool;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Tools' names as OpenAI takes them: at most 64 of {@code a-z A-Z 0-9 _ -}. A name that is something else is disguised, the
 * same way every time, and found again in the answer.
 */
final class ToolNames {
    private static final Pattern VALID = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    private static final int PREFIX = 64 - 1 - Digests.SHORT;

    private final Map<String, String> originals = new HashMap<>();

    private ToolNames(ChatRequest request) {
        for (Tool tool : request.tools()) {
            String name = disguise(tool.name());
            if (!name.equals(tool.name())) {
                originals.put(name, tool.name());
            }
        }
    }

    /** The names in the answer to a request. */
    static ToolNames of(ChatRequest request) {
        return new ToolNames(request);
    }

    /** A name for OpenAI. */
    static String disguise(String name) {
        if (VALID.matcher(name).matches()) {
            return name;
        }
        String safe = name.replaceAll("[^A-Za-z0-9_-]", "_");
        return safe.substring(0, Math.min(PREFIX, safe.length())) + "_" + Digests.shortDigest(name);
    }

    /** The client's name for what OpenAI calls by that name. */
    String original(String name) {
        return originals.getOrDefault(name, name);
    }
}
