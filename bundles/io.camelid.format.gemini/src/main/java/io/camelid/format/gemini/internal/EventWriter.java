package io.camelid.format.gemini.internal;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.camelid.format.sse.SseWriter;
import io.camelid.format.tree.JsonTree;
import io.camelid.spi.Usage;
import io.camelid.spi.chat.ChatCodec;
import io.camelid.spi.chat.ChatEvent;
import io.camelid.spi.chat.Reply;
import io.camelid.spi.chat.Sequential;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes a stream for a client: each event is a {@code GenerateContentResponse} with what is new, the last one has the
 * reasons of all candidates' ends and the usage. For one answer; not thread-safe.
 */
final class EventWriter implements ChatCodec.StreamWriter {
    private final Reply reply;
    private final Map<Integer, Sequential> candidates = new TreeMap<>();
    private final Map<Integer, ChatEvent.Finished> finished = new TreeMap<>();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private Usage usage = Usage.UNKNOWN;
    private String id = "";
    private String model = "";

    EventWriter(Reply reply) {
        this.reply = reply;
    }

    @Override
    public ByteBuffer write(ChatEvent event) {
        out.reset();
        if (event instanceof ChatEvent.Started started) {
            id = started.id().isEmpty() ? reply.ids().get() : started.id();
            model = started.model();
        } else if (event instanceof ChatEvent.PartStarted part) {
            tell(part.candidate(), new ChatEvent.PartStarted(0, part.part(), part.opening()));
        } else if (event instanceof ChatEvent.PartDelta delta) {
            tell(delta.candidate(), new ChatEvent.PartDelta(0, delta.part(), delta.text()));
        } else if (event instanceof ChatEvent.PartSigned signed) {
            tell(signed.candidate(), new ChatEvent.PartSigned(0, signed.part(), signed.signature()));
        } else if (event instanceof ChatEvent.PartLogprobs logprobs) {
            tell(logprobs.candidate(), new ChatEvent.PartLogprobs(0, logprobs.part(), logprobs.tokens()));
        } else if (event instanceof ChatEvent.PartEnded ended) {
            tell(ended.candidate(), new ChatEvent.PartEnded(0, ended.part()));
        } else if (event instanceof ChatEvent.Finished end) {
            finished.put(end.candidate(), end);
        } else if (event instanceof ChatEvent.UsageReported reported) {
            usage = reported.usage();
        } else if (event instanceof ChatEvent.Ended) {
            last();
        } else if (event instanceof ChatEvent.Failed failed) {
            return GeminiErrors.event(failed.error());
        }
        return ByteBuffer.wrap(out.toByteArray());
    }

    /** Each candidate has a sequence of its own, in which it is the first. */
    private void tell(int candidate, ChatEvent event) {
        candidates
                .computeIfAbsent(candidate, index -> new Sequential(new CandidateWriter(index, this::piece)))
                .accept(event);
    }

    private void piece(ObjectNode candidate) {
        ObjectNode response = JsonTree.object();
        response.putArray("candidates").add(candidate);
        event(response);
    }

    private void last() {
        ObjectNode response = JsonTree.object();
        ArrayNode all = response.putArray("candidates");
        for (ChatEvent.Finished end : finished.values()) {
            all.add(CandidateWriter.candidate(end.candidate()).put("finishReason", FinishReasons.write(end.reason())));
        }
        AnswerWriter.usage(usage, response);
        event(response);
    }

    private void event(ObjectNode response) {
        AnswerWriter.name(id, model, reply, response);
        ByteBuffer bytes = SseWriter.oneLine("", JsonTree.text(response));
        out.write(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
    }
}
