package io.camelid.spi;

import java.util.Objects;

/**
 * Carries an {@link LlmError} to where it is rendered. It has no stack trace: it reports a fault of
 * the request or of the configuration, not of this code.
 */
public final class LlmException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient LlmError error;

    public LlmException(LlmError error) {
        super(Objects.requireNonNull(error, "error").message(), null, false, false);
        this.error = error;
    }

    public LlmError error() {
        return error;
    }
}
