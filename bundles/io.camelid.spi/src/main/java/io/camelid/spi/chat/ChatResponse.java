package io.camelid.spi.chat;

import io.camelid.spi.Usage;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A whole answer.
 *
 * @param id the provider's name for it; empty text if there is none
 * @param model that answered; empty text if it is not said
 * @param candidates in their order, counted from 0; one as a rule
 */
public record ChatResponse(String id, String model, List<Candidate> candidates, Usage usage) {
    /**
     * One of the answers to choose from.
     *
     * @param stopSequence the stop text that came up, if the provider says which
     * @param logprobs of the tokens of its words; empty if they are not said
     */
    public record Candidate(
            List<Part> parts, FinishReason reason, Optional<String> stopSequence, List<TokenLogprob> logprobs) {
        public Candidate {
            parts = List.copyOf(parts);
            Objects.requireNonNull(reason, "reason");
            Objects.requireNonNull(stopSequence, "stopSequence");
            logprobs = List.copyOf(logprobs);
        }

        public static Candidate of(List<Part> parts, FinishReason reason) {
            return new Candidate(parts, reason, Optional.empty(), List.of());
        }
    }

    public ChatResponse {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(model, "model");
        candidates = List.copyOf(candidates);
        Objects.requireNonNull(usage, "usage");
    }

    /** Tells this answer as a stream would have. */
    public void replay(Consumer<ChatEvent> events) {
        events.accept(new ChatEvent.Started(id, model));
        for (int candidate = 0; candidate < candidates.size(); candidate++) {
            replay(candidate, candidates.get(candidate), events);
        }
        if (usage.isKnown()) {
            events.accept(new ChatEvent.UsageReported(usage));
        }
        events.accept(new ChatEvent.Ended());
    }

    private static void replay(int index, Candidate candidate, Consumer<ChatEvent> events) {
        boolean logprobsTold = candidate.logprobs().isEmpty();
        for (int part = 0; part < candidate.parts().size(); part++) {
            Opening opening = Opening.of(candidate.parts().get(part));
            events.accept(new ChatEvent.PartStarted(index, part, opening.part()));
            if (!opening.text().isEmpty()) {
                events.accept(new ChatEvent.PartDelta(index, part, opening.text()));
            }
            if (!logprobsTold && opening.part() instanceof Part.Text) {
                logprobsTold = true;
                events.accept(new ChatEvent.PartLogprobs(index, part, candidate.logprobs()));
            }
            if (opening.signature().isPresent()) {
                events.accept(new ChatEvent.PartSigned(
                        index, part, opening.signature().get()));
            }
            events.accept(new ChatEvent.PartEnded(index, part));
        }
        events.accept(new ChatEvent.Finished(index, candidate.reason(), candidate.stopSequence()));
    }

    /** A part taken apart into how it begins and what follows. */
    private record Opening(Part part, String text, Optional<Signature> signature) {
        static Opening of(Part part) {
            if (part instanceof Part.Text text) {
                return new Opening(new Part.Text(""), text.text(), Optional.empty());
            }
            if (part instanceof Part.Refusal refusal) {
                return new Opening(new Part.Refusal(""), refusal.text(), Optional.empty());
            }
            if (part instanceof Part.Reasoning reasoning) {
                return new Opening(new Part.Reasoning("", Optional.empty()), reasoning.text(), reasoning.signature());
            }
            if (part instanceof Part.ToolCall call) {
                return new Opening(
                        new Part.ToolCall(call.id(), call.name(), new Json(""), call.signature()),
                        call.arguments().text(),
                        Optional.empty());
            }
            return new Opening(part, "", Optional.empty());
        }
    }
}
