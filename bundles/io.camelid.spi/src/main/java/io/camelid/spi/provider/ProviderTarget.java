package io.camelid.spi.provider;

import io.camelid.spi.FormatId;
import io.camelid.spi.LlmException;
import io.camelid.spi.Operation;
import io.camelid.spi.format.RequestEdit;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A provider with one Backend entry's configuration. Thread-safe; methods return at once and do no
 * I/O, for they run on the threads that move everybody's bytes.
 */
@ConsumerType
public interface ProviderTarget extends AutoCloseable {
    /**
     * The formats in which this target can be asked for an operation, the best first; empty when it
     * cannot be asked at all.
     *
     * @param model the model that will be asked for; empty text when none is known
     */
    List<FormatId> formats(Operation operation, String model);

    /**
     * Changes that this provider needs in a request body that already has the target's format, for
     * example a field that it calls by another name.
     */
    default List<RequestEdit> edits(LlmCall call) {
        return List.of();
    }

    /**
     * Where a call goes and what it looks like there, without credentials.
     *
     * @throws LlmException when this call cannot be made, for example because its model name would
     *     break out of the path
     */
    UpstreamCall prepare(LlmCall call) throws LlmException;

    /**
     * Adds credentials or a signature. Called last, once for every try, with the body as it will be
     * sent. A token that must be fetched first completes the stage later, within the call's deadline;
     * the fetching never blocks the calling thread. A failure is an {@link LlmException}.
     *
     * @param body readable from its position; must be left as it is
     */
    default CompletionStage<HttpCall> sign(HttpCall call, ByteBuffer body) {
        return CompletableFuture.completedFuture(call);
    }

    /**
     * Whether an answer's status means that another provider should be tried: the provider is at
     * fault or out of capacity, not the request.
     */
    default boolean isFailure(int status) {
        return status >= 500 || status == 429 || status == 408;
    }

    /**
     * Called once, after the last call that uses this target has ended and no configuration refers to
     * it any more.
     */
    @Override
    default void close() {}
}
