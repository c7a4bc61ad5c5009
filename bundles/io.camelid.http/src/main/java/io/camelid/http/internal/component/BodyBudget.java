package io.camelid.http.internal.component;

import java.util.concurrent.atomic.AtomicLong;

/** Bounds the memory that all request bodies together may take. Thread-safe. */
final class BodyBudget {
    private final long limit;
    private final AtomicLong taken = new AtomicLong();

    /** @param limit in bytes */
    BodyBudget(long limit) {
        this.limit = limit;
    }

    /** Takes bytes; false, and nothing taken, when there are not so many left. */
    boolean take(long bytes) {
        if (taken.addAndGet(bytes) <= limit) {
            return true;
        }
        taken.addAndGet(-bytes);
        return false;
    }

    void giveBack(long bytes) {
        taken.addAndGet(-bytes);
    }

    /** Bytes that are taken now. */
    long taken() {
        return taken.get();
    }
}
