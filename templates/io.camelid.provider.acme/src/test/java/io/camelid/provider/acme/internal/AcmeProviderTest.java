package io.camelid.provider.acme.internal;

import io.camelid.spi.provider.LlmProvider;
import io.camelid.testkit.ProviderConformance;

/** What holds for every provider holds for this one; what is special about it is tested below. */
class AcmeProviderTest extends ProviderConformance {
    @Override
    protected LlmProvider provider() {
        return new AcmeProvider();
    }
}
