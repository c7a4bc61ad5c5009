package io.camelid.format.anthropic.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.camelid.format.tree.JsonTree;
import io.camelid.spi.chat.ChatRequest;
import io.camelid.spi.chat.Losses;
import io.camelid.spi.chat.ReasoningControl;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How much a model is to think, in Anthropic's terms.
 *
 * @param config the member {@code thinking}, if there is to be one
 * @param on whether the model will think, and thus refuse what does not go with it
 * @param effort of {@code output_config}, if it is to be said
 * @param maxTokens what the answer may have, thoughts included
 */
record Thinking(Optional<ObjectNode> config, boolean on, Optional<String> effort, long maxTokens) {
    /** A default is needed, for Anthropic has none. */
    private static final long DEFAULT_MAX_TOKENS = 4_096;

    private static final long LEAST_BUDGET = 1_024;

    /**
     * @param goesOn whether the conversation is one in which thinking with a budget can go on
     * @param mustCall whether the model will be made to call a tool, which it refuses while it thinks
     */
    static Thinking of(ChatRequest request, ClaudeModel model, boolean goesOn, boolean mustCall, Losses losses) {
        OptionalLong limit = request.sampling().maxTokens();
        ReasoningControl control = request.reasoning().orElse(null);
        if (control == null) {
            return unasked(model, limit, mustCall);
        }
        if (control.isOff()) {
            return off(model, limit, losses);
        }
        long budget = budget(control);
        long maxTokens = withRoomFor(budget, limit);
        boolean counts = control.budgetTokens().orElse(-1) > 0;
        if (model.takesAdaptive() && !(counts && model.takesBudget())) {
            Optional<String> effort = control.degree().flatMap(model::effort);
            return new Thinking(Optional.of(shown(of("adaptive"), control)), true, effort, maxTokens);
        }
        Optional<String> effort = control.effort().flatMap(model::effort);
        if (!model.thinks() || !goesOn || budget < LEAST_BUDGET || maxTokens <= LEAST_BUDGET) {
            losses.add(Losses.REASONING);
            return new Thinking(Optional.empty(), false, effort, limit.orElse(DEFAULT_MAX_TOKENS));
        }
        ObjectNode enabled = of("enabled").put("budget_tokens", Math.min(budget, maxTokens - 1));
        return new Thinking(Optional.of(enabled), true, effort, maxTokens);
    }

    /** What holds when the client does not say: that a tool is called counts for more than the model's own habit. */
    private static Thinking unasked(ClaudeModel model, OptionalLong limit, boolean mustCall) {
        if (!model.thinksByDefault()) {
            return silent(Optional.empty(), limit);
        }
        return mustCall && model.canStopThinking() ? silent(Optional.of(of("disabled")), limit) : habitual(limit);
    }

    private static Thinking off(ClaudeModel model, OptionalLong limit, Losses losses) {
        if (!model.thinksByDefault()) {
            return silent(Optional.empty(), limit);
        }
        if (model.canStopThinking()) {
            return silent(Optional.of(of("disabled")), limit);
        }
        losses.add(Losses.REASONING);
        return habitual(limit);
    }

    private static Thinking silent(Optional<ObjectNode> config, OptionalLong limit) {
        return new Thinking(config, false, Optional.empty(), limit.orElse(DEFAULT_MAX_TOKENS));
    }

    /** The model thinks because it always does, with an effort that is high. */
    private static Thinking habitual(OptionalLong limit) {
        long maxTokens = withRoomFor(ReasoningControl.Effort.HIGH.budgetTokens(), limit);
        return new Thinking(Optional.empty(), true, Optional.empty(), maxTokens);
    }

    /** Thoughts count against the limit, so the default leaves room for them. */
    private static long withRoomFor(long budget, OptionalLong limit) {
        return limit.orElse(DEFAULT_MAX_TOKENS + Math.min(budget, Integer.MAX_VALUE));
    }

    /** The tokens that thinking may take; a middling number where the model may decide. */
    private static long budget(ReasoningControl control) {
        long said = control.budget().orElse(-1);
        return said < 0 ? ReasoningControl.Effort.MEDIUM.budgetTokens() : said;
    }

    private static ObjectNode of(String type) {
        return JsonTree.object().put("type", type);
    }

    private static ObjectNode shown(ObjectNode thinking, ReasoningControl control) {
        control.visible().ifPresent(visible -> thinking.put("display", visible ? "summarized" : "omitted"));
        return thinking;
    }
}
