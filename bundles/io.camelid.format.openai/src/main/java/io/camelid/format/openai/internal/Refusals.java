package io.camelid.format.openai.internal;

import io.camelid.spi.ErrorKind;
import io.camelid.spi.LlmError;
import io.camelid.spi.LlmException;

/** Requests that cannot be translated. */
final class Refusals {
    private Refusals() {}

    /** Content without which a conversation would mean something else. */
    static LlmException unsupportedContent(String message) {
        return new LlmException(LlmError.of(ErrorKind.INVALID_REQUEST, "unsupported_content", message));
    }

    /** A member that asks for what only OpenAI itself has. */
    static LlmException unsupportedParameter(String param, String message) {
        return new LlmException(LlmError.invalid("unsupported_parameter", param, message));
    }
}
