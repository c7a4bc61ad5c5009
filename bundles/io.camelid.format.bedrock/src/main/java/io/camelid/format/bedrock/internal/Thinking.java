package io.camelid.format.bedrock.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.camelid.spi.chat.ChatRequest;
import io.camelid.spi.chat.Losses;
import io.camelid.spi.chat.Part;
import io.camelid.spi.chat.ReasoningControl;
import io.camelid.spi.chat.ReasoningControl.Effort;
import io.camelid.spi.chat.Role;
import io.camelid.spi.chat.Turn;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How a model is told to think, each family in its own words ({@code additionalModelRequestFields} in AWS's user guide), and
 * what else it then refuses.
 *
 * @param budget the tokens that Claude may think; empty if it does not think or decides itself
 * @param degree how much a model thinks that is told so; empty if it does not think or counts tokens
 */
record Thinking(ModelFamily family, OptionalLong budget, Optional<Effort> degree) {
    /** The least that Claude takes. */
    private static final long LEAST = 1024;
    /** More than any model says or thinks; the API's numbers have 32 bits. */
    private static final long MOST = 1L << 30;

    /** @param json whether the answer is a forced call of a tool, which thinking rules out */
    static Thinking of(ChatRequest request, ModelFamily family, boolean json, Losses losses) {
        Thinking none = new Thinking(family, OptionalLong.empty(), Optional.empty());
        ReasoningControl wanted =
                request.reasoning().filter(control -> !control.isOff()).orElse(null);
        if (wanted == null) {
            return none;
        }
        Optional<Effort> degree = Optional.of(wanted.degree().orElse(Effort.MEDIUM));
        Thinking thinking =
                switch (family.vendor()) {
                    case ANTHROPIC -> json || lacksThoughts(request) ? none : claude(request, wanted, family, degree);
                    case NOVA_2, GPT_OSS -> new Thinking(family, OptionalLong.empty(), degree);
                    case NOVA, OTHER -> none;
                };
        if (!thinking.isOn()) {
            losses.add(Losses.REASONING);
        }
        return thinking;
    }

    private static Thinking claude(
            ChatRequest request, ReasoningControl wanted, ModelFamily family, Optional<Effort> degree) {
        if (family.thinksAdaptively()) {
            return new Thinking(family, OptionalLong.empty(), degree);
        }
        long room = request.sampling().maxTokens().orElse(MOST) - 1;
        long budget = Math.min(room, Math.max(LEAST, wanted.budget().orElse(Effort.MEDIUM.budgetTokens())));
        return new Thinking(family, budget < LEAST ? OptionalLong.empty() : OptionalLong.of(budget), Optional.empty());
    }

    /**
     * Whether the model is in the middle of using tools and its thoughts on that are missing, for example as another model
     * had them: Claude refuses to think on from there.
     */
    private static boolean lacksThoughts(ChatRequest request) {
        List<Turn> turns = Turn.alternating(request.turns());
        int last = turns.size() - 1;
        if (last < 1
                || turns.get(last).role() != Role.USER
                || turns.get(last).parts().stream().noneMatch(Part.ToolResult.class::isInstance)) {
            return false;
        }
        List<Part> parts = turns.get(last - 1).parts();
        return parts.stream().anyMatch(Part.ToolCall.class::isInstance)
                && parts.stream().noneMatch(ReasoningBlocks::isAnthropic);
    }

    boolean isOn() {
        return budget.isPresent() || degree.isPresent();
    }

    /** Whether Claude thinks, which then neither can be made to call a tool nor takes sampling parameters. */
    boolean isClaudes() {
        return isOn() && family.isAnthropic();
    }

    /** Whether Nova thinks hard, and then takes neither sampling parameters nor a limit. */
    boolean isNovasHardest() {
        return degree.isPresent() && family.vendor() == ModelFamily.Vendor.NOVA_2 && word().equals("high");
    }

    /** Puts it among a request's additional fields. */
    void write(ObjectNode fields) {
        if (!isOn()) {
            return;
        }
        switch (family.vendor()) {
            case ANTHROPIC -> {
                if (budget.isPresent()) {
                    fields.putObject("thinking").put("type", "enabled").put("budget_tokens", budget.getAsLong());
                } else {
                    fields.putObject("thinking").put("type", "adaptive");
                    fields.putObject("output_config").put("effort", word());
                }
            }
            case NOVA_2 ->
                fields.putObject("reasoningConfig").put("type", "enabled").put("maxReasoningEffort", word());
            case GPT_OSS -> fields.put("reasoning_effort", word());
            case NOVA, OTHER -> {}
        }
    }

    /** The degree in the words that all families have. */
    private String word() {
        return switch (degree.orElse(Effort.MEDIUM)) {
            case NONE, MINIMAL, LOW -> "low";
            case MEDIUM -> "medium";
            case HIGH, XHIGH, MAX -> "high";
        };
    }
}
