package io.camelid.format.gemini.internal;

import java.util.Locale;

/** Code that Google has run for a model, as words in Markdown: no other vendor has a place for it. */
final class CodeExecution {
    private CodeExecution() {}

    static String code(String language, String code) {
        String name =
                language.matches("[A-Z]+") && !language.startsWith("LANGUAGE") ? language.toLowerCase(Locale.ROOT) : "";
        return fenced(name, code);
    }

    static String output(String output) {
        return fenced("", output);
    }

    private static String fenced(String language, String text) {
        return "\n```" + language + "\n" + text.stripTrailing() + "\n```\n";
    }
}
