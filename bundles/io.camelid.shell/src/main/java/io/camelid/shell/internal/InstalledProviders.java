package io.camelid.shell.internal;

import io.camelid.spi.provider.LlmProvider;
import io.camelid.spi.provider.ProviderDescription;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/**
 * The providers that are installed. One service for all commands: a reference to the providers
 * themselves would make Karaf take all commands away and bring them back whenever one comes or goes.
 */
@Component(service = InstalledProviders.class)
public class InstalledProviders {
    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    volatile List<LlmProvider> services = List.of();

    /** All of them, by id. */
    public List<ProviderDescription> all() {
        return services.stream()
                .map(LlmProvider::describe)
                .sorted(Comparator.comparing(ProviderDescription::id))
                .toList();
    }

    public Optional<ProviderDescription> named(String id) {
        return all().stream().filter(provider -> provider.id().equals(id)).findFirst();
    }
}
