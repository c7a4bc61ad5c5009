package io.camelid.format.bedrock.internal;

import io.camelid.format.tree.JsonTree;
import io.camelid.format.tree.Members;
import io.camelid.spi.LlmException;
import io.camelid.spi.chat.ChatCodec;
import io.camelid.spi.chat.ChatEvent;
import io.camelid.spi.chat.ChatRequest;
import io.camelid.spi.chat.ChatResponse;
import io.camelid.spi.chat.Losses;
import io.camelid.spi.chat.Reply;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Consumer;

/** Translates Converse and ConverseStream, by the Bedrock Runtime API reference of 2023-09-30. */
final class ConverseCodec implements ChatCodec {
    private final InstantSource clock;

    /** @param clock tells how long answers took */
    ConverseCodec(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public ChatRequest readRequest(String path, ByteBuffer body, Losses losses) throws LlmException {
        return new ConverseRequestReader(losses)
                .read(Members.of(JsonTree.request(body))).model(ConverseFormat.model(path)).stream(
                                ConverseFormat.isStream(path))
                        .build();
    }

    @Override
    public ByteBuffer writeRequest(ChatRequest request, Losses losses) throws LlmException {
        return JsonTree.bytes(new ConverseRequestWriter(request, losses).write());
    }

    @Override
    public ChatResponse readResponse(ByteBuffer body, ChatRequest request) throws LlmException {
        return ConverseAnswer.read(JsonTree.answer(body), request);
    }

    @Override
    public ByteBuffer writeResponse(ChatResponse response, Reply reply) {
        return JsonTree.bytes(ConverseAnswer.write(response, latency(reply)));
    }

    @Override
    public StreamReader reader(ChatRequest request, Consumer<ChatEvent> events) {
        return new ConverseStreamReader(request, events);
    }

    @Override
    public StreamWriter writer(Reply reply) {
        return new ConverseStreamWriter(() -> latency(reply));
    }

    @Override
    public String streamType() {
        return "application/vnd.amazon.eventstream";
    }

    private Duration latency(Reply reply) {
        return Duration.between(reply.created(), clock.instant());
    }
}
