package io.camelid.shell.internal;

import io.camelid.spi.provider.LlmProvider;
import io.camelid.spi.provider.ProviderDescription;
import io.camelid.spi.provider.ProviderTarget;
import io.camelid.spi.provider.TargetConfig;
import java.util.Arrays;

/** Providers that do nothing but describe themselves. */
public final class FakeProviders {
    private FakeProviders() {}

    public static InstalledProviders of(ProviderDescription... descriptions) {
        InstalledProviders providers = new InstalledProviders();
        providers.services =
                Arrays.stream(descriptions).<LlmProvider>map(Described::new).toList();
        return providers;
    }

    private record Described(ProviderDescription description) implements LlmProvider {
        @Override
        public ProviderDescription describe() {
            return description;
        }

        @Override
        public ProviderTarget open(TargetConfig config) {
            throw new UnsupportedOperationException();
        }
    }
}
