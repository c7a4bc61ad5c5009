package io.camelid.format.json;

import io.camelid.format.json.JsonPaths.Node;

/**
 * Finds values at chosen places in a JSON document that arrives in pieces of any size, in bounded
 * memory and about a nanosecond a byte, whatever the document's own size. It tells where things are
 * and does not judge: text that is no JSON makes it {@linkplain #finished() unfinished}, never throws.
 * Names with escapes in them are not recognised. For one document at a time; not thread-safe.
 */
public final class JsonScanner {
    /** How much is kept of a value that comes in pieces. */
    public static final int LONGEST_VALUE = 2048;

    /** The bytes that matter in a container that is skipped. */
    private static final boolean[] MARKS = new boolean[256];

    static {
        for (char mark : "\"{}[]".toCharArray()) {
            MARKS[mark] = true;
        }
    }

    private enum State {
        /** A value or, in an array, its end. */
        VALUE,
        /** A member's name or the object's end. */
        NAME,
        COLON,
        /** A comma or the container's end. */
        NEXT,
        /** Inside a string that is a value. */
        STRING,
        /** Inside a string that is a name. */
        NAME_STRING,
        /** Inside a number or a literal. */
        SCALAR,
        /** Inside a container that holds no place. */
        SKIPPED,
        /** Inside a string there. */
        SKIPPED_STRING,
        /** After the document. */
        FINISHED,
        /** This is no JSON. */
        BROKEN
    }

    private final JsonFindings findings;
    private JsonPaths.Node root;
    private Node[] nodes;
    private boolean[] arrays;

    private State state = State.VALUE;
    /** What the value that comes next is on the way to; null when to nothing. */
    private Node value;
    /** How many containers are open, skipped ones not counted. */
    private int depth;
    /** How many containers are open inside and including the skipped one. */
    private int skipped;
    /** Whether the last byte was a backslash in a string. */
    private boolean escaped;
    /** Where in the current piece the wanted text goes on. */
    private int start;
    /** What came of the wanted text in earlier pieces. */
    private byte[] kept;

    private int keptLength;

    public JsonScanner(JsonPaths paths, JsonFindings findings) {
        this.findings = findings;
        nodes = new Node[paths.depth()];
        arrays = new boolean[paths.depth()];
        restart(paths);
    }

    /** Forgets the document so far and expects another. */
    public void restart(JsonPaths paths) {
        root = paths.root();
        if (paths.depth() > nodes.length) {
            nodes = new Node[paths.depth()];
            arrays = new boolean[paths.depth()];
        }
        value = root;
        state = State.VALUE;
        depth = 0;
        escaped = false;
        keptLength = 0;
    }

    /** Whether one whole document has been read, and nothing but white space after it. */
    public boolean finished() {
        return state == State.FINISHED;
    }

    /** Reads the next piece. */
    public void scan(byte[] json, int from, int to) {
        start = from;
        int at = from;
        while (at < to) {
            at = switch (state) {
                case STRING, NAME_STRING -> string(json, at, to);
                case SCALAR -> scalar(json, at, to);
                case SKIPPED, SKIPPED_STRING -> skip(json, at, to);
                case BROKEN -> to;
                case NAME -> names(json, at, to);
                default -> structure(json, at);
            };
        }
        if (state == State.NAME_STRING || (state == State.STRING || state == State.SCALAR) && wanted()) {
            keep(json, start, to);
        }
    }

    private boolean wanted() {
        return value != null && value.path() >= 0;
    }

    /** Reads members, quickly as long as they are written {@code "name":"value",} like nearly all are. */
    private int names(byte[] json, int from, int to) {
        int at = from;
        while (at < to) {
            int begin = quickName(json, at, to);
            if (begin < 0) {
                return structure(json, at);
            }
            at = quickValue(json, begin, to);
            if (at < 0) {
                return begin;
            }
        }
        return at;
    }

    /** Reads a name with its colon: index after them, or -1 with nothing done if there is anything else. */
    private int quickName(byte[] json, int from, int to) {
        int colon = json[from] == '"' ? afterQuote(json, from + 1, to) : -1;
        if (colon < 0 || colon == to || json[colon] != ':') {
            escaped = false;
            return -1;
        }
        value = nodes[depth - 1].child(json, from + 1, colon - 1);
        state = State.VALUE;
        return colon + 1;
    }

    /** Reads a scalar with its comma: index after them, or -1 with nothing done if there is anything else. */
    private int quickValue(byte[] json, int from, int to) {
        if (from == to) {
            return -1;
        }
        boolean quoted = json[from] == '"';
        int comma = -1;
        if (quoted) {
            comma = afterQuote(json, from + 1, to);
        } else if (beginsScalar(json[from])) {
            comma = endOfScalar(json, from, to);
        }
        if (comma < 0 || comma == to || json[comma] != ',') {
            escaped = false;
            return -1;
        }
        if (wanted()) {
            findings.scalar(value.path(), json, quoted ? from + 1 : from, quoted ? comma - 1 : comma, quoted);
        }
        state = State.NAME;
        return comma + 1;
    }

    private static int endOfScalar(byte[] json, int from, int to) {
        int at = from;
        while (at < to && !endsScalar(json[at])) {
            at++;
        }
        return at;
    }

