package io.camelid.format.openai.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.camelid.spi.ErrorKind;
import io.camelid.spi.chat.FinishReason;
import java.util.Optional;

/** Why an answer ended, in the words of responses. */
final class ResponsesStatus {
    private ResponsesStatus() {}

    /** What a provider's whole response says. */
    static FinishReason read(JsonNode response, boolean calls, boolean refused) {
        if (Nodes.text(response, "status").equals("incomplete")) {
            return switch (Nodes.text(response.path("incomplete_details"), "reason")) {
                case "max_output_tokens" -> FinishReason.MAX_TOKENS;
                case "content_filter" -> FinishReason.CONTENT_FILTER;
                default -> FinishReason.OTHER;
            };
        }
        if (calls) {
            return FinishReason.TOOL_CALLS;
        }
        return refused ? FinishReason.REFUSAL : FinishReason.STOP;
    }

    /**
     * Why a response is incomplete; empty when it is completed.
     *
     * @param refused whether the answer holds the model's words in which it declines
     */
    static Optional<String> incomplete(FinishReason reason, boolean refused) {
        return switch (reason) {
            case STOP, STOP_SEQUENCE, TOOL_CALLS, PAUSE, OTHER -> Optional.empty();
            case MAX_TOKENS, CONTEXT_WINDOW -> Optional.of("max_output_tokens");
            case CONTENT_FILTER -> Optional.of("content_filter");
            case REFUSAL -> refused ? Optional.empty() : Optional.of("content_filter");
        };
    }

    /** One of the codes that a response's {@code error} may have. */
    static String code(ErrorKind kind) {
        return switch (kind) {
            case RATE_LIMITED -> "rate_limit_exceeded";
            case INVALID_REQUEST -> "invalid_prompt";
            default -> "server_error";
        };
    }
}
