package io.camelid.config;

import java.time.Instant;
import java.util.Objects;

/**
 * A status condition in Kubernetes' sense.
 *
 * @param lastTransition when {@code status} last changed, kept over recompilations
 */
public record Condition(
        String type, boolean status, String reason, String message, long observedGeneration, Instant lastTransition) {
    public Condition {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(message, "message");
        Objects.requireNonNull(lastTransition, "lastTransition");
    }

    /**
     * Whether things are as they should be: true for most types, false for {@code Conflicted};
     * {@code OverlappingTLSConfig} is good to know and nothing worse.
     */
    public boolean isGood() {
        return status != type.equals("Conflicted") || type.equals("OverlappingTLSConfig");
    }
}
