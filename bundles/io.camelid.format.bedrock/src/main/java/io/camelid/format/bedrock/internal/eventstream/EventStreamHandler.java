package io.camelid.format.bedrock.internal.eventstream;

/** Hears of what an {@link EventStreamReader} reads. */
public interface EventStreamHandler {
    /** A message whose checksums fit. */
    void message(EventMessage message);

    /**
     * The bytes are no event stream, or came damaged; nothing more is read.
     *
     * @param what is wrong, for a person
     */
    void broken(String what);
}
