package io.camelid.format.anthropic.internal;

import io.camelid.spi.chat.FinishReason;

/** Why answers end, in Anthropic's words. */
final class StopReasons {
    private StopReasons() {}

    static FinishReason read(String reason) {
        return switch (reason) {
            case "end_turn" -> FinishReason.STOP;
            case "stop_sequence" -> FinishReason.STOP_SEQUENCE;
            case "max_tokens" -> FinishReason.MAX_TOKENS;
            case "model_context_window_exceeded" -> FinishReason.CONTEXT_WINDOW;
            case "tool_use" -> FinishReason.TOOL_CALLS;
            case "refusal" -> FinishReason.REFUSAL;
            case "pause_turn" -> FinishReason.PAUSE;
            default -> FinishReason.OTHER;
        };
    }

    /**
     * @param calls whether the answer has calls of tools: Anthropic's clients look at the reason to see that, and not
     *     every provider says so
     */
    static String write(FinishReason reason, boolean calls) {
        return switch (reason) {
            case STOP, OTHER -> calls ? "tool_use" : "end_turn";
            case STOP_SEQUENCE -> "stop_sequence";
            case MAX_TOKENS -> "max_tokens";
            case CONTEXT_WINDOW -> "model_context_window_exceeded";
            case TOOL_CALLS -> "tool_use";
            case CONTENT_FILTER, REFUSAL -> "refusal";
            case PAUSE -> "pause_turn";
        };
    }
}
