package io.camelid.spi.chat;

import io.camelid.spi.LlmException;
import java.nio.ByteBuffer;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Translates a token counting format to and from the canonical model: a conversation goes in, a number comes out.
 * Thread-safe; nothing here does I/O.
 */
@ConsumerType
public interface TokenCountCodec {
    /** A client's request, as {@link ChatCodec#readRequest}. */
    ChatRequest readRequest(String path, ByteBuffer body, Losses losses) throws LlmException;

    /** The body for a provider, as {@link ChatCodec#writeRequest}. */
    ByteBuffer writeRequest(ChatRequest request, Losses losses) throws LlmException;

    /**
     * How many input tokens a provider has counted.
     *
     * @throws LlmException of kind {@link io.camelid.spi.ErrorKind#UPSTREAM} when this is no answer of this format
     */
    long readResponse(ByteBuffer body) throws LlmException;

    /** The answer for a client. */
    ByteBuffer writeResponse(long inputTokens);
}
