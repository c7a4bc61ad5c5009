package io.camelid.telemetry.internal;

import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps a label whose values are chosen outside from filling the memory: the first values seen are kept, up to a
 * number, every other becomes {@value #OTHER}.
 */
final class BoundedLabel {
    /** What has no value. */
    static final String UNKNOWN = "unknown";
    /** What is beyond the bound. */
    static final String OTHER = "other";

    private final int values;
    private final int length;
    private final Set<String> known = ConcurrentHashMap.newKeySet();

    /**
     * @param values how many distinct values are told apart
     * @param length the longest value in characters
     */
    BoundedLabel(int values, int length) {
        this.values = values;
        this.length = length;
    }

    String of(String value) {
        if (value.isEmpty()) {
            return UNKNOWN;
        }
        if (known.contains(value)) {
            return value;
        }
        if (known.size() >= values || value.length() > length || !isPlain(value)) {
            return OTHER;
        }
        known.add(value);
        return value;
    }

    /** The values, with {@value #UNKNOWN} for each that is empty. */
    static String[] orUnknown(String... values) {
        return Arrays.stream(values)
                .map(value -> value.isEmpty() ? UNKNOWN : value)
                .toArray(String[]::new);
    }

    /** Nothing but {@value #OTHER}. */
    static String[] others(int count) {
        String[] values = new String[count];
        Arrays.fill(values, OTHER);
        return values;
    }

    private static boolean isPlain(String value) {
        return value.chars().noneMatch(c -> Character.isISOControl(c) || Character.isSurrogate((char) c));
    }
}
