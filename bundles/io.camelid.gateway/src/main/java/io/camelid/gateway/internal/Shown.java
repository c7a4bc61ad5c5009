package io.camelid.gateway.internal;

/** Text from outside, fit for a message: short, and without control characters. */
final class Shown {
    private static final int LONGEST = 200;

    private Shown() {}

    static String text(String text) {
        String cut = text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
        StringBuilder safe = new StringBuilder(cut.length());
        cut.chars().forEach(c -> safe.append(Character.isISOControl(c) ? '?' : (char) c));
        return safe.toString();
    }
}
