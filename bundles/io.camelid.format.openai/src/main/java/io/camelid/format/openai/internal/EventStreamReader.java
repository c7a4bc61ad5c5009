package io.camelid.format.openai.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.camelid.format.sse.SseEvent;
import io.camelid.format.sse.SseEventBuffer;
import io.camelid.format.sse.SseReader;
import io.camelid.format.tree.JsonTree;
import io.camelid.spi.LlmError;
import io.camelid.spi.chat.ChatCodec;
import io.camelid.spi.chat.ChatEvent;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Reads server-sent events that each are a JSON object, as both of OpenAI's chat APIs stream them, and makes sure that the
 * stream of chat events ends once. For one stream; not thread-safe.
 */
abstract class EventStreamReader implements ChatCodec.StreamReader {
    private static final int LARGEST_EVENT = 16 << 20;
    private static final ByteBuffer DONE = ByteBuffer.wrap("[DONE]".getBytes(StandardCharsets.US_ASCII));

    private final Consumer<ChatEvent> events;
    private final SseEventBuffer buffer = new SseEventBuffer(LARGEST_EVENT, this::event);
    private final SseReader reader = new SseReader(buffer);
    private boolean over;

    EventStreamReader(Consumer<ChatEvent> events) {
        this.events = events;
    }

    @Override
    public final void read(ByteBuffer chunk) {
        if (over) {
            return;
        }
        reader.read(chunk);
        if (buffer.skipped() > 0) {
            fail("an event of more than " + (LARGEST_EVENT >> 20) + " MiB");
        }
    }

    @Override
    public final void end() {
        if (!over) {
            closed();
        }
    }

    private void event(SseEvent event) {
        if (over || !event.data().hasRemaining()) {
            return;
        }
        if (event.data().equals(DONE)) {
            done();
            return;
        }
        JsonNode node = JsonTree.find(event.data()).orElse(null);
        if (node == null || !node.isObject()) {
            fail("an event that is no JSON object");
        } else if (node.hasNonNull("error") || event.type().equals("error") || isError(node)) {
            fail(ErrorReader.inAnswer(node));
        } else {
            event(node);
        }
    }

    /** What vLLM and OpenAI's responses send as the whole object. */
    private static boolean isError(JsonNode node) {
        return Nodes.text(node, "object").equals("error")
                || Nodes.text(node, "type").equals("error");
    }

    /** An event that is no error. */
    abstract void event(JsonNode node);

    /** {@code [DONE]} has come. */
    abstract void done();

    /** The stream is at its end without having been told over. */
    abstract void closed();

    final void emit(ChatEvent event) {
        if (!over) {
            over = event instanceof ChatEvent.Ended || event instanceof ChatEvent.Failed;
            events.accept(event);
        }
    }

    final boolean isOver() {
        return over;
    }

    final void fail(LlmError error) {
        emit(new ChatEvent.Failed(error));
    }

    /** The provider sent what cannot be used. */
    final void fail(String what) {
        fail(JsonTree.unusable(what).error());
    }
}
