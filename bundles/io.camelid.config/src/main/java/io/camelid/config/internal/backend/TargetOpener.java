package io.camelid.config.internal.backend;

import io.camelid.spi.LlmException;
import io.camelid.spi.provider.ProviderTarget;
import io.camelid.spi.provider.TargetConfig;

/** Has targets opened, which stay open for as long as what is being made needs them. */
@FunctionalInterface
interface TargetOpener {
    ProviderTarget open(InstalledProvider provider, TargetConfig config) throws LlmException;
}
