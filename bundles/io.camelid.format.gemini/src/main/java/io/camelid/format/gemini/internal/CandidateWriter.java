package io.camelid.format.gemini.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.camelid.format.tree.JsonTree;
import io.camelid.spi.chat.ChatEvent;
import io.camelid.spi.chat.Json;
import io.camelid.spi.chat.Part;
import io.camelid.spi.chat.Signature;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Writes what is new of one candidate, one part after the other. Words go out as they come; a call comes whole, so its
 * arguments wait for its end. For one answer; not thread-safe.
 */
final class CandidateWriter implements Consumer<ChatEvent> {
    private final int index;
    private final Consumer<ObjectNode> written;
    private final StringBuilder arguments = new StringBuilder();
    private Part open;
    private Optional<Signature> signature = Optional.empty();

    /** @param written takes each piece of the candidate */
    CandidateWriter(int index, Consumer<ObjectNode> written) {
        this.index = index;
        this.written = written;
    }

    @Override
    public void accept(ChatEvent event) {
        if (event instanceof ChatEvent.PartStarted started) {
            start(started.opening());
        } else if (event instanceof ChatEvent.PartDelta delta) {
            more(delta.text());
        } else if (event instanceof ChatEvent.PartSigned signed) {
            sign(signed.signature());
        } else if (event instanceof ChatEvent.PartLogprobs logprobs) {
            ObjectNode candidate = candidate(index);
            candidate.set("logprobsResult", LogprobsResult.write(logprobs.tokens()));
            written.accept(candidate);
        } else if (event instanceof ChatEvent.PartEnded) {
            end();
        }
    }

    private void start(Part opening) {
        open = opening;
        arguments.setLength(0);
        signature = Optional.empty();
        if (opening instanceof Part.RedactedReasoning || opening instanceof Part.Media) {
            part(PartWriter.write(opening));
        }
    }

    private void more(String text) {
        if (open instanceof Part.ToolCall) {
            arguments.append(text);
        } else {
            part(open instanceof Part.Reasoning ? PartWriter.thought(text, Optional.empty()) : PartWriter.text(text));
        }
    }

    private void sign(Signature seal) {
        if (open instanceof Part.ToolCall) {
            signature = Optional.of(seal);
        } else {
            part(PartWriter.thought("", Optional.of(seal)));
        }
    }

    private void end() {
        if (open instanceof Part.ToolCall call) {
            part(PartWriter.call(new Part.ToolCall(
                    call.id(),
                    call.name(),
                    new Json(arguments.toString()),
                    signature.isPresent() ? signature : call.signature())));
        }
    }

    private void part(ObjectNode part) {
        ObjectNode candidate = candidate(index);
        candidate.withArray("/content/parts").add(part);
        written.accept(candidate);
    }

    /** A candidate of which nothing is said yet. */
    static ObjectNode candidate(int index) {
        ObjectNode candidate = JsonTree.object();
        candidate.putObject("content").put("role", "model");
        return candidate.put("index", index);
    }
}
