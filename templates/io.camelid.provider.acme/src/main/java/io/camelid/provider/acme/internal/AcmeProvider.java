package io.camelid.provider.acme.internal;

import io.camelid.spi.provider.LlmProvider;
import io.camelid.spi.provider.ProviderDescription;
import io.camelid.spi.provider.ProviderTarget;
import io.camelid.spi.provider.Setting;
import io.camelid.spi.provider.TargetConfig;
import java.util.List;
import org.osgi.service.component.annotations.Component;

/** Acme: a manifest names it {@code acme}, with the settings that are declared here. */
@Component(service = LlmProvider.class, property = "camelid.provider=" + AcmeProvider.ID)
public final class AcmeProvider implements LlmProvider {
    static final String ID = "acme";

    private static final ProviderDescription DESCRIPTION =
            new ProviderDescription(ID, "Acme", ID, List.of(ID), List.of(Setting.model()));

    @Override
    public ProviderDescription describe() {
        return DESCRIPTION;
    }

    @Override
    public ProviderTarget open(TargetConfig config) {
        return new AcmeTarget(config.endpoint(), config.auth());
    }
}
