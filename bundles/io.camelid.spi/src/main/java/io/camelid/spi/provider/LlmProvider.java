package io.camelid.spi.provider;

import io.camelid.spi.LlmException;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A place that answers LLM requests. Register an implementation as an OSGi service and it is in use;
 * unregister it and its backends report that it is not installed. One provider serves any number of
 * configured {@linkplain ProviderTarget targets}.
 *
 * <p>Implementations are thread-safe. They do no I/O of their own: they say where a request goes and
 * what it looks like there, and the gateway sends it.
 */
@ConsumerType
public interface LlmProvider {
    /** What this provider is called and how it is configured; the same answer every time. */
    ProviderDescription describe();

    /**
     * Makes a target from one provider entry of a Backend.
     *
     * @param config validated against {@link ProviderDescription#settings()}: required settings are
     *     there, and each has its declared type
     * @throws LlmException when the settings do not make sense together; the message is shown to the
     *     operator as the Backend's condition
     */
    ProviderTarget open(TargetConfig config) throws LlmException;
}
