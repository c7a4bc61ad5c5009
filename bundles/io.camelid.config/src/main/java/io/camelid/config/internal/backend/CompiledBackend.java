package io.camelid.config.internal.backend;

import io.camelid.config.snapshot.Backend;
import java.util.List;

/**
 * What has become of a backend object.
 *
 * @param verdicts its conditions, {@code Accepted} first
 * @param warnings what has no effect, with its path
 */
public record CompiledBackend(Backend backend, List<Verdict> verdicts, List<String> warnings) {
    /** A condition without its time. */
    public record Verdict(String type, boolean status, String reason, String message) {}

    public CompiledBackend {
        verdicts = List.copyOf(verdicts);
        warnings = List.copyOf(warnings);
    }
}
