package io.camelid.config.internal.gateway;

/**
 * Why a condition is not what it should be.
 *
 * @param reason one of the Gateway API's words
 */
record Flaw(String reason, String message) {
    /** It is not so yet, and nothing is wrong. */
    static final String PENDING = "Pending";

    boolean isPending() {
        return reason.equals(PENDING);
    }
}