    private int structure(byte[] json, int at) {
        byte b = json[at];
        if (JsonMember.isSpace(b)) {
            return at + 1;
        }
        switch (state) {
            case VALUE -> beginValue(b, at);
            case NAME -> beginName(b, at);
            case COLON -> state = b == ':' ? State.VALUE : State.BROKEN;
            case NEXT -> next(b);
            default -> state = State.BROKEN;
        }
        return at + 1;
    }

    private void beginValue(byte b, int at) {
        switch (b) {
            case '"' -> {
                state = State.STRING;
                start = at + 1;
            }
            case '{' -> open(false);
            case '[' -> open(true);
            case ']' -> close(true);
            default -> {
                state = beginsScalar(b) ? State.SCALAR : State.BROKEN;
                start = at;
            }
        }
    }

    private void open(boolean array) {
        if (!array && wanted()) {
            findings.object(value.path());
        }
        boolean leadsOn = value != null && (array ? value.path() >= 0 || !value.isLeaf() : !value.isLeaf());
        if (leadsOn && depth < nodes.length) {
            nodes[depth] = value;
            arrays[depth] = array;
            depth++;
            state = array ? State.VALUE : State.NAME;
        } else {
            skipped = 1;
            state = State.SKIPPED;
        }
    }

    private void close(boolean array) {
        if (depth == 0 || arrays[depth - 1] != array) {
            state = State.BROKEN;
            return;
        }
        depth--;
        endValue();
    }

    private void endValue() {
        state = depth == 0 ? State.FINISHED : State.NEXT;
    }

    private void beginName(byte b, int at) {
        if (b == '"') {
            state = State.NAME_STRING;
            start = at + 1;
        } else if (b == '}') {
            close(false);
        } else {
            state = State.BROKEN;
        }
    }

    private void next(byte b) {
        boolean array = arrays[depth - 1];
        if (b == ',') {
            value = array ? nodes[depth - 1] : null;
            state = array ? State.VALUE : State.NAME;
        } else if (b == '}' || b == ']') {
            close(b == ']');
        } else {
            state = State.BROKEN;
        }
    }

    private int string(byte[] json, int from, int to) {
        int at = afterQuote(json, from, to);
        if (at < 0) {
            return to;
        }
        if (state == State.NAME_STRING) {
            name(json, at - 1);
            state = State.COLON;
        } else {
            if (wanted()) {
                report(json, at - 1, true);
            }
            endValue();
        }
        return at;
    }

    /** Index after the quote that ends the current string, or -1 if this piece does not have it. */
    private int afterQuote(byte[] json, int from, int to) {
        int at = from;
        if (escaped) {
            escaped = false;
            at++;
        }
        while (at < to) {
            byte b = json[at++];
            if (b == '"') {
                return at;
            }
            if (b == '\\') {
                escaped = at == to;
                at++;
            }
        }
        return -1;
    }

    private int scalar(byte[] json, int from, int to) {
        int at = endOfScalar(json, from, to);
        if (at < to) {
            if (wanted()) {
                report(json, at, false);
            }
            endValue();
        }
        return at;
    }

    private static boolean beginsScalar(byte b) {
        return b >= '0' && b <= '9' || b == '-' || b == 't' || b == 'f' || b == 'n';
    }

    private static boolean endsScalar(byte b) {
        return b == ',' || b == '}' || b == ']' || JsonMember.isSpace(b);
    }

    private int skip(byte[] json, int from, int to) {
        int at = from;
        while (at < to) {
            if (state == State.SKIPPED_STRING) {
                at = afterQuote(json, at, to);
                if (at < 0) {
                    return to;
                }
                state = State.SKIPPED;
                continue;
            }
            while (at < to && !MARKS[json[at] & 0xFF]) {
                at++;
            }
            if (at == to) {
                return to;
            }
            switch (json[at++]) {
                case '"' -> state = State.SKIPPED_STRING;
                case '{', '[' -> skipped++;
                default -> {
                    if (--skipped == 0) {
                        endValue();
                        return at;
                    }
                }
            }
        }
        return at;
    }

    private void name(byte[] json, int end) {
        Node parent = nodes[depth - 1];
        if (keptLength == 0) {
            value = end > start ? parent.child(json, start, end) : null;
            return;
        }
        keep(json, start, end);
        value = parent.child(kept, 0, keptLength);
        keptLength = 0;
    }

    private void report(byte[] json, int end, boolean quoted) {
        if (keptLength == 0) {
            findings.scalar(value.path(), json, start, end, quoted);
            return;
        }
        keep(json, start, end);
        findings.scalar(value.path(), kept, 0, keptLength, quoted);
        keptLength = 0;
    }

    private void keep(byte[] json, int from, int to) {
        int length = Math.min(to - from, LONGEST_VALUE - keptLength);
        if (length <= 0) {
            return;
        }
        if (kept == null || kept.length < keptLength + length) {
            byte[] larger = new byte[Math.max(64, Integer.highestOneBit(keptLength + length) << 1)];
            if (keptLength > 0) {
                System.arraycopy(kept, 0, larger, 0, keptLength);
            }
            kept = larger;
        }
        System.arraycopy(json, from, kept, keptLength, length);
        keptLength += length;
    }
}
