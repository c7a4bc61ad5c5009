package io.camelid.format.openai.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.camelid.spi.Usage;
import io.camelid.spi.chat.ChatEvent;
import io.camelid.spi.chat.ChatRequest;
import io.camelid.spi.chat.ChatResponse;
import io.camelid.spi.chat.Json;
import io.camelid.spi.chat.Part;
import io.camelid.spi.chat.Signature;
import io.camelid.spi.chat.TokenLogprob;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Reads a streamed response. Parts begin with their first delta, or where the host sends none with what it says at their end;
 * the stream is whole with the event that carries the whole response. For one stream; not thread-safe.
 */
final class ResponsesStreamReader extends EventStreamReader {
    private static final int MOST_PARTS = 4_096;

    /** A part that has begun. */
    private static final class Open {
        private final int part;
        /** Which piece of a summary the last words were of. */
        private long piece;

        private boolean said;
        private boolean ended;

        Open(int part) {
            this.part = part;
        }
    }

    private final ToolNames names;
    private final Map<String, Open> parts = new LinkedHashMap<>();
    private boolean started;
    private boolean calls;
    private boolean refused;

    ResponsesStreamReader(ChatRequest request, Consumer<ChatEvent> events) {
        super(events);
        names = ToolNames.of(request);
    }

    @Override
    void event(JsonNode event) {
        String type = Nodes.text(event, "type");
        start(event.path("response"));
        switch (type) {
            case "response.output_text.delta" -> {
                words(event, new Part.Text(""), "delta");
                logprobs(event);
            }
            case "response.refusal.delta" -> words(event, new Part.Refusal(""), "delta");
            case "response.reasoning_summary_text.delta", "response.reasoning_text.delta" -> thought(event);
            case "response.function_call_arguments.delta" -> arguments(event, "delta");
            case "response.output_text.done" -> wordsDone(event, new Part.Text(""), "text");
            case "response.refusal.done" -> wordsDone(event, new Part.Refusal(""), "refusal");
            case "response.function_call_arguments.done" -> argumentsDone(event);
            case "response.output_item.added" -> added(event);
            case "response.output_item.done" -> done(event);
            case "response.completed", "response.incomplete" -> whole(event.path("response"));
            case "response.failed" -> fail(ErrorReader.inAnswer(event.path("response")));
            // Events of tools of OpenAI's own, and those that only frame others.
            default -> {}
        }
    }

    private void start(JsonNode response) {
        if (!started) {
            started = true;
            emit(new ChatEvent.Started(Nodes.text(response, "id"), Nodes.text(response, "model")));
        }
    }

    private static String item(JsonNode event) {
        return "item " + Nodes.count(event, "output_index");
    }

    private static String content(JsonNode event) {
        return item(event) + " content " + Nodes.count(event, "content_index");
    }

    private Open open(String key, Part opening) {
        Open open = parts.get(key);
        if (open == null) {
            if (parts.size() == MOST_PARTS) {
                fail("more parts than can be");
            }
            open = new Open(parts.size());
            parts.put(key, open);
            calls |= opening instanceof Part.ToolCall;
            refused |= opening instanceof Part.Refusal;
            emit(new ChatEvent.PartStarted(0, open.part, opening));
        }
        return open;
    }

    private void say(Open open, String text) {
        if (!text.isEmpty() && !open.ended) {
            open.said = true;
            emit(new ChatEvent.PartDelta(0, open.part, text));
        }
    }

    private void end(Open open) {
        if (!open.ended) {
            open.ended = true;
            emit(new ChatEvent.PartEnded(0, open.part));
        }
    }

    private void words(JsonNode event, Part opening, String member) {
        String text = Nodes.text(event, member);
        if (!text.isEmpty()) {
            say(open(content(event), opening), text);
        }
    }

    private void wordsDone(JsonNode event, Part opening, String member) {
        if (!parts.containsKey(content(event))) {
            words(event, opening, member);
        }
        Open open = parts.get(content(event));
        if (open != null) {
            end(open);
        }
    }

