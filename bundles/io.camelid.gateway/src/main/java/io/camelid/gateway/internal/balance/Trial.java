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
    /** Why a target was asked. */
    enum Reason {
        /** It was healthy. */
        HEALTHY,
        /** It was let through to a target that has to show how it does. */
        ADMITTED,
        /** Nobody better was left. */
        LAST_RESORT
    }

    private final LlmTarget target;
    private final TargetHealth health;
    private final Reason reason;
    private final int evictions;
    private final long begunAt;
    private boolean answered;
    private boolean over;

    /**
     * @param evictions how often the target had been evicted when the try began
     * @param begunAt by the health's clock
     */
    Trial(LlmTarget target, TargetHealth health, Reason reason, int evictions, long begunAt) {
        this.target = target;
        this.health = health;
        this.reason = reason;
        this.evictions = evictions;
        this.begunAt = begunAt;
    }

    public LlmTarget target() {
        return target;
    }

    Reason reason() {
        return reason;
    }

    int evictions() {
        return evictions;
    }

    long begunAt() {
        return begunAt;
    }

    /**
     * The first content is there: so long did the target take, and it can answer. Of no effect when it is
     * said again.
     */
    public void firstContent() {
        if (!answered && !over) {
            answered = true;
            health.answers(this);
        }
    }

    /** A user could use the answer. */
    public void succeeded() {
        firstContent();
        if (ends()) {
            health.succeed(this);
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
            health.fail(this, why, askedPause);
        }
    }

    /** The try says nothing about the target: it never began, or the caller was at fault, or left. */
    public void released() {
        if (ends()) {
            health.release(this);
        }
    }

    private boolean ends() {
        boolean first = !over;
        over = true;
        return first;
    }
}
