package io.camelid.testkit.upstream;

import java.util.regex.Pattern;

/**
 * Which of Anthropic's models takes what, for those that tests name, from the tables of its documentation. A name that is
 * not there is taken for a model that takes everything but what newer ones alone have.
 */
record ClaudeRules(String name) {
    private static final Pattern WITHOUT_THINKING = Pattern.compile("claude-3-(opus|sonnet|haiku|5)");
    private static final Pattern WITHOUT_SCHEMA =
            Pattern.compile("claude-3-|claude-(opus|sonnet)-4(-0|-1|-20\\d{6}|$)");
    private static final Pattern ADAPTIVE =
            Pattern.compile("claude-(opus|sonnet)-4-6|claude-opus-4-[78]|claude-[a-z]+-5");
    private static final Pattern ADAPTIVE_ONLY = Pattern.compile("claude-opus-4-[78]|claude-[a-z]+-5");
    private static final Pattern THINKING_BY_DEFAULT = Pattern.compile("claude-[a-z]+-5");
    private static final Pattern ALWAYS_THINKING = Pattern.compile("claude-(fable|mythos)");
    private static final Pattern ONE_OF_TWO = Pattern.compile("claude-opus-4-1|claude-[a-z]+-4-[56]");

    boolean thinksByDefault() {
        return THINKING_BY_DEFAULT.matcher(name).find();
    }

    boolean alwaysThinks() {
        return ALWAYS_THINKING.matcher(name).find();
    }

    boolean takesBudget() {
        return !WITHOUT_THINKING.matcher(name).find()
                && !ADAPTIVE_ONLY.matcher(name).find();
    }

    boolean takesAdaptive() {
        return ADAPTIVE.matcher(name).find();
    }

    boolean takesEffort() {
        return takesAdaptive() || name.contains("claude-opus-4-5");
    }

    boolean takesSchema() {
        return !WITHOUT_SCHEMA.matcher(name).find();
    }

    boolean takesSampling() {
        return !ADAPTIVE_ONLY.matcher(name).find();
    }

    boolean takesTemperatureWithTopP() {
        return !ONE_OF_TWO.matcher(name).find();
    }
}
