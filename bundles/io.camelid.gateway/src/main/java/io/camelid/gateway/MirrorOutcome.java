package io.camelid.gateway;

import java.util.Locale;

/** What became of a copy of a request. */
public enum MirrorOutcome {
    /** The mirror answered. */
    ANSWERED,
    /** The mirror answered with a status of 400 or above. */
    REFUSED,
    /** There was no answer, or no end to it. */
    FAILED,
    /** Not sent: as many copies as may be are on their way, or take as much memory as they may. */
    BUSY,
    /** Not sent: the body is larger than is kept for a copy. */
    TOO_LARGE,
    /** Not sent: the body never came to its end. */
    INCOMPLETE;

    /** In lower case, for metrics. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