    private void logprobs(JsonNode event) {
        List<TokenLogprob> tokens = Logprobs.read(event.path("logprobs"));
        Open open = parts.get(content(event));
        if (open != null && !open.ended && !tokens.isEmpty()) {
            emit(new ChatEvent.PartLogprobs(0, open.part, tokens));
        }
    }

    private void thought(JsonNode event) {
        String text = Nodes.text(event, "delta");
        if (text.isEmpty()) {
            return;
        }
        Open open = open(item(event), new Part.Reasoning("", Optional.empty()));
        long piece = Math.max(Nodes.count(event, "summary_index"), Nodes.count(event, "content_index"));
        if (open.said && piece != open.piece) {
            say(open, Thoughts.BREAK);
        }
        open.piece = piece;
        say(open, text);
    }

    private void arguments(JsonNode event, String member) {
        Open open = parts.get(item(event));
        if (open != null) {
            say(open, Nodes.text(event, member));
        }
    }

    private void argumentsDone(JsonNode event) {
        Open open = parts.get(item(event));
        if (open != null && !open.said) {
            arguments(event, "arguments");
        }
    }

    private void added(JsonNode event) {
        if (Nodes.text(event.path("item"), "type").equals("function_call")) {
            call(event);
        }
    }

    private Open call(JsonNode event) {
        Part.ToolCall call = ResponsesAnswers.call(event.path("item"), names);
        return open(item(event), new Part.ToolCall(call.id(), call.name(), new Json(""), call.signature()));
    }

    private void done(JsonNode event) {
        JsonNode item = event.path("item");
        switch (Nodes.text(item, "type")) {
            case "function_call" -> {
                Open open = call(event);
                if (!open.said) {
                    say(open, ResponsesAnswers.call(item, names).arguments().text());
                }
                end(open);
            }
            case "reasoning" -> ResponsesAnswers.reasoning(item).ifPresent(thought -> thoughtDone(event, thought));
            case "image_generation_call" ->
                ResponsesAnswers.image(item).ifPresent(image -> end(open(item(event), image)));
            default -> {}
        }
    }

    private void thoughtDone(JsonNode event, Part thought) {
        Optional<Signature> seal = Optional.empty();
        Open open;
        if (thought instanceof Part.Reasoning reasoning) {
            seal = reasoning.signature();
            open = open(item(event), new Part.Reasoning("", Optional.empty()));
            if (!open.said) {
                say(open, reasoning.text());
            }
        } else {
            // Words may have come that the whole item leaves out: then the seal is theirs.
            seal = Optional.of(((Part.RedactedReasoning) thought).data())
                    .filter(data -> parts.containsKey(item(event)));
            open = open(item(event), thought);
        }
        if (seal.isPresent() && !open.ended) {
            emit(new ChatEvent.PartSigned(0, open.part, seal.get()));
        }
        end(open);
    }

    private void whole(JsonNode response) {
        new ArrayList<>(parts.values()).forEach(this::end);
        ChatResponse.Candidate candidate = ResponsesAnswers.candidate(response, names);
        if (parts.isEmpty() && !candidate.parts().isEmpty()) {
            // Hosts that only frame a whole answer as a stream.
            replay(candidate);
        }
        if (response.path("usage").isObject()) {
            emit(new ChatEvent.UsageReported(OpenAiUsage.RESPONSES.read(response.get("usage"))));
        }
        emit(new ChatEvent.Finished(0, ResponsesStatus.read(response, calls, refused), Optional.empty()));
        emit(new ChatEvent.Ended());
    }

    private void replay(ChatResponse.Candidate candidate) {
        ChatResponse whole = new ChatResponse("", "", List.of(candidate), Usage.UNKNOWN);
        calls = candidate.parts().stream().anyMatch(Part.ToolCall.class::isInstance);
        refused = candidate.parts().stream().anyMatch(Part.Refusal.class::isInstance);
        whole.replay(event -> {
            boolean frame = event instanceof ChatEvent.Started
                    || event instanceof ChatEvent.Finished
                    || event instanceof ChatEvent.Ended;
            if (!frame) {
                emit(event);
            }
        });
    }

    @Override
    void done() {
        fail("a stream without a whole response");
    }

    @Override
    void closed() {
        fail("a stream that broke off");
    }
}
