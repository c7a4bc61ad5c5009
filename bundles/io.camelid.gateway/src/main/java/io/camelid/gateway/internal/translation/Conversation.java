package io.camelid.gateway.internal.translation;

import io.camelid.spi.LlmError;
import io.camelid.spi.LlmException;
import io.camelid.spi.chat.ChatRequest;
import io.camelid.spi.chat.Part;
import io.camelid.spi.chat.Turn;
import java.util.HashSet;
import java.util.Set;

/** What every vendor insists on, checked before one of them answers in terms that the client never used. */
final class Conversation {
    private Conversation() {}

    /**
     * @throws LlmException when nothing is said, or a tool's result answers no call
     */
    static void check(ChatRequest request) throws LlmException {
        if (request.turns().isEmpty()) {
            throw new LlmException(LlmError.invalid(
                    "invalid_value", "messages", "The conversation is empty: nobody but the system says anything."));
        }
        Set<String> calls = new HashSet<>();
        for (Turn turn : request.turns()) {
            for (Part part : turn.parts()) {
                if (part instanceof Part.ToolCall call) {
                    calls.add(call.id());
                } else if (part instanceof Part.ToolResult result && !calls.contains(result.callId())) {
                    throw new LlmException(LlmError.invalid(
                            "invalid_value",
                            "tool_call_id",
                            "A tool's result answers the call '" + shown(result.callId())
                                    + "', which no earlier message of the assistant makes."));
                }
            }
        }
    }

    private static String shown(String id) {
        return id.length() > 64 ? id.substring(0, 64) : id;
    }
}
