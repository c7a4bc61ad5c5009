package io.camelid.format.gemini.internal;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a model's name says about what it takes (ai.google.dev: "Gemini thinking", "Thought signatures").
 *
 * @param generation for example 2.5; 0 for models of other families
 * @param name the last part of its name, without {@code models/} and the like
 */
record GeminiModel(double generation, String name) {
    private static final Pattern GENERATION = Pattern.compile("gemini-(\\d{1,3}(?:\\.\\d{1,3})?)(?![\\d.]).*");
    private static final double THINKS_BY_BUDGET = 2.5;
    private static final double THINKS_BY_LEVEL = 3;

    static GeminiModel of(String model) {
        String name = model.substring(model.lastIndexOf('/') + 1);
        Matcher matcher = GENERATION.matcher(name);
        if (matcher.matches()) {
            return new GeminiModel(Double.parseDouble(matcher.group(1)), name);
        }
        // gemini-flash-latest and the like are the newest of their kind.
        boolean latest = name.startsWith("gemini-") && name.endsWith("-latest");
        return new GeminiModel(latest ? THINKS_BY_LEVEL : 0, name);
    }

    /** Whether thinking is counted in tokens. */
    boolean thinksByBudget() {
        return generation >= THINKS_BY_BUDGET && generation < THINKS_BY_LEVEL;
    }

    /** Whether thinking has degrees, and calls in the history need their thoughts' signatures. */
    boolean thinksByLevel() {
        return generation >= THINKS_BY_LEVEL;
    }

    boolean isPro() {
        return name.contains("-pro");
    }

    boolean isFlashLite() {
        return name.contains("-flash-lite");
    }
}
