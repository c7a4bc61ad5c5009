package io.camelid.format.gemini.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.camelid.format.tree.JsonTree;
import io.camelid.spi.chat.Losses;
import io.camelid.spi.chat.ReasoningControl;
import io.camelid.spi.chat.ReasoningControl.Effort;
import java.util.Optional;

/**
 * How much a Gemini is to think: in degrees from Gemini 3 on, in tokens for Gemini 2.5 (ai.google.dev, "Gemini
 * thinking"). Models before do not think.
 */
final class Thinking {
    private static final long MOST_OF_PRO = 32_768;
    private static final long LEAST_OF_PRO = 128;
    private static final long MOST_OF_FLASH = 24_576;
    private static final long LEAST_OF_FLASH_LITE = 512;

    private Thinking() {}

    /** The {@code thinkingConfig}; empty for models that have none. */
    static Optional<ObjectNode> write(ReasoningControl control, GeminiModel model, Losses losses) {
        if (!model.thinksByLevel() && !model.thinksByBudget()) {
            if (!control.isOff()) {
                losses.add(Losses.REASONING);
            }
            return Optional.empty();
        }
        ObjectNode config = JsonTree.object();
        if (control.isOff() && (model.thinksByLevel() || model.isPro())) {
            // These cannot help thinking.
            losses.add(Losses.REASONING);
        }
        if (model.thinksByLevel()) {
            control.degree().ifPresent(effort -> config.put("thinkingLevel", level(effort, model)));
        } else {
            control.budget().ifPresent(tokens -> config.put("thinkingBudget", budget(tokens, model)));
        }
        if (!control.isOff()) {
            config.put("includeThoughts", control.visible().orElse(true));
        }
        return Optional.of(config);
    }

    /** The Pro models know no level below LOW, and the first of them none in the middle. */
    private static String level(Effort effort, GeminiModel model) {
        return switch (effort) {
            case NONE, MINIMAL -> model.isPro() ? "LOW" : "MINIMAL";
            case LOW -> "LOW";
            case MEDIUM -> model.name().startsWith("gemini-3-pro") ? "HIGH" : "MEDIUM";
            case HIGH, XHIGH, MAX -> "HIGH";
        };
    }

    private static long budget(long tokens, GeminiModel model) {
        if (model.isPro()) {
            return Math.min(Math.max(tokens, LEAST_OF_PRO), MOST_OF_PRO);
        }
        long least = model.isFlashLite() && tokens > 0 ? LEAST_OF_FLASH_LITE : 0;
        return Math.min(Math.max(tokens, least), MOST_OF_FLASH);
    }
}
