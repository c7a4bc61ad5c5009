package io.camelid.config.snapshot;

import io.camelid.spi.format.RequestEdit;
import io.camelid.spi.provider.ProviderDescription;
import io.camelid.spi.provider.ProviderTarget;
import io.camelid.spi.provider.TargetConfig;
import java.util.List;
import java.util.Objects;

/**
 * A provider entry of a backend, opened.
 *
 * @param id {@code target/<namespace>/<backend>/<entry>@<hash>}: equal ids are equal targets
 * @param config what it was opened with
 * @param provider what kind of provider it is
 * @param target the provider's own object
 * @param edits changes to request bodies that the manifest asks for, in order
 * @param timeouts for tries, as far as the backend says something; no part of the id
 * @param health what counts against the target; no part of the id either, so that what is known of a target
 *     outlives a change of policy
 */
public record LlmTarget(
        String id,
        TargetConfig config,
        ProviderDescription provider,
        ProviderTarget target,
        List<RequestEdit> edits,
        Timeouts timeouts,
        HealthPolicy health) {
    public LlmTarget {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(config, "config");
        Objects.requireNonNull(provider, "provider");
        Objects.requireNonNull(target, "target");
        edits = List.copyOf(edits);
        Objects.requireNonNull(timeouts, "timeouts");
        Objects.requireNonNull(health, "health");
    }

    public LlmTarget(
            String id,
            TargetConfig config,
            ProviderDescription provider,
            ProviderTarget target,
            List<RequestEdit> edits) {
        this(id, config, provider, target, edits, Timeouts.DEFAULT, HealthPolicy.DEFAULT);
    }
}
