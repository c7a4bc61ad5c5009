package io.camelid.gateway.internal.balance;

import io.camelid.config.snapshot.LlmTarget;
import java.time.Duration;
import java.util.Optional;

/**
 * A try at a target, as far as the target's health is concerned. It is under way from its making until the
 * first of {@link #succeeded}, {@link #failed} and {@link #released}; what is said later is not heard.
 * Confined to its exchange.
 */
public final class Trial {
    private final LlmTarget target;
    private final TargetHealth health;
    private final long begun;
    private boolean over;

    Trial(LlmTarget target, TargetHealth health) {
        this.target = target;
        this.health = health;
        this.begun = health.begin();
    }

    public LlmTarget target() {
        return target;
    }

    /** The answer's first content is there: so long did the target take. Later calls say nothing new. */
    public void firstContent() {}

    /** A user could use the answer. */
    public void succeeded() {
        if (ends()) {
            health.succeed(begun);
        }
    }

    /**
     * The target is at fault.
     *
     * @param why for operators; holds no secret
     * @param askedPause how long the target asks to be left alone
     */
    public void failed(String why, Optional<Duration> askedPause) {
        if (ends()) {
            health.fail(why, askedPause);
        }
    }

    /** The try says nothing about the target: it never began, or the caller was at fault, or left. */
    public void released() {
        if (ends()) {
            health.release();
        }
    }

    private boolean ends() {
        boolean first = !over;
        over = true;
        return first;
    }
}
