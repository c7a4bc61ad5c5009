package io.camelid.config.internal.match;

import com.google.re2j.Pattern;

/** What a path must be. */
public sealed interface PathMatch {
    /** How many characters count for precedence. */
    int length();

    /** The same path. */
    record Exact(String path) implements PathMatch {
        @Override
        public int length() {
            return path.length();
        }
    }

    /**
     * The path itself or one below it.
     *
     * @param path without a trailing slash; empty text is every path
     */
    record Prefix(String path) implements PathMatch {
        @Override
        public int length() {
            return path.length();
        }
    }

    /** The whole path fits an RE2 expression. */
    record Regex(Pattern pattern) implements PathMatch {
        @Override
        public int length() {
            return pattern.pattern().length();
        }
    }
}
