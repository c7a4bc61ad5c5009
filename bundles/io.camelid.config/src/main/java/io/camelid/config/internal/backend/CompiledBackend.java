package io.camelid.config.internal.backend;

import io.camelid.config.snapshot.Backend;
import java.util.List;

/**
 * What has become of a backend object.
 *
 * @param message of the condition {@code Accepted}
 * @param warnings what has no effect, with its path
 */
public record CompiledBackend(Backend backend, boolean accepted, String reason, String message, List<String> warnings) {
    public CompiledBackend {
        warnings = List.copyOf(warnings);
    }
}
