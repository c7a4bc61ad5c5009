package io.camelid.gateway.internal;

import io.camelid.spi.Headers;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** How long an upstream asks not to be called again (RFC 9110 §10.2.3: seconds or an HTTP date). */
final class RetryAfter {
    private RetryAfter() {}

    static Optional<Duration> of(Headers headers, Instant now) {
        return headers.first("retry-after").map(String::trim).flatMap(value -> parse(value, now));
    }

    private static Optional<Duration> parse(String value, Instant now) {
        try {
            if (!value.isEmpty() && value.length() < 10 && value.chars().allMatch(Character::isDigit)) {
                return Optional.of(Duration.ofSeconds(Long.parseLong(value)));
            }
            Duration until = Duration.between(
                    now,
                    ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant());
            return until.isNegative() ? Optional.empty() : Optional.of(until);
        } catch (DateTimeParseException noDate) {
            return Optional.empty();
        }
    }
}
