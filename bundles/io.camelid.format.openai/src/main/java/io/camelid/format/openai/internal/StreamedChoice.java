package io.camelid.format.openai.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.camelid.spi.chat.ChatEvent;
import io.camelid.spi.chat.FinishReason;
import io.camelid.spi.chat.Json;
import io.camelid.spi.chat.Part;
import io.camelid.spi.chat.TokenLogprob;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One choice of streamed chat completions. Words, thoughts and refusals follow one another; tool calls stay open side by
 * side until the choice finishes, since nothing says that one is whole. For one stream; not thread-safe.
 */
final class StreamedChoice {
    private static final int MOST_CALLS = 1_024;
    private static final int MOST_WAITING = 1 << 20;
    /** The older API's only call, which has no index. */
    private static final int FUNCTION_CALL = -1;

    private enum Words {
        NONE,
        TEXT,
        REFUSAL,
        REASONING
    }

    /** A tool call, which starts when its name is known. */
    private static final class Call {
        private String id = "";
        private int part = -1;
        private final StringBuilder waiting = new StringBuilder();
    }

    private final int index;
    private final ToolNames names;
    private final EventStreamReader stream;
    private final Map<Integer, Call> callsByIndex = new HashMap<>();
    private final List<Call> calls = new ArrayList<>();
    private Words open = Words.NONE;
    private int parts;
    private boolean refused;
    private boolean finished;

    StreamedChoice(int index, ToolNames names, EventStreamReader stream) {
        this.index = index;
        this.names = names;
        this.stream = stream;
    }

    boolean isFinished() {
        return finished;
    }

    void read(JsonNode choice) {
        JsonNode delta = choice.path("delta");
        String thought = Nodes.text(delta, Thoughts.TEXT);
        say(Words.REASONING, thought.isEmpty() ? Nodes.text(delta, "reasoning") : thought);
        seal(Nodes.text(delta, Thoughts.SEAL));
        say(Words.TEXT, Nodes.text(delta, "content"));
        for (JsonNode part : delta.path("content")) {
            say(Words.TEXT, Nodes.text(part, "text"));
        }
        say(Words.REFUSAL, Nodes.text(delta, "refusal"));
        logprobs(choice.path("logprobs").path("content"));
        delta.path("images").forEach(image -> CompletionsAnswers.image(image).ifPresent(this::whole));
        for (JsonNode call : delta.path("tool_calls")) {
            call(callOf(call), call.path("function"));
        }
        if (delta.path("function_call").isObject()) {
            call(callAt(FUNCTION_CALL), delta.get("function_call"));
        }
        String reason = Nodes.text(choice, "finish_reason");
        if (reason.equals(CompletionsFinish.ERROR)) {
            stream.fail("an answer that ended in an error");
        } else if (!reason.isEmpty()) {
            finish(reason, Nodes.text(choice, "stop_reason"));
        }
    }

    private void say(Words kind, String text) {
        if (!text.isEmpty()) {
            open(kind);
            stream.emit(new ChatEvent.PartDelta(index, parts - 1, text));
        }
    }

    /** Goes on with what is open, if it is of this kind. No part is open beside it but tool calls, which end it. */
    private void open(Words kind) {
        if (open == kind) {
            return;
        }
        close();
        open = kind;
        refused |= kind == Words.REFUSAL;
        start(
                switch (kind) {
                    case REFUSAL -> new Part.Refusal("");
                    case REASONING -> new Part.Reasoning("", Optional.empty());
                    default -> new Part.Text("");
                });
    }

    private void start(Part opening) {
        stream.emit(new ChatEvent.PartStarted(index, parts++, opening));
    }

    private void close() {
        if (open != Words.NONE) {
            open = Words.NONE;
            stream.emit(new ChatEvent.PartEnded(index, parts - 1));
        }
    }

    private void whole(Part part) {
        close();
        start(part);
        stream.emit(new ChatEvent.PartEnded(index, parts - 1));
    }

    private void seal(String seal) {
        if (seal.isEmpty()) {
            return;
        }
        for (Part part : Thoughts.read("", seal)) {
            if (part instanceof Part.Reasoning reasoning
                    && reasoning.signature().isPresent()) {
                open(Words.REASONING);
                stream.emit(new ChatEvent.PartSigned(
                        index, parts - 1, reasoning.signature().get()));
            } else if (part instanceof Part.RedactedReasoning) {
                whole(part);
            }
        }
    }

    private void logprobs(JsonNode tokens) {
        List<TokenLogprob> logprobs = Logprobs.read(tokens);
        if (open == Words.TEXT && !logprobs.isEmpty()) {
            stream.emit(new ChatEvent.PartLogprobs(index, parts - 1, logprobs));
        }
    }

    /**
     * The call that a piece belongs to. Some hosts leave out the index and go by the id or by order, some number every call 0
     * and give it an id of its own.
     */
    private Call callOf(JsonNode piece) {
        String id = Nodes.text(piece, "id");
        int at = (int) Math.max(-1, Math.min(Integer.MAX_VALUE, Nodes.count(piece, "index")));
        Call last = calls.isEmpty() ? null : calls.get(calls.size() - 1);
        Call call = at >= 0 ? callsByIndex.get(at) : id.isEmpty() ? last : callOf(id);
        boolean another = call != null && !id.isEmpty() && !call.id.isEmpty() && !call.id.equals(id);
        if (call == null || another) {
            call = newCall();
            if (at >= 0) {
                callsByIndex.put(at, call);
            }
        }
        if (call.part < 0 && !id.isEmpty()) {
            call.id = id;
        }
        return call;
    }

    private Call callOf(String id) {
        for (int i = calls.size() - 1; i >= 0; i--) {
            if (calls.get(i).id.equals(id)) {
                return calls.get(i);
            }
        }
        return null;
    }

    private Call callAt(int at) {
        return callsByIndex.computeIfAbsent(at, fresh -> newCall());
    }

    private Call newCall() {
        Call call = new Call();
        if (calls.size() == MOST_CALLS) {
            stream.fail("more tool calls than can be");
        } else {
            calls.add(call);
        }
        return call;
    }

    private void call(Call call, JsonNode function) {
        String name = Nodes.text(function, "name");
        String arguments = Nodes.textOrJson(function.get("arguments"));
        if (call.part < 0 && name.isEmpty()) {
            if (call.waiting.length() + arguments.length() > MOST_WAITING) {
                stream.fail("a tool call without a name");
            }
            call.waiting.append(arguments);
            return;
        }
        if (call.part < 0) {
            close();
            call.part = parts;
            start(Part.ToolCall.ofSealedId(call.id, names.original(name), new Json("")));
            arguments = call.waiting + arguments;
        }
        if (!arguments.isEmpty()) {
            stream.emit(new ChatEvent.PartDelta(index, call.part, arguments));
        }
    }

    /** The stream is over, and the host has not said why this choice is. */
    void finish() {
        finish("stop", "");
    }

    private void finish(String reason, String stop) {
        finished = true;
        close();
        boolean called = false;
        for (Call call : calls) {
            if (call.part >= 0) {
                called = true;
                stream.emit(new ChatEvent.PartEnded(index, call.part));
            }
        }
        FinishReason read = CompletionsFinish.read(reason, called, refused);
        boolean stopped = read == FinishReason.STOP && !stop.isEmpty();
        stream.emit(new ChatEvent.Finished(
                index, stopped ? FinishReason.STOP_SEQUENCE : read, stopped ? Optional.of(stop) : Optional.empty()));
    }
}
