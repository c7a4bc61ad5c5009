package io.camelid.format.openai.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.camelid.spi.chat.ChatEvent;
import io.camelid.spi.chat.ChatRequest;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Reads streamed chat completions. The stream is whole with {@code [DONE]}, and also without it where every choice has told
 * its {@code finish_reason}. For one stream; not thread-safe.
 */
final class CompletionsStreamReader extends EventStreamReader {
    private static final int MOST_CHOICES = 128;

    private final ToolNames names;
    private final Map<Integer, StreamedChoice> choices = new TreeMap<>();
    private String id = "";
    private String model = "";
    private boolean started;

    CompletionsStreamReader(ChatRequest request, Consumer<ChatEvent> events) {
        super(events);
        names = ToolNames.of(request);
    }

    @Override
    void event(JsonNode chunk) {
        id = id.isEmpty() ? Nodes.text(chunk, "id") : id;
        model = model.isEmpty() ? Nodes.text(chunk, "model") : model;
        for (JsonNode choice : chunk.path("choices")) {
            start();
            choice(choice);
            if (isOver()) {
                return;
            }
        }
        if (chunk.path("usage").isObject()) {
            start();
            emit(new ChatEvent.UsageReported(OpenAiUsage.COMPLETIONS.read(chunk.get("usage"))));
        }
    }

    /** Azure begins with an event without choices and names, which is no beginning yet. */
    private void start() {
        if (!started) {
            started = true;
            emit(new ChatEvent.Started(id, model));
        }
    }

    private void choice(JsonNode node) {
        int index = Math.toIntExact(Math.min(MOST_CHOICES, Math.max(0, Nodes.count(node, "index"))));
        if (index == MOST_CHOICES) {
            fail("more choices than can be");
            return;
        }
        StreamedChoice choice = choices.computeIfAbsent(index, fresh -> new StreamedChoice(index, names, this));
        if (!choice.isFinished()) {
            choice.read(node);
        }
    }

    @Override
    void done() {
        if (choices.isEmpty()) {
            fail("a stream without an answer");
            return;
        }
        choices.values().stream().filter(choice -> !choice.isFinished()).forEach(StreamedChoice::finish);
        emit(new ChatEvent.Ended());
    }

    @Override
    void closed() {
        if (!choices.isEmpty() && choices.values().stream().allMatch(StreamedChoice::isFinished)) {
            emit(new ChatEvent.Ended());
        } else {
            fail("a stream that broke off");
        }
    }
}
