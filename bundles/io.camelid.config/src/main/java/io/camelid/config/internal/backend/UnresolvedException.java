package io.camelid.config.internal.backend;

/** Something that a backend refers to is not there, or not usable. */
public final class UnresolvedException extends Exception {
    private static final long serialVersionUID = 1;

    private final String code;

    /**
     * @param code for clients, {@code snake_case}
     * @param message for the operator; holds no secret
     */
    UnresolvedException(String code, String message) {
        super(message);
        this.code = code;
    }

    String code() {
        return code;
    }
}
