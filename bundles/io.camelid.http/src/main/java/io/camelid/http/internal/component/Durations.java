package io.camelid.http.internal.component;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times as operators write them: {@code 500ms}, {@code 30s}, {@code 5m}; a bare number is seconds. */
final class Durations {
    private static final Pattern FORM = Pattern.compile("\\s*(\\d{1,9})\\s*(ms|s|m)?\\s*");

    private Durations() {}

    /** @throws IllegalArgumentException when the text is no time */
    static Duration parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not a time such as 30s: " + text);
        }
        long amount = Long.parseLong(matcher.group(1));
        String unit = matcher.group(2) == null ? "s" : matcher.group(2);
        return switch (unit) {
            case "ms" -> Duration.ofMillis(amount);
            case "m" -> Duration.ofMinutes(amount);
            default -> Duration.ofSeconds(amount);
        };
    }
}
