package io.camelid.gateway.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.camelid.config.snapshot.Timeouts;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TryLimitsTest {
    /** In seconds; 0 in the table is never, and - not configured. */
    private static final long BEGIN = 1000;

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                // request's end, one try, first token, streamed, replaceable; end, content
                "0,    -,  -,  true,  true,  0,    1060",
                "0,    -,  -,  true,  false, 0,    0",
                "0,    -,  -,  false, true,  0,    0",
                "0,    -,  5,  true,  false, 0,    1005",
                "0,    -,  5,  false, true,  0,    0",
                "0,    -,  0,  true,  true,  0,    0",
                "1030, -,  -,  true,  true,  1030, 1015",
                "1300, -,  -,  true,  true,  1300, 1060",
                "1030, 10, -,  true,  true,  1010, 1005",
                "1030, 50, -,  false, true,  1030, 0",
                "0,    50, 90, true,  true,  1050, 1090",
                "0,    0,  -,  false, false, 0,    0",
            })
    void theEarlierOneHolds(
            long requestEnd,
            Long single,
            Long firstToken,
            boolean streamed,
            boolean replaceable,
            long end,
            long content) {
        Timeouts timeouts = new Timeouts(
                Optional.empty(),
                seconds(single),
                Optional.of(Duration.ofSeconds(1)),
                seconds(firstToken),
                Optional.of(Duration.ofSeconds(2)),
                Optional.empty());

        TryLimits limits = TryLimits.of(nanos(BEGIN), nanos(requestEnd), timeouts, streamed, replaceable);

        assertEquals(nanos(end), limits.end());
        assertEquals(nanos(content), limits.content());
        assertEquals(Optional.of(Duration.ofSeconds(1)), limits.connect());
        assertEquals(Optional.of(Duration.ofSeconds(2)), limits.idle());
    }

    @Test
    void theCommonCaseCostsNothing() {
        assertSame(TryLimits.NONE, TryLimits.of(1, Moment.NEVER, Timeouts.DEFAULT, true, false));
        assertSame(TryLimits.NONE, TryLimits.of(1, Moment.NEVER, Timeouts.DEFAULT, false, true));
    }

    private static Optional<Duration> seconds(Long number) {
        return Optional.ofNullable(number).map(Duration::ofSeconds);
    }

    private static long nanos(long seconds) {
        return Duration.ofSeconds(seconds).toNanos();
    }
}
