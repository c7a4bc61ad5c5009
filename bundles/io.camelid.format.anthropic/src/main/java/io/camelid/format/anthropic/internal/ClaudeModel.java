package io.camelid.format.anthropic.internal;

import io.camelid.spi.chat.ReasoningControl.Effort;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a model takes, by its name, from Anthropic's documentation: its pages on extended and adaptive thinking, effort,
 * structured outputs, and its migration guides. A Claude whose version cannot be told is taken for the newest. Of a
 * model of another maker, behind an API like Anthropic's, nothing is known, and it is asked for what can be said most
 * plainly: a budget, a schema, a temperature.
 */
final class ClaudeModel {
    /** {@code claude-sonnet-4-5-20250929}, {@code claude-opus-4@20250514}: a number of one or two digits is no date. */
    private static final Pattern NAME =
            Pattern.compile("claude-(opus|sonnet|haiku)-(\\d{1,2})(?!\\d)(?:[-.](\\d{1,2})(?!\\d))?");

    /** {@code claude-3-7-sonnet-20250219}, {@code claude-2.1}, {@code claude-instant-1.2}. */
    private static final Pattern OLD_NAME = Pattern.compile("claude-(?:instant-)?(\\d)(?!\\d)(?:[-.](\\d)(?!\\d))?");

    private static final int NEWEST = 1_000;
    private static final int OF_ANOTHER_MAKER = 0;

    /** Of version 4.5: 405. */
    private final int version;

    private final boolean opus;

    private ClaudeModel(int version, String family) {
        this.version = version;
        this.opus = family.equals("opus");
    }

    static ClaudeModel of(String model) {
        String name = model.toLowerCase(Locale.ROOT);
        Matcher matcher = NAME.matcher(name);
        if (matcher.find()) {
            return new ClaudeModel(version(matcher.group(2), matcher.group(3)), matcher.group(1));
        }
        Matcher old = OLD_NAME.matcher(name);
        if (old.find()) {
            return new ClaudeModel(version(old.group(1), old.group(2)), "");
        }
        return new ClaudeModel(name.contains("claude") ? NEWEST : OF_ANOTHER_MAKER, "");
    }

    private static int version(String major, String minor) {
        return 100 * Integer.parseInt(major) + (minor == null ? 0 : Integer.parseInt(minor));
    }

    /** Whether it can think before it answers. */
    boolean thinks() {
        return version == OF_ANOTHER_MAKER || version >= 307;
    }

    /** Whether thinking can be limited to a number of tokens. */
    boolean takesBudget() {
        return thinks() && version <= 406;
    }

    /** Whether it can decide by itself how much to think. */
    boolean takesAdaptive() {
        return version >= 406;
    }

    /** Whether it thinks unless it is told not to. */
    boolean thinksByDefault() {
        return version >= 500;
    }

    /** Whether it can be told not to think; of the newest families not all can. */
    boolean canStopThinking() {
        return version < NEWEST;
    }

    /** The name of a degree of effort, the nearest that this model has; empty if it has none. */
    Optional<String> effort(Effort effort) {
        if (version < 405 || version == 405 && !opus) {
            return Optional.empty();
        }
        boolean max = version >= 406;
        boolean xhigh = version >= 407;
        return switch (effort) {
            case NONE -> Optional.empty();
            case MINIMAL, LOW -> Optional.of("low");
            case MEDIUM -> Optional.of("medium");
            case HIGH -> Optional.of("high");
            case XHIGH -> Optional.of(xhigh ? "xhigh" : max ? "max" : "high");
            case MAX -> Optional.of(max ? "max" : "high");
        };
    }

    /** Whether it takes {@code output_config.format} and strict tools. */
    boolean takesSchema() {
        return version == OF_ANOTHER_MAKER || version >= 405;
    }

    /** Whether temperature and the like can be set. */
    boolean takesSampling() {
        return version < 407;
    }

    /** Whether temperature and top_p can be set together. */
    boolean takesTemperatureWithTopP() {
        return version < 401;
    }
}
