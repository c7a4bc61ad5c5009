package io.camelid.spi.embedding;

import io.camelid.spi.LlmException;
import io.camelid.spi.chat.Losses;
import java.nio.ByteBuffer;
import org.osgi.annotation.versioning.ConsumerType;

/** Translates an embeddings format to and from the canonical model. Thread-safe; nothing here does I/O. */
@ConsumerType
public interface EmbeddingsCodec {
    /**
     * A client's request.
     *
     * @throws LlmException when this is no request of this format; the message names the member at fault
     */
    EmbeddingsRequest readRequest(String path, ByteBuffer body, Losses losses) throws LlmException;

    /**
     * The body for a provider.
     *
     * @throws LlmException when this format cannot carry the request
     */
    ByteBuffer writeRequest(EmbeddingsRequest request, Losses losses) throws LlmException;

    /**
     * A provider's answer.
     *
     * @throws LlmException of kind {@link io.camelid.spi.ErrorKind#UPSTREAM} when this is no answer of this format
     */
    EmbeddingsResponse readResponse(ByteBuffer body, EmbeddingsRequest request) throws LlmException;

    /** The answer for a client. */
    ByteBuffer writeResponse(EmbeddingsResponse response, EmbeddingsRequest request);
}
