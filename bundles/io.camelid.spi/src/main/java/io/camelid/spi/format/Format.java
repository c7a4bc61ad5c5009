package io.camelid.spi.format;

import io.camelid.spi.ErrorKind;
import io.camelid.spi.LlmError;
import io.camelid.spi.LlmException;
import io.camelid.spi.chat.ChatCodec;
import io.camelid.spi.chat.TokenCountCodec;
import io.camelid.spi.embedding.EmbeddingsCodec;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A wire format: the shape of requests, answers, streams and errors of one API. Register an
 * implementation as an OSGi service and it is in use. Thread-safe.
 */
@ConsumerType
public interface Format {
    /** What this format is called and how its requests are recognised; the same answer every time. */
    FormatDescription describe();

    /**
     * Reads what the gateway must know of a request, in one pass and without building a tree.
     *
     * @param path the request's path after rewrites, for formats that name the model there
     * @param body the whole body, decoded; empty for a request without one; belongs to the result
     * @throws LlmException when this is no request of this format
     */
    RequestView read(String path, ByteBuffer body) throws LlmException;

    /**
     * A reader of answers, for usage and timing; it never changes a byte.
     *
     * @param stream whether the answer comes as events
     */
    ResponseObserver observe(boolean stream);

    /** An error in this format's words. */
    Document error(LlmError error);

    /**
     * An error in the middle of a stream, as the last thing a client of this format reads; empty when
     * the format has no way to say it.
     */
    Optional<ByteBuffer> streamError(LlmError error);

    /**
     * A list of models in this format, for providers that have none to ask; empty unless this format's
     * operation is {@link io.camelid.spi.Operation#MODELS}.
     */
    default Optional<Document> models(List<String> models) {
        return Optional.empty();
    }

    /**
     * The models that a provider's answer in this format lists, for a client that asked in another; empty when it is no
     * such list, or this format's operation is not {@link io.camelid.spi.Operation#MODELS}.
     */
    default Optional<List<String>> readModels(ByteBuffer body) {
        return Optional.empty();
    }

    /**
     * Whether a body is an error in this format's own words, as its clients expect one: providers put proxies before
     * themselves that speak HTML, and platforms that host a vendor's models have errors of their own.
     */
    default boolean isError(ByteBuffer body) {
        ResponseObserver observer = observe(false);
        observer.observe(body);
        return observer.error().isPresent();
    }

    /**
     * What a provider says about why it refuses, for a client that would not understand it as it is.
     *
     * @param status the answer's HTTP status, which the error keeps
     * @param body the whole body, be it of this format, of a proxy on the way, or empty
     */
    default LlmError readError(int status, ByteBuffer body) {
        return LlmError.of(ErrorKind.ofStatus(status), "upstream_status", "answered " + status)
                .withStatus(status);
    }

    /** How chats in this format are translated; empty when this format cannot be, or is none of chats. */
    default Optional<ChatCodec> chat() {
        return Optional.empty();
    }

    /** How embeddings in this format are translated; empty when this format cannot be, or is none of them. */
    default Optional<EmbeddingsCodec> embeddings() {
        return Optional.empty();
    }

    /** How token counts in this format are translated; empty when this format cannot be, or is none of them. */
    default Optional<TokenCountCodec> tokenCount() {
        return Optional.empty();
    }
}
