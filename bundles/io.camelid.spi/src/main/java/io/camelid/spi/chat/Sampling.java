package io.camelid.spi.chat;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * How an answer is drawn. What a client did not set is empty.
 *
 * @param maxTokens how long an answer may be
 * @param candidates how many answers are wanted
 * @param stop texts at which the answer ends
 * @param logprobs whether the probabilities of tokens are wanted
 * @param topLogprobs how many alternatives of each
 * @param logitBias bias by token id of the provider's tokenizer
 */
public record Sampling(
        OptionalLong maxTokens,
        OptionalDouble temperature,
        OptionalDouble topP,
        OptionalLong topK,
        OptionalInt candidates,
        List<String> stop,
        OptionalLong seed,
        OptionalDouble frequencyPenalty,
        OptionalDouble presencePenalty,
        Optional<Boolean> logprobs,
        OptionalInt topLogprobs,
        Map<String, Double> logitBias) {
    /** Nothing is set. */
    public static final Sampling DEFAULT = new Builder().build();

    public Sampling {
        Objects.requireNonNull(maxTokens, "maxTokens");
        Objects.requireNonNull(temperature, "temperature");
        Objects.requireNonNull(topP, "topP");
        Objects.requireNonNull(topK, "topK");
        Objects.requireNonNull(candidates, "candidates");
        stop = List.copyOf(stop);
        Objects.requireNonNull(seed, "seed");
        Objects.requireNonNull(frequencyPenalty, "frequencyPenalty");
        Objects.requireNonNull(presencePenalty, "presencePenalty");
        Objects.requireNonNull(logprobs, "logprobs");
        Objects.requireNonNull(topLogprobs, "topLogprobs");
        logitBias = Map.copyOf(logitBias);
    }

    public static Builder builder() {
        return new Builder();
    }

    /** For one record; not thread-safe. */
    public static final class Builder {
        private OptionalLong maxTokens = OptionalLong.empty();
        private OptionalDouble temperature = OptionalDouble.empty();
        private OptionalDouble topP = OptionalDouble.empty();
        private OptionalLong topK = OptionalLong.empty();
        private OptionalInt candidates = OptionalInt.empty();
        private List<String> stop = List.of();
        private OptionalLong seed = OptionalLong.empty();
        private OptionalDouble frequencyPenalty = OptionalDouble.empty();
        private OptionalDouble presencePenalty = OptionalDouble.empty();
        private Optional<Boolean> logprobs = Optional.empty();
        private OptionalInt topLogprobs = OptionalInt.empty();
        private Map<String, Double> logitBias = Map.of();

        private Builder() {}

        public Builder maxTokens(OptionalLong value) {
            maxTokens = value;
            return this;
        }

        public Builder maxTokens(long value) {
            return maxTokens(OptionalLong.of(value));
        }

        public Builder temperature(OptionalDouble value) {
            temperature = value;
            return this;
        }

        public Builder topP(OptionalDouble value) {
            topP = value;
            return this;
        }

        public Builder topK(OptionalLong value) {
            topK = value;
            return this;
        }

        public Builder candidates(OptionalInt value) {
            candidates = value;
            return this;
        }

        public Builder stop(List<String> value) {
            stop = value;
            return this;
        }

        public Builder seed(OptionalLong value) {
            seed = value;
            return this;
        }

        public Builder frequencyPenalty(OptionalDouble value) {
            frequencyPenalty = value;
            return this;
        }

        public Builder presencePenalty(OptionalDouble value) {
            presencePenalty = value;
            return this;
        }

        public Builder logprobs(Optional<Boolean> value) {
            logprobs = value;
            return this;
        }

        public Builder topLogprobs(OptionalInt value) {
            topLogprobs = value;
            return this;
        }

        public Builder logitBias(Map<String, Double> value) {
            logitBias = value;
            return this;
        }

        public Sampling build() {
            return new Sampling(
                    maxTokens,
                    temperature,
                    topP,
                    topK,
                    candidates,
                    stop,
                    seed,
                    frequencyPenalty,
                    presencePenalty,
                    logprobs,
                    topLogprobs,
                    logitBias);
        }
    }
}
