package io.camelid.spi.chat;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How much a model is to think before it answers. Some APIs count tokens, others name a degree; either can be told
 * from the other by the table that the field has settled on.
 *
 * @param effort the degree, if it is said
 * @param budgetTokens how many tokens it may take, if it is said
 * @param visible whether the client wants to see thoughts or their summary, if it is said
 */
public record ReasoningControl(Optional<Effort> effort, OptionalLong budgetTokens, Optional<Boolean> visible) {
    /** Degrees of thinking, with the budget that each stands for. */
    public enum Effort {
        NONE(0),
        MINIMAL(1024),
        LOW(1024),
        MEDIUM(2048),
        HIGH(4096),
        XHIGH(8192),
        MAX(16384);

        private final long budget;

        Effort(long budget) {
            this.budget = budget;
        }

        /** The tokens that stand for this degree where an API counts. */
        public long budgetTokens() {
            return budget;
        }
    }

    public ReasoningControl {
        Objects.requireNonNull(effort, "effort");
        Objects.requireNonNull(budgetTokens, "budgetTokens");
        Objects.requireNonNull(visible, "visible");
    }

    public static ReasoningControl of(Effort effort) {
        return new ReasoningControl(Optional.of(effort), OptionalLong.empty(), Optional.empty());
    }

    public static ReasoningControl ofBudget(long tokens) {
        return new ReasoningControl(Optional.empty(), OptionalLong.of(tokens), Optional.empty());
    }

    /** Whether thinking is wanted off. */
    public boolean isOff() {
        return effort.map(degree -> degree == Effort.NONE).orElse(budgetTokens.orElse(-1) == 0);
    }

    /** The tokens that thinking may take; empty when the model may decide. */
    public OptionalLong budget() {
        if (budgetTokens.isPresent() || effort.isEmpty()) {
            return budgetTokens;
        }
        return OptionalLong.of(effort.get().budgetTokens());
    }

    /** The degree that is said, or the least whose budget is enough; empty when the model may decide. */
    public Optional<Effort> degree() {
        if (effort.isPresent() || budgetTokens.isEmpty()) {
            return effort;
        }
        long tokens = budgetTokens.getAsLong();
        if (tokens < 0) {
            return Optional.empty();
        }
        if (tokens == 0) {
            return Optional.of(Effort.NONE);
        }
        for (Effort candidate : new Effort[] {Effort.LOW, Effort.MEDIUM, Effort.HIGH, Effort.XHIGH}) {
            if (tokens <= candidate.budgetTokens()) {
                return Optional.of(candidate);
            }
        }
        return Optional.of(Effort.MAX);
    }
}
