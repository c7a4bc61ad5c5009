package io.camelid.format.sse;

/** Hears of the events that an {@link SseReader} reads. */
public interface SseHandler {
    /**
     * The next piece of the current event's data; several data lines are joined by a line feed, as the
     * standard says.
     *
     * @param bytes holds the piece until this method returns
     * @param from index of the first byte
     * @param to index after the last byte
     */
    void data(byte[] bytes, int from, int to);

    /**
     * The current event is whole.
     *
     * @param type its {@code event} field, or empty text
     */
    void dispatch(String type);
}
