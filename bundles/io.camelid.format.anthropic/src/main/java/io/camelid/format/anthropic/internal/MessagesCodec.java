package io.camelid.format.anthropic.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
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

/** Translates Anthropic messages. */
final class MessagesCodec implements ChatCodec {
    @Override
    public ChatRequest readRequest(String path, ByteBuffer body, Losses losses) throws LlmException {
        return RequestReader.chat(body, losses);
    }

    @Override
    public ByteBuffer writeRequest(ChatRequest request, Losses losses) throws LlmException {
        return JsonTree.bytes(RequestWriter.write(request, losses));
    }

    /** A whole message is told like a stream, so that the two cannot mean different things. */
    @Override
    public ChatResponse readResponse(ByteBuffer body, ChatRequest request) throws LlmException {
        ObjectNode message = JsonTree.answer(body);
        if (message.path("type").asText().equals("error")) {
            throw new LlmException(AnthropicErrors.ofEvent(message));
        }
        if (!message.path("content").isArray()) {
            throw JsonTree.unusable("a message without content");
        }
        ChatCollector whole = new ChatCollector();
        AnswerReader answer = new AnswerReader(request, whole);
        answer.start(message);
        int index = 0;
        for (JsonNode block : message.path("content")) {
            answer.startBlock(index, block);
            answer.endBlock(index++);
        }
        answer.stop(message);
        answer.end();
        return whole.response();
    }

    @Override
    public ByteBuffer writeResponse(ChatResponse response, Reply reply) {
        return JsonTree.bytes(new AnswerWriter(reply).message(response));
    }

    @Override
    public StreamReader reader(ChatRequest request, Consumer<ChatEvent> events) {
        return new MessageStreamReader(request, events);
    }

    @Override
    public StreamWriter writer(Reply reply) {
        return new MessageStreamWriter(reply);
    }
}
