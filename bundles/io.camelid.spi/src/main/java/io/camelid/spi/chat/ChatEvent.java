package io.camelid.spi.chat;

import io.camelid.spi.LlmError;
import io.camelid.spi.Usage;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Something that happens in a streamed answer. Every stream of events keeps these rules, which {@link
 * ChatEventOrder} checks:
 *
 * <ul>
 *   <li>{@link Started} comes once and before all others, but for a {@link Failed} that comes instead.
 *   <li>{@link Ended} or {@link Failed} comes once and nothing after it.
 *   <li>Candidates and, within each, parts are counted from 0. A part starts once, the next when the one before has
 *       started, and ends once. Parts may be open side by side; {@link Sequential} sorts them for formats that cannot say so.
 *   <li>A candidate is {@link Finished} at most once, after all its parts have ended; in a stream that ends well each candidate is.
 *   <li>{@link UsageReported} may come at any time, the last one counts.
 * </ul>
 */
public sealed interface ChatEvent {
    /**
     * The answer begins.
     *
     * @param id the provider's name for the answer; empty text if there is none
     * @param model that answers; empty text if it is not said
     */
    record Started(String id, String model) implements ChatEvent {
        public Started {
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(model, "model");
        }
    }

    /**
     * A part begins.
     *
     * @param opening its kind, and as much as is known already: {@link Part.Text}, {@link Part.Refusal}, {@link Part.Reasoning} and
     *     {@link Part.ToolCall} have empty texts, {@link Part.RedactedReasoning} and {@link Part.Media} are whole. The arguments of an
     *     opening {@link Part.ToolCall} are empty text
     */
    record PartStarted(int candidate, int part, Part opening) implements ChatEvent {
        public PartStarted {
            Objects.requireNonNull(opening, "opening");
        }
    }

    /** More of a part: of its words, or of a tool call's arguments as JSON text. Never empty. */
    record PartDelta(int candidate, int part, String text) implements ChatEvent {
        public PartDelta {
            Objects.requireNonNull(text, "text");
        }
    }

    /** The vendor's seal on a part: reasoning or a tool call. */
    record PartSigned(int candidate, int part, Signature signature) implements ChatEvent {
        public PartSigned {
            Objects.requireNonNull(signature, "signature");
        }
    }

    /** How likely the tokens of the text so far were, each token once. */
    record PartLogprobs(int candidate, int part, List<TokenLogprob> tokens) implements ChatEvent {
        public PartLogprobs {
            tokens = List.copyOf(tokens);
        }
    }

    /** A part is whole. */
    record PartEnded(int candidate, int part) implements ChatEvent {}

    /**
     * A candidate is whole.
     *
     * @param stopSequence the stop text that came up, if the provider says which
     */
    record Finished(int candidate, FinishReason reason, Optional<String> stopSequence) implements ChatEvent {
        public Finished {
            Objects.requireNonNull(reason, "reason");
            Objects.requireNonNull(stopSequence, "stopSequence");
        }
    }

    /** What the answer has cost so far. */
    record UsageReported(Usage usage) implements ChatEvent {
        public UsageReported {
            Objects.requireNonNull(usage, "usage");
        }
    }

    /** All has been said. */
    record Ended() implements ChatEvent {}

    /** The provider failed, or its stream broke off or made no sense. */
    record Failed(LlmError error) implements ChatEvent {
        public Failed {
            Objects.requireNonNull(error, "error");
        }
    }
}
