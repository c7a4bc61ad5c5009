package io.camelid.spi.chat;

import java.util.Objects;

/**
 * A vendor's seal on its model's reasoning, which only models of that vendor accept back. A format that has a place
 * for signatures carries its own vendor's as they are and others' with the vendor's name before them, so that a
 * conversation may change clients and providers without one vendor being shown another's.
 *
 * @param vendor who made it: {@code anthropic}, {@code google}, {@code openai} or a name of a plug-in's own, of letters
 *     only
 * @param value opaque
 */
public record Signature(String vendor, String value) {
    public static final String ANTHROPIC = "anthropic";
    public static final String GOOGLE = "google";
    public static final String OPENAI = "openai";

    private static final char MARK = '.';
    private static final String PREFIX = "camelid.";

    public Signature {
        Objects.requireNonNull(vendor, "vendor");
        Objects.requireNonNull(value, "value");
    }

    /** The text in a place whose signatures are a vendor's; empty text where a place is nobody's. */
    public String textFor(String placeOf) {
        return vendor.equals(placeOf) ? value : PREFIX + vendor + MARK + value;
    }

    /** Reads what {@link #textFor} wrote, or what the place's own vendor did. */
    public static Signature read(String text, String placeOf) {
        int end = text.startsWith(PREFIX) ? text.indexOf(MARK, PREFIX.length()) : -1;
        return end < 0
                ? new Signature(placeOf, text)
                : new Signature(text.substring(PREFIX.length(), end), text.substring(end + 1));
    }
}
