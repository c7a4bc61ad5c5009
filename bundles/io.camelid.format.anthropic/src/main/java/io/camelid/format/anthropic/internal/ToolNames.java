package io.camelid.format.anthropic.internal;

import io.camelid.spi.chat.ChatRequest;
import io.camelid.spi.chat.Part;
import io.camelid.spi.chat.Tool;
import io.camelid.spi.chat.Turn;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The names of a request's tools in the alphabet of Anthropic's, {@code [a-zA-Z0-9_-]{1,128}}, and back. The same request
 * always gives the same names.
 */
final class ToolNames {
    private static final int LONGEST = 128;
    private static final Pattern VALID = Pattern.compile("[a-zA-Z0-9_-]{1," + LONGEST + "}");

    private final Map<String, String> reduced = new HashMap<>();
    private final Map<String, String> original = new HashMap<>();

    private ToolNames() {}

    /** @param reserved a name that no tool of the request may get; empty text for none */
    static ToolNames of(ChatRequest request, String reserved) {
        Set<String> all = all(request);
        Set<String> taken = new HashSet<>(all);
        taken.add(reserved);
        Map<String, Integer> numbers = new HashMap<>();
        ToolNames names = new ToolNames();
        for (String name : all) {
            if (!VALID.matcher(name).matches()) {
                String unique = unique(name, taken, numbers);
                names.reduced.put(name, unique);
                names.original.put(unique, name);
            }
        }
        return names;
    }

    /** The names of all tools that are offered or were called, in their order. */
    static Set<String> all(ChatRequest request) {
        Set<String> all = new LinkedHashSet<>();
        for (Tool tool : request.tools()) {
            all.add(tool.name());
        }
        for (Turn turn : request.turns()) {
            for (Part part : turn.parts()) {
                if (part instanceof Part.ToolCall call) {
                    all.add(call.name());
                }
            }
        }
        return all;
    }

    private static String unique(String name, Set<String> taken, Map<String, Integer> numbers) {
        String plain = name.isEmpty() ? "_" : name.replaceAll("[^a-zA-Z0-9_-]", "_");
        String base = plain.substring(0, Math.min(plain.length(), LONGEST - 8));
        String candidate = plain.length() > LONGEST ? base : plain;
        while (!taken.add(candidate)) {
            candidate = base + "_" + numbers.merge(base, 1, Integer::sum);
        }
        return candidate;
    }

    /** A name as Anthropic takes it. */
    String reduced(String name) {
        return reduced.getOrDefault(name, name);
    }

    /** A name as the request has it. */
    String original(String name) {
        return original.getOrDefault(name, name);
    }
}
