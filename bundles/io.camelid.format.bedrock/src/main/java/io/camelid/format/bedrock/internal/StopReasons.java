package io.camelid.format.bedrock.internal;

import io.camelid.spi.chat.FinishReason;

/** Converse's {@code stopReason}s. */
final class StopReasons {
    private StopReasons() {}

    static FinishReason read(String reason) {
        return switch (reason) {
            case "end_turn" -> FinishReason.STOP;
            case "stop_sequence" -> FinishReason.STOP_SEQUENCE;
            case "max_tokens" -> FinishReason.MAX_TOKENS;
            case "model_context_window_exceeded" -> FinishReason.CONTEXT_WINDOW;
            case "tool_use" -> FinishReason.TOOL_CALLS;
            case "content_filtered", "guardrail_intervened" -> FinishReason.CONTENT_FILTER;
            default -> FinishReason.OTHER;
        };
    }

    static String write(FinishReason reason) {
        return switch (reason) {
            case STOP, PAUSE, OTHER -> "end_turn";
            case STOP_SEQUENCE -> "stop_sequence";
            case MAX_TOKENS -> "max_tokens";
            case CONTEXT_WINDOW -> "model_context_window_exceeded";
            case TOOL_CALLS -> "tool_use";
            case CONTENT_FILTER, REFUSAL -> "content_filtered";
        };
    }
}
