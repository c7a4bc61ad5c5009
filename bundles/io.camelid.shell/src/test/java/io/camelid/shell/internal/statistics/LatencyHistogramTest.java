package io.camelid.shell.internal.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.NotEmpty;

class LatencyHistogramTest {
    @Property
    void quantilesAreNeverOffByMoreThanAQuarter(
            @ForAll @NotEmpty List<@LongRange(min = 4, max = 4_000_000_000L) Long> micros) {
        LatencyHistogram histogram = new LatencyHistogram();
        micros.forEach(each -> histogram.record(TimeUnit.MICROSECONDS.toNanos(each)));
        List<Long> sorted = micros.stream().sorted().toList();

        for (double share : new double[] {0.5, 0.95, 1}) {
            long exact = sorted.get((int) Math.ceil(sorted.size() * share) - 1);
            double ratio = histogram.quantile(share).toNanos() / 1000.0 / exact;
            assertTrue(ratio > 0.75 && ratio < 1.25, share + " of " + sorted + " is " + histogram.quantile(share));
        }
    }

    @Property
    void anyDurationCanBeRecorded(@ForAll long nanos) {
        LatencyHistogram histogram = new LatencyHistogram();
        histogram.record(nanos);
        assertTrue(histogram.quantile(1).compareTo(Duration.ofHours(2)) < 0);
    }

    @Property(tries = 1)
    void nothingRecordedIsZero() {
        assertEquals(Duration.ZERO, new LatencyHistogram().quantile(0.5));
    }
}
