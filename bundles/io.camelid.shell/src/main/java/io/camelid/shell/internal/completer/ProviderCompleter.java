package io.camelid.shell.internal.completer;

import io.camelid.shell.internal.InstalledProviders;
import io.camelid.spi.provider.ProviderDescription;
import java.util.Collection;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** Completes the ids of installed providers. */
@Service
public class ProviderCompleter extends NamesCompleter {
    @Reference
    InstalledProviders providers;

    @Override
    Collection<String> names() {
        return providers.all().stream().map(ProviderDescription::id).toList();
    }
}
