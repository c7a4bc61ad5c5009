package io.camelid.format.gemini.internal;

import io.camelid.spi.chat.FinishReason;

/** Google's {@code FinishReason}; it has none for tools that are called nor for stop texts. */
final class FinishReasons {
    private FinishReasons() {}

    /** @param called whether the answer has called a tool */
    static FinishReason read(String reason, boolean called) {
        return switch (reason) {
            case "MAX_TOKENS" -> FinishReason.MAX_TOKENS;
            case "SAFETY",
                    "RECITATION",
                    "LANGUAGE",
                    "BLOCKLIST",
                    "PROHIBITED_CONTENT",
                    "SPII",
                    "MODEL_ARMOR",
                    "UNEXPECTED_TOOL_CALL",
                    "TOO_MANY_TOOL_CALLS",
                    "IMAGE_SAFETY",
                    "IMAGE_PROHIBITED_CONTENT",
                    "IMAGE_RECITATION" -> FinishReason.CONTENT_FILTER;
            case "STOP" -> called ? FinishReason.TOOL_CALLS : FinishReason.STOP;
            default -> called ? FinishReason.TOOL_CALLS : FinishReason.OTHER;
        };
    }

    static String write(FinishReason reason) {
        return switch (reason) {
            case STOP, STOP_SEQUENCE, TOOL_CALLS, PAUSE -> "STOP";
            case MAX_TOKENS, CONTEXT_WINDOW -> "MAX_TOKENS";
            case CONTENT_FILTER, REFUSAL -> "SAFETY";
            case OTHER -> "OTHER";
        };
    }
}
