package io.camelid.format;

/** Takes bytes that are its own only until it returns. */
@FunctionalInterface
public interface ByteSink {
    /**
     * @param bytes the array that holds them; must be left as it is
     * @param from index of the first byte
     * @param to index after the last byte
     */
    void accept(byte[] bytes, int from, int to);
}
