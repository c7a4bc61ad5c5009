package io.camelid.gateway.internal;

import io.camelid.spi.Headers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * How long an upstream that refuses asks to be left alone, in any of the forms that vendors have for it; the first that is
 * there and makes sense holds:
 *
 * <ol>
 *   <li>{@code retry-after}: seconds or an HTTP date (RFC 9110 §10.2.3)
 *   <li>{@code retry-after-ms} (Azure OpenAI)
 *   <li>{@code x-ratelimit-reset}: seconds, or a time since 1970 in seconds or milliseconds (OpenRouter)
 *   <li>the soonest of {@code x-ratelimit-reset-requests} and {@code -tokens} (OpenAI, Groq), {@code -requests-day} and
 *       {@code -tokens-minute} (Cerebras): durations as Go writes them, such as {@code 6m0s}, or seconds
 *   <li>the soonest of {@code anthropic-ratelimit-*-reset}: dates (RFC 3339)
 * </ol>
 *
 * All but the first two come with any answer, so that they count only where the limit is what the upstream complains of.
 */
final class AskedPause {
    private static final int TOO_MANY_REQUESTS = 429;

    /** {@code google.rpc.RetryInfo} in an error's details. */
    private static final Pattern RETRY_INFO = Pattern.compile("\"retryDelay\"\\s*:\\s*\"(\\d{1,7}(?:\\.\\d{1,9})?)s\"");

    private static final Pattern SECONDS = Pattern.compile("\\d{1,9}(?:\\.\\d{1,9})?");
    private static final Pattern GO_DURATION =
            Pattern.compile("(?:\\d{1,9}(?:\\.\\d{1,9})?(?:h|ms|m|s|us|µs|ns)){1,6}");
    private static final Pattern GO_PART = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)(h|ms|m|s|us|µs|ns)");

    private static final List<String> RESETS = List.of(
            "x-ratelimit-reset-requests",
            "x-ratelimit-reset-tokens",
            "x-ratelimit-reset-requests-day",
            "x-ratelimit-reset-tokens-minute");
    private static final List<String> ANTHROPIC_RESETS = List.of(
            "anthropic-ratelimit-requests-reset",
            "anthropic-ratelimit-tokens-reset",
            "anthropic-ratelimit-input-tokens-reset",
            "anthropic-ratelimit-output-tokens-reset");

    /** Longer "seconds" are a moment. */
    private static final double LONGEST_SECONDS = Duration.ofDays(30).toSeconds();
    /** Later "seconds since 1970" are milliseconds. */
    private static final double LATEST_SECOND = 1e11;

    private AskedPause() {}

    /** What the header fields of a refusal say. */
    static Optional<Duration> of(int status, Headers headers, Instant now) {
        Optional<Duration> retry = headers.first("retry-after")
                .flatMap(value -> secondsOrDate(value.trim(), now))
                .or(() -> headers.first("retry-after-ms").flatMap(value -> number(value.trim(), 1e6)));
        if (retry.isPresent() || status != TOO_MANY_REQUESTS) {
            return retry;
        }
        return headers.first("x-ratelimit-reset")
                .flatMap(value -> secondsOrMoment(value.trim(), now))
                .or(() -> soonest(values(headers, RESETS).map(AskedPause::secondsOrGoDuration)))
                .or(() -> soonest(values(headers, ANTHROPIC_RESETS).map(value -> until(value, now))));
    }

    /** What the body of a refusal says, as Google's do. */
    static Optional<Duration> in(ByteBuffer body) {
        Matcher info = RETRY_INFO.matcher(
                StandardCharsets.UTF_8.decode(body.duplicate()).toString());
        return info.find() ? number(info.group(1), 1e9) : Optional.empty();
    }

    private static Stream<String> values(Headers headers, List<String> names) {
        return names.stream().flatMap(name -> headers.first(name).stream()).map(String::trim);
    }

    private static Optional<Duration> soonest(Stream<Optional<Duration>> pauses) {
        return pauses.flatMap(Optional::stream).min(Comparator.naturalOrder());
    }

    private static Optional<Duration> secondsOrDate(String value, Instant now) {
        if (!value.isEmpty() && value.length() < 10 && value.chars().allMatch(AskedPause::isDigit)) {
            return Optional.of(Duration.ofSeconds(Long.parseLong(value)));
        }
        try {
            ZonedDateTime date = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME);
            return future(now, date.toInstant());
        } catch (DateTimeException noDate) {
            return Optional.empty();
        }
    }

    private static boolean isDigit(int character) {
        return character >= '0' && character <= '9';
    }

    private static Optional<Duration> secondsOrMoment(String value, Instant now) {
        if (value.length() > 13 || !value.chars().allMatch(AskedPause::isDigit) || value.isEmpty()) {
            return number(value, 1e9).filter(pause -> pause.toSeconds() < LONGEST_SECONDS);
        }
        long number = Long.parseLong(value);
        if (number < LONGEST_SECONDS) {
            return Optional.of(Duration.ofSeconds(number));
        }
        return future(now, number < LATEST_SECOND ? Instant.ofEpochSecond(number) : Instant.ofEpochMilli(number));
    }

    private static Optional<Duration> secondsOrGoDuration(String value) {
        if (!GO_DURATION.matcher(value).matches()) {
            return number(value, 1e9);
        }
        double nanos = 0;
        Matcher part = GO_PART.matcher(value);
        while (part.find()) {
            nanos += Double.parseDouble(part.group(1)) * unit(part.group(2));
        }
        return Optional.of(Duration.ofNanos(Math.round(nanos)));
    }

    private static double unit(String name) {
        return switch (name) {
            case "h" -> 3600e9;
            case "m" -> 60e9;
            case "s" -> 1e9;
            case "ms" -> 1e6;
            case "ns" -> 1;
            default -> 1e3;
        };
    }

    private static Optional<Duration> number(String value, double nanosEach) {
        return SECONDS.matcher(value).matches()
                ? Optional.of(Duration.ofNanos(Math.round(Double.parseDouble(value) * nanosEach)))
                : Optional.empty();
    }

    private static Optional<Duration> until(String date, Instant now) {
        try {
            return future(now, OffsetDateTime.parse(date).toInstant());
        } catch (DateTimeException noDate) {
            return Optional.empty();
        }
    }

    private static Optional<Duration> future(Instant now, Instant then) {
        return then.isBefore(now) ? Optional.empty() : Optional.of(Duration.between(now, then));
    }
}
