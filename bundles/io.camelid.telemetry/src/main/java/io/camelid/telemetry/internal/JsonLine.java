package io.camelid.telemetry.internal;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * A flat JSON object on a line of its own (RFC 8259). It exists beside Jackson because it is written once a request,
 * and costs a fifth: names are known to be plain, values mostly are, and times are decimals of whole nanoseconds. Not
 * thread-safe.
 */
final class JsonLine {
    private static final String HEX = "0123456789abcdef";
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private final StringBuilder line = new StringBuilder(1024);
    private long second = Long.MIN_VALUE;
    private String secondText = "";

    void begin() {
        line.setLength(0);
        line.append('{');
    }

    /** The line as UTF-8, its newline included; half a surrogate pair becomes a question mark. */
    byte[] end() {
        return line.append("}\n").toString().getBytes(StandardCharsets.UTF_8);
    }

    /** A member of text, unless the text is empty. */
    void text(String name, String value) {
        if (!value.isEmpty()) {
            name(name);
            quoted(value);
        }
    }

    void number(String name, long value) {
        name(name);
        line.append(value);
    }

    void flag(String name, boolean value) {
        name(name);
        line.append(value);
    }

    /** A number or a truth value as it is, anything else as text. */
    void value(String name, Object value) {
        name(name);
        if (value instanceof Number || value instanceof Boolean) {
            line.append(value);
        } else {
            quoted(String.valueOf(value));
        }
    }

    /** A time span in seconds. */
    void seconds(String name, long nanos) {
        name(name);
        decimal(nanos, NANOS_PER_SECOND);
    }

    /** A time span as text in milliseconds, exact to the microsecond: {@code 12ms}, {@code 0.7ms}. */
    void milliseconds(String name, long nanos) {
        name(name);
        line.append('"');
        decimal(nanos / 1_000, 1_000);
        line.append("ms\"");
    }

    /** A moment in milliseconds since 1970, as ISO 8601 in UTC. */
    void moment(String name, long millis) {
        long whole = Math.floorDiv(millis, 1_000L);
        if (whole != second) {
            second = whole;
            String text = Instant.ofEpochSecond(whole).toString();
            secondText = text.substring(0, text.length() - 1);
        }
        name(name);
        line.append('"').append(secondText).append('.');
        padded(Math.floorMod(millis, 1_000L), 100);
        line.append("Z\"");
    }

    private void name(String name) {
        if (line.length() > 1) {
            line.append(',');
        }
        line.append('"').append(name).append("\":");
    }

    /** A fraction with a power of ten below, without trailing zeros. */
    private void decimal(long numerator, long denominator) {
        line.append(numerator / denominator);
        long rest = numerator % denominator;
        if (rest > 0) {
            line.append('.');
            padded(rest, denominator / 10);
            int end = line.length();
            while (line.charAt(end - 1) == '0') {
                end--;
            }
            line.setLength(end);
        }
    }

    /** @param highest the power of ten of the first digit */
    private void padded(long value, long highest) {
        for (long power = highest; power > 1 && value < power; power /= 10) {
            line.append('0');
        }
        line.append(value);
    }

    private void quoted(String value) {
        line.append('"');
        int plainFrom = 0;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < ' ' || c == '"' || c == '\\' || c == '\u2028' || c == '\u2029') {
                line.append(value, plainFrom, i);
                escaped(c);
                plainFrom = i + 1;
            }
        }
        line.append(value, plainFrom, value.length()).append('"');
    }

    private void escaped(char c) {
        line.append('\\');
        if (c == '"' || c == '\\') {
            line.append(c);
        } else {
            line.append('u')
                    .append(HEX.charAt(c >> 12))
                    .append(HEX.charAt(c >> 8 & 15))
                    .append(HEX.charAt(c >> 4 & 15))
                    .append(HEX.charAt(c & 15));
        }
    }
}
