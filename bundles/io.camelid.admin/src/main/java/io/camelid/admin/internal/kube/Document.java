package io.camelid.admin.internal.kube;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** An object as the view shows it, with ways to look into it that take anything for an answer. */
record Document(Map<String, Object> content, Instant now) {
    private static final String NONE = "<none>";

    /** What is at a path of members; null when nothing is. */
    Object at(String... path) {
        Object here = content;
        for (String member : path) {
            here = here instanceof Map<?, ?> map ? map.get(member) : null;
        }
        return here;
    }

    /** The text at a path; empty when there is none. */
    String text(String... path) {
        Object value = at(path);
        return value == null || value instanceof Map ? "" : String.valueOf(value);
    }

    Map<?, ?> map(String... path) {
        return at(path) instanceof Map<?, ?> map ? map : Map.of();
    }

    Collection<?> list(String... path) {
        return at(path) instanceof Collection<?> list ? list : List.of();
    }

    String name() {
        return text("metadata", "name");
    }

    /** A member of the condition of some type; empty when there is none. */
    String condition(String type, String member) {
        return list("status", "conditions").stream()
                .map(condition -> condition instanceof Map<?, ?> map ? map : Map.of())
                .filter(condition -> type.equals(condition.get("type")))
                .map(condition -> condition.get(member))
                .filter(Objects::nonNull)
                .map(String::valueOf)
                .findFirst()
                .orElse("");
    }

    String age() {
        try {
            return age(Duration.between(Instant.parse(text("metadata", "creationTimestamp")), now));
        } catch (DateTimeParseException e) {
            return "<unknown>";
        }
    }

    static String orNone(String text) {
        return text.isEmpty() ? NONE : text;
    }

    static String joined(Collection<?> values) {
        return values.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    /** In the two units that matter, as Kubernetes shows ages. */
    static String age(Duration age) {
        long seconds = Math.max(0, age.toSeconds());
        long minutes = seconds / 60;
        long hours = minutes / 60;
        long days = hours / 24;
        if (seconds < 120) {
            return seconds + "s";
        } else if (minutes < 10) {
            return pair(minutes, "m", seconds % 60, "s");
        } else if (hours < 3) {
            return minutes + "m";
        } else if (hours < 8) {
            return pair(hours, "h", minutes % 60, "m");
        } else if (hours < 48) {
            return hours + "h";
        } else if (days < 8) {
            return pair(days, "d", hours % 24, "h");
        } else if (days < 730) {
            return days + "d";
        }
        return pair(days / 365, "y", days % 365, "d");
    }

    private static String pair(long first, String unit, long second, String smallerUnit) {
        return first + unit + (second == 0 ? "" : second + smallerUnit);
    }
}
