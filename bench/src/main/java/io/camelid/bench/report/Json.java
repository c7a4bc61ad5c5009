package io.camelid.bench.report;

import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Writes maps, lists, text, numbers and booleans as JSON (RFC 8259). A number that JSON cannot say becomes null. */
public final class Json {
    private Json() {}

    public static String write(Object value) {
        StringBuilder out = new StringBuilder();
        write(value, "\n", out);
        return out.append('\n').toString();
    }

    private static void write(Object value, String line, StringBuilder out) {
        if (value instanceof Map<?, ?> map) {
            writeAll(map.entrySet().iterator(), '{', '}', line, out);
        } else if (value instanceof List<?> list) {
            writeAll(list.iterator(), '[', ']', line, out);
        } else if (value instanceof Map.Entry<?, ?> entry) {
            text(entry.getKey().toString(), out);
            out.append(": ");
            write(entry.getValue(), line, out);
        } else if (value instanceof Double number) {
            out.append(Double.isFinite(number) ? Double.toString(Math.round(number * 1000) / 1000.0) : "null");
        } else if (value == null || value instanceof Number || value instanceof Boolean) {
            out.append(value);
        } else {
            text(value.toString(), out);
        }
    }

    private static void writeAll(Iterator<?> items, char open, char close, String line, StringBuilder out) {
        String inner = line + "  ";
        out.append(open);
        while (items.hasNext()) {
            out.append(inner);
            write(items.next(), inner, out);
            out.append(items.hasNext() ? "," : line);
        }
        out.append(close);
    }

    private static void text(String text, StringBuilder out) {
        out.append('"');
        for (char c : text.toCharArray()) {
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < 0x20) {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }
}
