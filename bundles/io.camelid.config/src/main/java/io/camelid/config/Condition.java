package io.camelid.config;

import java.time.Instant;
import java.util.Objects;
import java.util.Set;

/**
 * A status condition in Kubernetes' sense.
 *
 * @param lastTransition when {@code status} last changed, kept over recompilations
 */
public record Condition(
        String type, boolean status, String reason, String message, long observedGeneration, Instant lastTransition) {
    /** Begins the types of conditions that no API defines, which say what had better be known. */
    public static final String REMARK = "camelid.io/";

    /** What had better be false. */
    private static final Set<String> BAD = Set.of("Conflicted", "PartiallyInvalid");

    public Condition {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(message, "message");
        Objects.requireNonNull(lastTransition, "lastTransition");
    }

    /**
     * Whether things are as they should be: true for most types, false for {@code Conflicted} and {@code
     * PartiallyInvalid}; conditions of no API's own ({@code camelid.io/…}) are remarks, and always good, as is
     * {@code OverlappingTLSConfig}.
     */
    public boolean isGood() {
        return status != BAD.contains(type) || type.startsWith(REMARK) || type.equals("OverlappingTLSConfig");
    }
}
