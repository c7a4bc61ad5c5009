package io.camelid.config.kubernetes.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BackoffTest {
    @Test
    void pausesGrowUpToALimitAndAreNeverQuiteAlike() {
        Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(1), new Random(1));
        for (int attempt = 0; attempt < 50; attempt++) {
            long full = Math.min(100L << Math.min(attempt, 10), 1000);
            long pause = backoff.next().toMillis();
            assertTrue(pause >= full / 2 && pause <= full, attempt + ": " + pause);
        }
        backoff.reset();
        assertEquals(0, backoff.attempts());
        assertTrue(backoff.next().toMillis() <= 100);
    }
}
