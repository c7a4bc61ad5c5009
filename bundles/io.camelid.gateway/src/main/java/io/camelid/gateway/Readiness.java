package io.camelid.gateway;

import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Something that may keep new traffic away from this process, for example because it is draining. Register as an OSGi
 * service; whoever answers readiness probes asks all of them, at any time and from any thread.
 */
@FunctionalInterface
@ConsumerType
public interface Readiness {
    /** Why no new traffic should come, in a few words; empty when it may. */
    Optional<String> unready();
}
