package io.camelid.provider.azureopenai.internal;

import io.camelid.spi.LlmException;
import java.util.Optional;

/**
 * A version of Azure's API. The {@code v1} API has none in its URLs, or {@code preview}; the older one
 * is addressed by a date and has another shape of path. ("Azure OpenAI in Microsoft Foundry Models API
 * version lifecycle", "API version changes")
 *
 * @param text as it goes into the query
 */
record ApiVersion(String text) {
    private static final String V1 = "v1";
    private static final String PREVIEW = "preview";

    /** {@code max_completion_tokens} and {@code stream_options} came with {@code 2024-09-01-preview}. */
    private static final String NEW_PARAMETERS = "2024-09-01";

    /** The Responses API came with {@code 2025-03-01-preview}. */
    private static final String RESPONSES = "2025-03-01";

    static ApiVersion of(Optional<String> setting) throws LlmException {
        String text = setting.orElse(V1).strip();
        if (!text.matches("v1|preview|\\d{4}-\\d{2}-\\d{2}(-[a-z0-9]{1,20})?")) {
            throw Refusals.configuration(
                    "apiVersion must be v1, preview or a dated version such as 2024-10-21, not '" + text + "'");
        }
        return new ApiVersion(text);
    }

    boolean isV1() {
        return text.equals(V1);
    }

    boolean isDated() {
        return !isV1() && !text.equals(PREVIEW);
    }

    /** What the query has to say, or empty text. */
    String query() {
        return isV1() ? "" : "api-version=" + text;
    }

    /** Whether chat completions take {@code max_completion_tokens} and {@code stream_options}. */
    boolean takesNewParameters() {
        return !isBefore(NEW_PARAMETERS);
    }

    boolean hasResponses() {
        return !isBefore(RESPONSES);
    }

    private boolean isBefore(String date) {
        return isDated() && text.compareTo(date) < 0;
    }
}
