package io.camelid.format.openai.internal;

import io.camelid.format.tree.JsonTree;
import io.camelid.spi.LlmException;
import io.camelid.spi.chat.ChatCodec;
import io.camelid.spi.chat.ChatEvent;
import io.camelid.spi.chat.ChatRequest;
import io.camelid.spi.chat.ChatResponse;
import io.camelid.spi.chat.Losses;
import io.camelid.spi.chat.Reply;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** Chat completions to and from the canonical model. */
final class CompletionsCodec implements ChatCodec {
    @Override
    public ChatRequest readRequest(String path, ByteBuffer body, Losses losses) throws LlmException {
        return new CompletionsRequestReader(body, losses).read();
    }

    @Override
    public ByteBuffer writeRequest(ChatRequest request, Losses losses) throws LlmException {
        return JsonTree.bytes(new CompletionsRequestWriter(request, losses).write());
    }

    @Override
    public ChatResponse readResponse(ByteBuffer body, ChatRequest request) throws LlmException {
        return CompletionsAnswers.read(body, request);
    }

    @Override
    public ByteBuffer writeResponse(ChatResponse response, Reply reply) {
        return JsonTree.bytes(CompletionsAnswers.write(response, reply));
    }

    @Override
    public StreamReader reader(ChatRequest request, Consumer<ChatEvent> events) {
        return new CompletionsStreamReader(request, events);
    }

    @Override
    public StreamWriter writer(Reply reply) {
        return new CompletionsStreamWriter(reply);
    }
}
