package io.camelid.config.internal.manifest;

/** A file cannot be read. The message never quotes the file, which may hold secrets. */
final class SyntaxException extends Exception {
    private static final long serialVersionUID = 1;

    private final int line;

    /**
     * @param line 1-based; 0 when it is not known
     */
    SyntaxException(int line, String message) {
        super(message);
        this.line = line;
    }

    int line() {
        return line;
    }
}
