package io.camelid.format.gemini.internal;

import io.camelid.format.tree.JsonTree;
import io.camelid.spi.LlmException;
import io.camelid.spi.chat.ChatCodec;
import io.camelid.spi.chat.ChatCollector;
import io.camelid.spi.chat.ChatEvent;
import io.camelid.spi.chat.ChatRequest;
import io.camelid.spi.chat.ChatResponse;
import io.camelid.spi.chat.Losses;
import io.camelid.spi.chat.Reply;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** Translates generateContent as ai.google.dev/api/generate-content has it, which Vertex AI shares. */
final class GenerateContentCodec implements ChatCodec {
    @Override
    public ChatRequest readRequest(String path, ByteBuffer body, Losses losses) throws LlmException {
        GeminiPath called = GeminiPath.read(path);
        return new RequestReader(losses)
                .read(JsonTree.request(body)).model(called.model()).stream(
                                called.method().equals(GenerateContentFormat.STREAM))
                        .build();
    }

    @Override
    public ByteBuffer writeRequest(ChatRequest request, Losses losses) throws LlmException {
        return JsonTree.bytes(new RequestWriter(request, losses).write());
    }

    @Override
    public ChatResponse readResponse(ByteBuffer body, ChatRequest request) throws LlmException {
        ChatCollector collector = new ChatCollector();
        AnswerReader answer = new AnswerReader(request, collector);
        answer.read(JsonTree.answer(body));
        answer.end(false);
        if (collector.error().isPresent()) {
            throw new LlmException(collector.error().get());
        }
        return collector.response();
    }

    @Override
    public ByteBuffer writeResponse(ChatResponse response, Reply reply) {
        return AnswerWriter.write(response, reply);
    }

    @Override
    public StreamReader reader(ChatRequest request, Consumer<ChatEvent> events) {
        return new EventReader(new AnswerReader(request, events));
    }

    @Override
    public StreamWriter writer(Reply reply) {
        return new EventWriter(reply);
    }
}
