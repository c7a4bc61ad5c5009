package io.camelid.shell.internal;

/** Makes text from outside safe for a terminal, which would obey control sequences in it. */
public final class Printable {
    private Printable() {}

    /** The text without control characters other than line feed and tab. */
    public static String text(String raw) {
        StringBuilder safe = new StringBuilder(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c == '\n' || c == '\t' || !Character.isISOControl(c)) {
                safe.append(c);
            }
        }
        return safe.toString();
    }

    /** The text in one line: line feeds and tabs turned into spaces, other control characters left out. */
    public static String line(String raw) {
        return text(raw).replace('\n', ' ').replace('\t', ' ');
    }
}
