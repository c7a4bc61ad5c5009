package io.camelid.config.internal.match;

import com.google.re2j.Pattern;

/** What a text must be. */
public sealed interface TextMatch {
    boolean fits(String text);

    /** The same text, case and all. */
    record Exact(String value) implements TextMatch {
        @Override
        public boolean fits(String text) {
            return value.equals(text);
        }
    }

    /** The whole text fits an RE2 expression, which takes time linear in the text. */
    record Regex(Pattern pattern) implements TextMatch {
        @Override
        public boolean fits(String text) {
            return pattern.matches(text);
        }
    }
}
