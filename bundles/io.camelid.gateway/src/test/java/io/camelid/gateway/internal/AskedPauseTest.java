package io.camelid.gateway.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.camelid.spi.HeaderField;
import io.camelid.spi.Headers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AskedPauseTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "0,                               PT0S",
                "7,                               PT7S",
                "' 120 ',                         PT2M",
                "999999999,                       PT999999999S",
                "'Sat, 21 Nov 2026 12:01:30 GMT', PT1M30S",
                "'Sat, 21 Nov 2026 12:00:00 GMT', PT0S",
                "'Sat, 21 Nov 2026 11:59:59 GMT', -",
                "120s,                            -",
                "-5,                              -",
                "1.5,                             -",
                "99999999999999999999,            -",
                "soon,                            -",
                "٣,                               -",
                "'',                              -",
            })
    void readsSecondsAndDates(String value, Duration expected) {
        assertEquals(Optional.ofNullable(expected), pause(503, "Retry-After: " + value));
    }

    /** Several fields are separated by bars. */
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "retry-after-ms: 1500,                                        PT1.5S",
                "retry-after-ms: 0,                                           PT0S",
                "retry-after-ms: soon,                                        -",
                "retry-after: 7|retry-after-ms: 1500,                         PT7S",
                "retry-after: never|retry-after-ms: 1500,                     PT1.5S",
                "x-ratelimit-reset: 30,                                       PT30S",
                "x-ratelimit-reset: 2.5,                                      PT2.5S",
                "x-ratelimit-reset: 2591999,                                  PT719H59M59S",
                // 2026-11-21T12:00:45Z in seconds, and in milliseconds.
                "x-ratelimit-reset: 1795262445,                               PT45S",
                "x-ratelimit-reset: 1795262445250,                            PT45.25S",
                "x-ratelimit-reset: 1795262399,                               -",
                "x-ratelimit-reset: 99999999999999,                           -",
                "x-ratelimit-reset: 1e3,                                      -",
                "retry-after-ms: 9|x-ratelimit-reset: 30,                     PT0.009S",
                "x-ratelimit-reset-requests: 1s,                              PT1S",
                "x-ratelimit-reset-tokens: 6m0s,                              PT6M",
                "x-ratelimit-reset-tokens: 1h2m3.5s,                          PT1H2M3.5S",
                "x-ratelimit-reset-tokens: 120ms,                             PT0.12S",
                "x-ratelimit-reset-tokens: 7.66s,                             PT7.66S",
                "x-ratelimit-reset-tokens: 500us,                             PT0.0005S",
                "x-ratelimit-reset-tokens-minute: 11.38,                      PT11.38S",
                "x-ratelimit-reset-requests-day: 33011.38,                    PT9H10M11.38S",
                "x-ratelimit-reset-tokens: 6 minutes,                         -",
                "x-ratelimit-reset-tokens: m,                                 -",
                "x-ratelimit-reset-requests: 9s|x-ratelimit-reset-tokens: 4s, PT4S",
                "x-ratelimit-reset-requests: ?|x-ratelimit-reset-tokens: 4s,  PT4S",
                "x-ratelimit-reset: 30|x-ratelimit-reset-tokens: 4s,          PT30S",
                "anthropic-ratelimit-requests-reset: 2026-11-21T12:00:09Z,    PT9S",
                "anthropic-ratelimit-tokens-reset: 2026-11-21T13:00:09+01:00, PT9S",
                "anthropic-ratelimit-tokens-reset: 2026-11-21T11:59:59Z,      -",
                "anthropic-ratelimit-tokens-reset: tomorrow,                  -",
                "anthropic-ratelimit-input-tokens-reset: 2026-11-21T12:01:00Z"
                        + "|anthropic-ratelimit-output-tokens-reset: 2026-11-21T12:00:20Z, PT20S",
            })
    void readsWhatVendorsHaveForIt(String fields, Duration expected) {
        assertEquals(Optional.ofNullable(expected), pause(429, fields));
    }

    @Test
    void whatComesWithAnyAnswerCountsOnlyWhereTheLimitIsComplainedOf() {
        assertEquals(Optional.empty(), pause(500, "x-ratelimit-reset: 30|x-ratelimit-reset-tokens: 4s"));
        assertEquals(Optional.of(Duration.ofMillis(20)), pause(529, "retry-after-ms: 20"));
    }

    @Test
    void isOftenNotThere() {
        assertEquals(Optional.empty(), AskedPause.of(429, Headers.none(), NOW));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            delimiter = ';',
            value = {
                "{\"error\":{\"details\":[{\"@type\":\"type.googleapis.com/google.rpc.RetryInfo\",\"retryDelay\":\"3s\"}]}}; PT3S",
                "[{\"error\":{\"details\":[{\"retryDelay\" : \"37.193s\"}]}}]; PT37.193S",
                "{\"retryDelay\":\"99999999999s\"}; -",
                "{\"retryDelay\":3}; -",
                "{}; -",
            })
    void readsGooglesDetails(String body, Duration expected) {
        assertEquals(
                Optional.ofNullable(expected), AskedPause.in(ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8))));
    }

    private static Optional<Duration> pause(int status, String fields) {
        List<HeaderField> all = new ArrayList<>();
        for (String field : fields.split("\\|")) {
            int colon = field.indexOf(':');
            all.add(HeaderField.of(field.substring(0, colon), field.substring(colon + 1)));
        }
        return AskedPause.of(status, Headers.of(all), NOW);
    }
}
