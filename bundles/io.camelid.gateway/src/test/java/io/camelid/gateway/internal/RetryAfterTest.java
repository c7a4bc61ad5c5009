package io.camelid.gateway.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.camelid.spi.HeaderField;
import io.camelid.spi.Headers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryAfterTest {
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
                "'',                              -",
            })
    void readsSecondsAndDates(String value, Duration expected) {
        Headers headers = Headers.of(List.of(HeaderField.of("Retry-After", value)));

        assertEquals(Optional.ofNullable(expected), RetryAfter.of(headers, NOW));
    }

    @Test
    void isOftenNotThere() {
        assertEquals(Optional.empty(), RetryAfter.of(Headers.none(), NOW));
    }
}
