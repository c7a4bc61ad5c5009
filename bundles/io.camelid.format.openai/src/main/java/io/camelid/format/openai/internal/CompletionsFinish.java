package io.camelid.format.openai.internal;

import io.camelid.spi.chat.FinishReason;

/** Why an answer ended, in the words of chat completions. */
final class CompletionsFinish {
    /** What OpenRouter says where a provider failed in the middle. */
    static final String ERROR = "error";

    private CompletionsFinish() {}

    /**
     * What a provider says. An answer that calls tools waits for them: OpenAI itself says {@code stop} where the request named
     * the function to call.
     */
    static FinishReason read(String reason, boolean calls, boolean refused) {
        return switch (reason) {
            case "length" -> FinishReason.MAX_TOKENS;
            case "content_filter" -> FinishReason.CONTENT_FILTER;
            case "tool_calls", "function_call" -> FinishReason.TOOL_CALLS;
            default -> {
                if (calls) {
                    yield FinishReason.TOOL_CALLS;
                }
                if (refused) {
                    yield FinishReason.REFUSAL;
                }
                // Some hosts have other words for it, such as "eos", and nearly all mean that the model was done.
                yield reason.isEmpty() ? FinishReason.OTHER : FinishReason.STOP;
            }
        };
    }

    /**
     * What a client reads.
     *
     * @param refused whether the answer holds the model's words in which it declines
     */
    static String write(FinishReason reason, boolean refused) {
        return switch (reason) {
            case STOP, STOP_SEQUENCE, PAUSE, OTHER -> "stop";
            case MAX_TOKENS, CONTEXT_WINDOW -> "length";
            case TOOL_CALLS -> "tool_calls";
            case CONTENT_FILTER -> "content_filter";
            case REFUSAL -> refused ? "stop" : "content_filter";
        };
    }
}
