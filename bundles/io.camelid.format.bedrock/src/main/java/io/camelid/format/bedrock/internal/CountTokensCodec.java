package io.camelid.format.bedrock.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.camelid.format.tree.JsonTree;
import io.camelid.format.tree.Members;
import io.camelid.spi.LlmError;
import io.camelid.spi.LlmException;
import io.camelid.spi.chat.ChatRequest;
import io.camelid.spi.chat.Losses;
import io.camelid.spi.chat.TokenCountCodec;
import java.nio.ByteBuffer;
import java.util.List;

/** Translates CountTokens, whose input is what Converse would be sent. */
final class CountTokensCodec implements TokenCountCodec {
    private static final String INPUT = "input";
    private static final String CONVERSE = "converse";
    private static final String INVOKE_MODEL = "invokeModel";
    private static final String INPUT_TOKENS = "inputTokens";

    @Override
    public ChatRequest readRequest(String path, ByteBuffer body, Losses losses) throws LlmException {
        Members members = Members.of(JsonTree.request(body));
        Members input = Members.of(members.required(INPUT), INPUT);
        if (input.value(INVOKE_MODEL).isPresent()) {
            throw new LlmException(LlmError.invalid(
                    "unsupported_content",
                    input.path(INVOKE_MODEL),
                    "The body of another API cannot be counted here; send the conversation as 'input.converse'."));
        }
        ChatRequest request = new ConverseRequestReader(losses)
                .readCounted(Members.of(input.required(CONVERSE), input.path(CONVERSE)))
                .model(ModelPath.model(path, List.of(CountTokensFormat.COUNT_TOKENS)))
                .build();
        members.unread(losses);
        return request;
    }

    @Override
    public ByteBuffer writeRequest(ChatRequest request, Losses losses) throws LlmException {
        ObjectNode body = JsonTree.object();
        body.putObject(INPUT).set(CONVERSE, new ConverseRequestWriter(request, losses).writeCounted());
        return JsonTree.bytes(body);
    }

    @Override
    public long readResponse(ByteBuffer body) throws LlmException {
        JsonNode tokens = JsonTree.answer(body).path(INPUT_TOKENS);
        if (!tokens.canConvertToLong()) {
            throw JsonTree.unusable("an answer without a number of tokens");
        }
        return tokens.longValue();
    }

    @Override
    public ByteBuffer writeResponse(long inputTokens) {
        return JsonTree.bytes(JsonTree.object().put(INPUT_TOKENS, inputTokens));
    }
}
