package io.camelid.shell.internal.command;

import io.camelid.gateway.TargetState;

/** Targets' states in words. */
final class TargetText {
    private TargetText() {}

    /** Whether a target is asked, or for how long it is still passed over. */
    static String health(TargetState target) {
        return target.evictedFor()
                .map(time -> "evicted for " + Math.max(1, time.toSeconds()) + " s")
                .orElse("in use");
    }
}
