package io.camelid.itests.acceptance.harness;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Predicate;

/** Waits for what happens in another process, by looking again and again up to a deadline. */
public final class Await {
    private static final int INTERVAL = 20;

    private Await() {}

    /** Looks until what is seen is as wanted, and returns that; an assertion error with the last thing seen if it never is. */
    public static <T> T until(Duration limit, Callable<T> look, Predicate<? super T> wanted) throws Exception {
        long deadline = System.nanoTime() + limit.toNanos();
        while (true) {
            T seen = look.call();
            if (wanted.test(seen)) {
                return seen;
            }
            if (System.nanoTime() - deadline >= 0) {
                throw new AssertionError("not within " + limit.toMillis() + " ms; last seen: " + seen);
            }
            Thread.sleep(INTERVAL);
        }
    }

    /** Looks until it is so. */
    public static void until(Duration limit, Callable<Boolean> look) throws Exception {
        until(limit, look, Boolean::booleanValue);
    }
}
