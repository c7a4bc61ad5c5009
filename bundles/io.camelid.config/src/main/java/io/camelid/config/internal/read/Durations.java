package io.camelid.config.internal.read;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as the Gateway API writes them (GEP-2257): {@code 1h30m}, {@code 10s}, {@code 500ms}. */
public final class Durations {
    /** What is wrong with a text that is none. */
    public static final String RULE = "must be a duration such as 10s or 1m30s";

    private static final Pattern DURATION = Pattern.compile("([0-9]{1,5}(h|m|s|ms)){1,4}");
    private static final Pattern PART = Pattern.compile("([0-9]{1,5})(ms|h|m|s)");

    private Durations() {}

    public static Optional<Duration> read(Fields fields, String member) {
        return fields.text(member).flatMap(text -> {
            Optional<Duration> duration = parse(text);
            if (duration.isEmpty()) {
                fields.refuse(member, RULE);
            }
            return duration;
        });
    }

    /** One that must not be shorter than another. */
    public static Optional<Duration> read(Fields fields, String member, Duration least) {
        Optional<Duration> duration = read(fields, member);
        if (duration.filter(given -> given.compareTo(least) < 0).isPresent()) {
            fields.refuse(member, "must be at least " + least.toMillis() + "ms");
        }
        return duration;
    }

    public static Optional<Duration> parse(String text) {
        if (!DURATION.matcher(text).matches()) {
            return Optional.empty();
        }
        Duration sum = Duration.ZERO;
        Matcher part = PART.matcher(text);
        while (part.find()) {
            long number = Long.parseLong(part.group(1));
            sum = sum.plus(
                    switch (part.group(2)) {
                        case "h" -> Duration.ofHours(number);
                        case "m" -> Duration.ofMinutes(number);
                        case "s" -> Duration.ofSeconds(number);
                        default -> Duration.ofMillis(number);
                    });
        }
        return Optional.of(sum);
    }
}
