package io.camelid.gateway.internal;

import io.camelid.config.snapshot.LlmTarget;
import io.camelid.gateway.Try;
import java.util.Optional;

/**
 * A try that did not help.
 *
 * @param target whom it went to, if that is a provider
 * @param outcome how it ended
 */
record Failure(Try made, Optional<LlmTarget> target, Outcome outcome) {}
