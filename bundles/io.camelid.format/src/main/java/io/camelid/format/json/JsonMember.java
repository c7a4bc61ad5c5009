package io.camelid.format.json;

/**
 * Where a top-level member stands in a document that is known to be well-formed.
 *
 * @param name its name, escapes resolved
 * @param at index of the quote that opens the name
 */
record JsonMember(String name, int at) {
    /** Index after the quote that closes the name. */
    int nameEnd(byte[] json) {
        return endOfString(json, at);
    }

    /** Index of the value's first byte. */
    int valueStart(byte[] json) {
        return skipSpace(json, skipSpace(json, nameEnd(json)) + 1);
    }

    static int skipSpace(byte[] json, int from) {
        int at = from;
        while (isSpace(json[at])) {
            at++;
        }
        return at;
    }

    static boolean isSpace(byte b) {
        return b == ' ' || b == '\n' || b == '\r' || b == '\t';
    }

    /** Index after the last byte of the value that starts at an index. */
    static int endOfValue(byte[] json, int from) {
        switch (json[from]) {
            case '"':
                return endOfString(json, from);
            case '{', '[':
                return endOfContainer(json, from);
            default:
                int at = from;
                while (!isSpace(json[at]) && json[at] != ',' && json[at] != '}') {
                    at++;
                }
                return at;
        }
    }

    private static int endOfContainer(byte[] json, int from) {
        int depth = 0;
        int at = from;
        do {
            switch (json[at]) {
                case '"' -> at = endOfString(json, at);
                case '{', '[' -> {
                    depth++;
                    at++;
                }
                case '}', ']' -> {
                    depth--;
                    at++;
                }
                default -> at++;
            }
        } while (depth > 0);
        return at;
    }

    private static int endOfString(byte[] json, int from) {
        int at = from + 1;
        while (json[at] != '"') {
            at += json[at] == '\\' ? 2 : 1;
        }
        return at + 1;
    }
}
