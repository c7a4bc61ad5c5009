package io.camelid.config.internal.backend;

import io.camelid.config.internal.traffic.TargetPolicy;
import io.camelid.spi.format.RequestEdit;
import io.camelid.spi.provider.Settings;
import java.util.List;
import java.util.Optional;

/**
 * A provider entry of a backend.
 *
 * @param name empty when the manifest gives it none, because there is only one
 * @param settings of the provider; none when it is not installed
 * @param service where the provider is, for one that may be named so in place of an address
 */
record EntrySpec(
        Optional<String> name,
        ProviderChoice provider,
        Optional<String> model,
        Settings settings,
        AuthSpec auth,
        EndpointSpec endpoint,
        Optional<ServiceRef> service,
        List<RequestEdit> edits,
        TargetPolicy policy) {
    /** The member that names the provider, and whether there is such a provider. */
    sealed interface ProviderChoice {
        record Installed(InstalledProvider provider) implements ProviderChoice {}

        /**
         * @param id as good as can be told from the manifest's key
         * @param hint what else may have been meant, or empty text
         */
        record Missing(String id, String hint) implements ProviderChoice {}
    }

    String shownName() {
        return name.orElseGet(() -> provider instanceof ProviderChoice.Installed installed
                ? installed.provider().description().id()
                : ((ProviderChoice.Missing) provider).id());
    }
}
