package io.camelid.config;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Where sources deliver. A call returns at once; a burst of calls makes one recompilation. Thread-safe.
 */
@ProviderType
public interface ConfigurationSink {
    /**
     * Replaces all that a source delivered before.
     *
     * @param source the source's name; sources earlier in alphabetical order win over later ones
     */
    void publish(String source, SourceContent content);

    /** Announces a source, so that readiness waits for its first content. */
    void expect(String source);

    /** Forgets a source and its objects. */
    void withdraw(String source);
}
