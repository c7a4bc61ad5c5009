package io.camelid.format.json;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Scalars between JSON text and Java. Reading is lenient, for the text has been checked before or
 * comes from an upstream that nobody can correct.
 */
public final class JsonText {
    private JsonText() {}

    /** A JSON string with its quotes. */
    public static String quote(String text) {
        return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
    }

    /** The value of a JSON string, given what stands between its quotes. */
    public static String string(byte[] json, int from, int to) {
        for (int at = from; at < to; at++) {
            if (json[at] == '\\') {
                return unescape(new String(json, from, to - from, StandardCharsets.UTF_8));
            }
        }
        return new String(json, from, to - from, StandardCharsets.UTF_8);
    }

    private static String unescape(String text) {
        StringBuilder plain = new StringBuilder(text.length());
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c != '\\' || at == text.length()) {
                plain.append(c);
                continue;
            }
            char escaped = text.charAt(at++);
            switch (escaped) {
                case 'b' -> plain.append('\b');
                case 'f' -> plain.append('\f');
                case 'n' -> plain.append('\n');
                case 'r' -> plain.append('\r');
                case 't' -> plain.append('\t');
                case 'u' -> {
                    int code = at + 4 <= text.length() ? hexadecimal(text, at) : -1;
                    plain.append(code < 0 ? '\uFFFD' : (char) code);
                    at = code < 0 ? at : at + 4;
                }
                default -> plain.append(escaped);
            }
        }
        return plain.toString();
    }

    private static int hexadecimal(String text, int at) {
        int code = 0;
        for (int i = at; i < at + 4; i++) {
            int digit = Character.digit(text.charAt(i), 16);
            if (digit < 0) {
                return -1;
            }
            code = code << 4 | digit;
        }
        return code;
    }

    /** A count: what stands before a number's fraction, or -1 when the text is no such number. */
    public static long count(byte[] json, int from, int to) {
        long count = 0;
        int at = from;
        while (at < to && json[at] >= '0' && json[at] <= '9') {
            if (at - from >= 18) {
                return -1;
            }
            count = count * 10 + (json[at++] - '0');
        }
        return at > from && (at == to || json[at] == '.') ? count : -1;
    }

    /** A number as {@link Long} or {@link Double}; empty when the text is none or does not fit. */
    public static Optional<Number> number(byte[] json, int from, int to) {
        // Longer literals say nothing that a double could hold.
        String text = new String(json, from, Math.min(to - from, 64), StandardCharsets.ISO_8859_1);
        boolean fraction = text.chars().anyMatch(c -> c == '.' || c == 'e' || c == 'E');
        try {
            return Optional.of(fraction ? (Number) Double.valueOf(text) : (Number) Long.valueOf(text));
        } catch (NumberFormatException noNumberOrTooLarge) {
            return Optional.empty();
        }
    }

    /** Whether this is the literal {@code null}. */
    public static boolean isNull(byte[] json, int from, int to) {
        return to - from == 4 && json[from] == 'n' && json[from + 3] == 'l';
    }
}
