package io.camelid.format.anthropic.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.camelid.format.tree.JsonTree;
import io.camelid.spi.LlmException;
import io.camelid.spi.chat.ChatRequest;
import io.camelid.spi.chat.Losses;
import io.camelid.spi.chat.TokenCountCodec;
import java.nio.ByteBuffer;

/** Translates Anthropic's counting of tokens, whose requests are a part of those for messages. */
final class CountTokensCodec implements TokenCountCodec {
    private static final String INPUT_TOKENS = "input_tokens";

    @Override
    public ChatRequest readRequest(String path, ByteBuffer body, Losses losses) throws LlmException {
        return RequestReader.tokenCount(body, losses);
    }

    /** How an answer would be drawn has no part in the count. */
    @Override
    public ByteBuffer writeRequest(ChatRequest request, Losses losses) throws LlmException {
        ObjectNode message = RequestWriter.write(request, losses);
        return JsonTree.bytes(
                message.retain("model", "messages", "system", "tools", "tool_choice", "thinking", "output_config"));
    }

    @Override
    public long readResponse(ByteBuffer body) throws LlmException {
        JsonNode count = JsonTree.answer(body).path(INPUT_TOKENS);
        if (!count.canConvertToLong() || !count.isNumber()) {
            throw JsonTree.unusable("a count without input_tokens");
        }
        return count.longValue();
    }

    @Override
    public ByteBuffer writeResponse(long inputTokens) {
        return JsonTree.bytes(JsonTree.object().put(INPUT_TOKENS, inputTokens));
    }
}
