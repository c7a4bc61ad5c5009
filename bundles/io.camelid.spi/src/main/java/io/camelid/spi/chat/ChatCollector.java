package io.camelid.spi.chat;

import io.camelid.spi.LlmError;
import io.camelid.spi.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Puts a stream's events together to the whole answer. For one stream; not thread-safe. */
public final class ChatCollector implements Consumer<ChatEvent> {
    private static final class OpenPart {
        private final Part opening;
        private final StringBuilder text = new StringBuilder();
        private Optional<Signature> signature = Optional.empty();

        OpenPart(Part opening) {
            this.opening = opening;
        }

        Part whole() {
            if (opening instanceof Part.Text) {
                return new Part.Text(text.toString());
            }
            if (opening instanceof Part.Refusal) {
                return new Part.Refusal(text.toString());
            }
            if (opening instanceof Part.Reasoning) {
                return new Part.Reasoning(text.toString(), signature);
            }
            if (opening instanceof Part.ToolCall call) {
                return new Part.ToolCall(
                        call.id(),
                        call.name(),
                        new Json(text.toString()),
                        signature.isPresent() ? signature : call.signature());
            }
            return opening;
        }
    }

    private static final class OpenCandidate {
        private final TreeMap<Integer, OpenPart> parts = new TreeMap<>();
        private final List<TokenLogprob> logprobs = new ArrayList<>();
        private FinishReason reason = FinishReason.OTHER;
        private Optional<String> stopSequence = Optional.empty();

        ChatResponse.Candidate whole() {
            return new ChatResponse.Candidate(
                    parts.values().stream().map(OpenPart::whole).toList(), reason, stopSequence, logprobs);
        }
    }

    private final TreeMap<Integer, OpenCandidate> candidates = new TreeMap<>();
    private String id = "";
    private String model = "";
    private Usage usage = Usage.UNKNOWN;
    private boolean ended;
    private LlmError error;

    @Override
    public void accept(ChatEvent event) {
        if (event instanceof ChatEvent.Started started) {
            id = started.id();
            model = started.model();
        } else if (event instanceof ChatEvent.PartStarted started) {
            candidate(started.candidate()).parts.put(started.part(), new OpenPart(started.opening()));
        } else if (event instanceof ChatEvent.PartDelta delta) {
            part(delta.candidate(), delta.part()).text.append(delta.text());
        } else if (event instanceof ChatEvent.PartSigned signed) {
            part(signed.candidate(), signed.part()).signature = Optional.of(signed.signature());
        } else if (event instanceof ChatEvent.PartLogprobs more) {
            candidate(more.candidate()).logprobs.addAll(more.tokens());
        } else if (event instanceof ChatEvent.Finished finished) {
            candidate(finished.candidate()).reason = finished.reason();
            candidate(finished.candidate()).stopSequence = finished.stopSequence();
        } else if (event instanceof ChatEvent.UsageReported reported) {
            usage = reported.usage();
        } else if (event instanceof ChatEvent.Failed failed) {
            error = failed.error();
        } else if (event instanceof ChatEvent.Ended) {
            ended = true;
        }
    }

    private OpenCandidate candidate(int index) {
        return candidates.computeIfAbsent(index, fresh -> new OpenCandidate());
    }

    private OpenPart part(int candidate, int part) {
        return candidate(candidate).parts.get(part);
    }

    /** Whether the stream ended well. */
    public boolean isWhole() {
        return ended;
    }

    /** Why the stream failed, if it did. */
    public Optional<LlmError> error() {
        return Optional.ofNullable(error);
    }

    /** What has come so far. */
    public ChatResponse response() {
        return new ChatResponse(
                id,
                model,
                candidates.values().stream().map(OpenCandidate::whole).toList(),
                usage);
    }
}
