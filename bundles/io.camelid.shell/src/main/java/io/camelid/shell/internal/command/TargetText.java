package io.camelid.shell.internal.command;

import io.camelid.gateway.TargetState;
import java.util.Locale;

/** Targets' states in words. */
final class TargetText {
    private TargetText() {}

    /** Whether and how much a target is asked, or for how long it is still passed over. */
    static String state(TargetState target) {
        return target.evictedFor()
                .map(time -> "evicted for " + Math.max(1, time.toSeconds()) + " s")
                .orElseGet(() -> phase(target).replace('-', ' '));
    }

    /** One word for programs. */
    static String phase(TargetState target) {
        return target.phase().name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Counted from 1, as messages count them. */
    static int group(TargetState target) {
        return target.group() + 1;
    }

    /** In percent. */
    static long health(TargetState target) {
        return Math.round(target.health() * 100);
    }
}
