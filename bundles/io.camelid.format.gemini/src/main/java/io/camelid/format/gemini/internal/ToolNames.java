package io.camelid.format.gemini.internal;

import io.camelid.spi.chat.ChatRequest;
import io.camelid.spi.chat.Part;
import io.camelid.spi.chat.Tool;
import io.camelid.spi.chat.Turn;
import java.util.HashMap;
import java.util.Map;

/**
 * The names of a request's tools as Google accepts them: a letter or underscore, then letters, digits, {@code _ . : -},
 * 64 characters in all. The same request gives the same names, so that the answer's can be turned back.
 */
final class ToolNames {
    private static final int LONGEST = 64;

    private final Map<String, String> reduced = new HashMap<>();
    private final Map<String, String> original = new HashMap<>();

    private ToolNames() {}

    static ToolNames of(ChatRequest request) {
        ToolNames names = new ToolNames();
        for (Tool tool : request.tools()) {
            names.reduced(tool.name());
        }
        for (Turn turn : request.turns()) {
            for (Part part : turn.parts()) {
                if (part instanceof Part.ToolCall call) {
                    names.reduced(call.name());
                }
            }
        }
        return names;
    }

    /** The name to send. */
    String reduced(String name) {
        String known = reduced.get(name);
        if (known != null) {
            return known;
        }
        String plain = name.replaceAll("[^A-Za-z0-9_.:-]", "_");
        String safe = plain.matches("[A-Za-z_].*") ? plain : "_" + plain;
        String candidate = shortened(safe, LONGEST);
        for (int i = 2; original.containsKey(candidate); i++) {
            String mark = "_" + i;
            candidate = shortened(safe, LONGEST - mark.length()) + mark;
        }
        reduced.put(name, candidate);
        original.put(candidate, name);
        return candidate;
    }

    private static String shortened(String name, int length) {
        return name.length() <= length ? name : name.substring(0, length);
    }

    /** The client's name for one that came back. */
    String original(String name) {
        return original.getOrDefault(name, name);
    }
}
