package io.camelid.spi.chat;

import io.camelid.spi.LlmException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Translates a chat format to and from the canonical model. The format is the client's in {@link #readRequest}, {@link
 * #writeResponse} and {@link #writer}, and the provider's in the other three. Thread-safe; nothing here does I/O.
 */
@ConsumerType
public interface ChatCodec {
    /**
     * A client's request. Members that the canonical model has no place for are added to {@code losses} by their names; what
     * has no meaning beyond this format's own API (for example whether to store the answer) may be passed over.
     *
     * @param path the request's path, for formats that name the model there
     * @param body the whole body
     * @throws LlmException when this is no request of this format; the message names the member at fault
     */
    ChatRequest readRequest(String path, ByteBuffer body, Losses losses) throws LlmException;

    /**
     * The body for a provider. What this format cannot say is left out and added to {@code losses} by the names there; what
     * would change the meaning of the conversation if it were left out, such as a picture, is refused instead.
     *
     * @throws LlmException when this format cannot carry the request
     */
    ByteBuffer writeRequest(ChatRequest request, Losses losses) throws LlmException;

    /**
     * A provider's whole answer.
     *
     * @param request what {@link #writeRequest} was given, for what it had to disguise
     * @throws LlmException of kind {@link io.camelid.spi.ErrorKind#UPSTREAM} when this is no answer of this format
     */
    ChatResponse readResponse(ByteBuffer body, ChatRequest request) throws LlmException;

    /** The whole answer for a client; it has at least one candidate. */
    ByteBuffer writeResponse(ChatResponse response, Reply reply);

    /**
     * A reader of a provider's streamed answer.
     *
     * @param request what {@link #writeRequest} was given
     * @param events takes the events as they are found; they keep the rules of {@link ChatEvent}
     */
    StreamReader reader(ChatRequest request, Consumer<ChatEvent> events);

    /** A writer of a streamed answer for a client. */
    StreamWriter writer(Reply reply);

    /** The {@code Content-Type} of streams in this format. */
    default String streamType() {
        return "text/event-stream";
    }

    /** Reads a stream. Takes any chunk boundary, holds a bounded amount, never throws for what it is sent. */
    interface StreamReader {
        /** The next bytes; the buffer keeps its position. */
        void read(ByteBuffer chunk);

        /**
         * No more bytes come. Where the format says that the stream is not whole, the last event is a {@link
         * ChatEvent.Failed}; after this call {@link ChatEvent.Ended} or {@link ChatEvent.Failed} has come.
         */
        void end();
    }

    /** Writes a stream. Takes any events that keep the rules of {@link ChatEvent}. */
    @FunctionalInterface
    interface StreamWriter {
        /** What a client is to read for an event; often nothing, which is an empty buffer. */
        ByteBuffer write(ChatEvent event);
    }
}
