package io.camelid.format.anthropic.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.camelid.format.sse.SseEvent;
import io.camelid.format.sse.SseEventBuffer;
import io.camelid.format.sse.SseReader;
import io.camelid.format.tree.JsonTree;
import io.camelid.spi.ErrorKind;
import io.camelid.spi.LlmError;
import io.camelid.spi.chat.ChatCodec;
import io.camelid.spi.chat.ChatEvent;
import io.camelid.spi.chat.ChatRequest;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** Reads a provider's stream. Pings, and events that are not known, are passed over, as the reference asks for. */
final class MessageStreamReader implements ChatCodec.StreamReader {
    private static final int LARGEST_EVENT = 16 << 20;

    private final AnswerReader answer;
    private final SseEventBuffer buffer = new SseEventBuffer(LARGEST_EVENT, this::read);
    private final SseReader events = new SseReader(buffer);

    MessageStreamReader(ChatRequest request, Consumer<ChatEvent> consumer) {
        answer = new AnswerReader(request, consumer);
    }

    @Override
    public void read(ByteBuffer chunk) {
        if (answer.isOver()) {
            return;
        }
        events.read(chunk);
        if (buffer.skipped() > 0) {
            fail("sent an event of more than " + LARGEST_EVENT + " bytes");
        }
    }

    @Override
    public void end() {
        fail("broke off its stream");
    }

    private void fail(String what) {
        answer.fail(LlmError.of(ErrorKind.UPSTREAM, "upstream_broken_stream", what));
    }

    private void read(SseEvent event) {
        if (answer.isOver()) {
            return;
        }
        JsonNode data = JsonTree.find(event.data()).orElse(null);
        if (data == null || !data.isObject()) {
            fail("sent an event that is no JSON object");
            return;
        }
        int index = data.path("index").asInt();
        switch (data.path("type").asText(event.type())) {
            case "message_start" -> answer.start(data.path("message"));
            case "content_block_start" -> answer.startBlock(index, data.path("content_block"));
            case "content_block_delta" -> answer.delta(index, data.path("delta"));
            case "content_block_stop" -> answer.endBlock(index);
            case "message_delta" -> {
                answer.stop(data.path("delta"));
                answer.usage(data.path("usage"));
            }
            case "message_stop" -> answer.end();
            case "error" -> answer.fail(AnthropicErrors.ofEvent(data));
            default -> {
                if (data.has("error")) {
                    answer.fail(AnthropicErrors.ofEvent(data));
                }
            }
        }
    }
}
