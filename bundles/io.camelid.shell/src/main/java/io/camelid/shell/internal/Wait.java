package io.camelid.shell.internal;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits on the shell's own thread, which a user may interrupt. */
public final class Wait {
    private static final Duration PAUSE = Duration.ofMillis(20);

    private Wait() {}

    /** Whether the condition came true within the time. */
    public static boolean until(BooleanSupplier condition, Duration atMost) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                return false;
            }
            Thread.sleep(PAUSE.toMillis());
        }
        return true;
    }
}
