package io.camelid.format.bedrock.internal;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Names made to fit {@code [A-Za-z0-9_-]{1,64}}, to which Bedrock holds tool names and the ids of tool calls. Different
 * names stay different, and the same names in the same order always become the same. Not thread-safe.
 */
final class SafeNames {
    private static final int LONGEST = 64;
    private static final Pattern SAFE = Pattern.compile("[A-Za-z0-9_-]{1," + LONGEST + "}");
    private static final Pattern UNSAFE = Pattern.compile("[^A-Za-z0-9_-]");

    private final String otherwise;
    private final Map<String, String> safe = new HashMap<>();
    private final Map<String, String> original = new HashMap<>();
    /** How often a name was wanted by others. */
    private final Map<String, Integer> wanted = new HashMap<>();

    /** @param otherwise what stands for an empty name */
    SafeNames(String otherwise) {
        this.otherwise = otherwise;
    }

    /** The name to use instead of one, which may be the same. */
    String of(String name) {
        return safe.computeIfAbsent(name, this::claim);
    }

    /** The name that a safe one stands for; itself if it stands for none. */
    String original(String safeName) {
        return original.getOrDefault(safeName, safeName);
    }

    /** A safe name that is nobody else's, for a thing of ours. */
    String another(String name) {
        return claim(name);
    }

    private String claim(String name) {
        String fitting = SAFE.matcher(name).matches() ? name : reduced(name);
        String free = fitting;
        while (original.containsKey(free)) {
            String mark = "_" + wanted.merge(fitting, 1, Integer::sum);
            free = fitting.substring(0, Math.min(fitting.length(), LONGEST - mark.length())) + mark;
        }
        original.put(free, name);
        return free;
    }

    private String reduced(String name) {
        String plain = UNSAFE.matcher(name.isEmpty() ? otherwise : name).replaceAll("_");
        return plain.substring(0, Math.min(plain.length(), LONGEST));
    }
}
