package io.camelid.config.snapshot;

import java.time.Duration;
import java.util.Optional;

/**
 * Limits on a request's time; empty is the gateway's default, zero is none.
 *
 * @param request from the request's head to the end of the answer
 * @param backendRequest the same for one try
 */
public record Timeouts(Optional<Duration> request, Optional<Duration> backendRequest) {
    public static final Timeouts DEFAULT = new Timeouts(Optional.empty(), Optional.empty());
}
