package io.camelid.config.internal.backend;

import io.camelid.spi.provider.LlmProvider;
import io.camelid.spi.provider.ProviderDescription;

/**
 * A provider service.
 *
 * @param instance counts the services of this process, so that one that replaces another makes new ids
 */
public record InstalledProvider(LlmProvider service, ProviderDescription description, long instance) {}
