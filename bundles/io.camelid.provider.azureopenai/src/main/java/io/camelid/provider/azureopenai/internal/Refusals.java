package io.camelid.provider.azureopenai.internal;

import io.camelid.spi.ErrorKind;
import io.camelid.spi.LlmError;
import io.camelid.spi.LlmException;

/** What this provider says no to. */
final class Refusals {
    private Refusals() {}

    /** Settings that do not make sense, for the Backend's condition. */
    static LlmException configuration(String message) {
        return new LlmException(LlmError.of(ErrorKind.CONFIGURATION, "invalid_setting", message));
    }
}
