package io.camelid.format.gemini.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.camelid.format.tree.JsonTree;
import io.camelid.spi.ErrorKind;
import io.camelid.spi.LlmError;
import io.camelid.spi.Usage;
import io.camelid.spi.chat.ChatEvent;
import io.camelid.spi.chat.ChatRequest;
import io.camelid.spi.chat.FinishReason;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Tells what a provider's {@code GenerateContentResponse}s say, be it one or a stream of them. For one answer; not
 * thread-safe.
 */
final class AnswerReader {
    private static final int MOST_CANDIDATES = 128;

    private final ChatRequest request;
    private final ToolNames names;
    private final Consumer<ChatEvent> events;
    private final Map<Integer, CandidateReader> candidates = new TreeMap<>();
    private Usage usage = Usage.UNKNOWN;
    private String id = "";
    private boolean started;
    private boolean blocked;
    private boolean over;

    AnswerReader(ChatRequest request, Consumer<ChatEvent> events) {
        this.request = request;
        this.names = ToolNames.of(request);
        this.events = events;
    }

    boolean isOver() {
        return over;
    }

    /** The next response, or an error in its place. */
    void read(JsonNode response) {
        if (over) {
            return;
        }
        if (response.isArray() && response.size() == 1) {
            read(response.get(0));
        } else if (response.has("error")) {
            fail(GeminiErrors.read(GeminiErrors.statusOf(response), response));
        } else if (response instanceof ObjectNode object) {
            start(object);
            blocked |= object.path("promptFeedback").hasNonNull("blockReason");
            for (JsonNode candidate : object.path("candidates")) {
                candidate(candidate);
            }
            usage(object.path("usageMetadata"));
        } else {
            fail(unusable("an event that is no JSON object"));
        }
    }

    private void start(ObjectNode response) {
        if (!started) {
            started = true;
            id = response.path("responseId").asText();
            events.accept(
                    new ChatEvent.Started(id, response.path("modelVersion").asText()));
        }
    }

    private void candidate(JsonNode candidate) {
        int index = candidate.path("index").asInt();
        if (index < 0 || index >= MOST_CANDIDATES) {
            return;
        }
        candidates
                .computeIfAbsent(
                        index,
                        fresh -> new CandidateReader(
                                index, id + "/" + request.turns().size() + "/" + index, names, events))
                .read(candidate);
    }

    private void usage(JsonNode metadata) {
        Usage reported = UsageMetadata.read(metadata);
        if (reported.isKnown() && !reported.equals(usage)) {
            usage = reported;
            events.accept(new ChatEvent.UsageReported(reported));
        }
    }

    /**
     * No more comes.
     *
     * @param cut whether an answer without a reason for its end was cut off, as a stream is then
     */
    void end(boolean cut) {
        if (over) {
            return;
        }
        if (candidates.isEmpty() && !blocked) {
            fail(unusable(started ? "an answer without candidates" : "an empty answer"));
            return;
        }
        if (cut && !blocked && candidates.values().stream().anyMatch(candidate -> !candidate.isFinished())) {
            fail(LlmError.of(
                    ErrorKind.UPSTREAM, "upstream_stream_cut", "ended the stream before the answer was whole"));
            return;
        }
        over = true;
        if (candidates.isEmpty()) {
            events.accept(new ChatEvent.Finished(0, FinishReason.CONTENT_FILTER, Optional.empty()));
        }
        candidates.values().forEach(candidate -> candidate.end(blocked));
        events.accept(new ChatEvent.Ended());
    }

    void fail(LlmError error) {
        if (!over) {
            over = true;
            events.accept(new ChatEvent.Failed(error));
        }
    }

    static LlmError unusable(String what) {
        return JsonTree.unusable(what).error();
    }
}
