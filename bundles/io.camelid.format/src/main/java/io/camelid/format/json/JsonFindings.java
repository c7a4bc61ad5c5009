package io.camelid.format.json;

/** Hears of what a {@link JsonScanner} finds at the chosen {@linkplain JsonPaths places}. */
public interface JsonFindings {
    /**
     * A string, a number or a literal.
     *
     * @param path the place
     * @param json holds the text until this method returns: of a string what stands between the
     *     quotes, escapes untouched ({@link JsonText} reads it)
     * @param from index of the first byte
     * @param to index after the last byte; a text that came in pieces is cut off after {@link
     *     JsonScanner#LONGEST_VALUE} bytes
     * @param quoted whether it is a string
     */
    void scalar(int path, byte[] json, int from, int to, boolean quoted);

    /** An object begins at a place, or as an element of an array there. */
    default void object(int path) {}
}
