package io.camelid.spi.provider;

import java.util.Objects;
import java.util.Optional;

/**
 * One provider entry of a Backend, ready for use: references resolved, Secrets read. Two equal
 * configurations share one target.
 *
 * @param name what the manifest calls the entry; unique in its Backend
 * @param model replaces the model of every request, if present
 * @param settings the provider's own settings
 */
public record TargetConfig(
        String name, Optional<String> model, Settings settings, Auth auth, EndpointOverride endpoint) {
    public TargetConfig {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(settings, "settings");
        Objects.requireNonNull(auth, "auth");
        Objects.requireNonNull(endpoint, "endpoint");
    }
}
