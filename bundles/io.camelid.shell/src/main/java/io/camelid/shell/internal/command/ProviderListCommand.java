package io.camelid.shell.internal.command;

import io.camelid.config.Configuration;
import io.camelid.config.snapshot.Backend;
import io.camelid.shell.internal.Column;
import io.camelid.shell.internal.InstalledProviders;
import io.camelid.shell.internal.Json;
import io.camelid.shell.internal.ReportCommand;
import io.camelid.spi.provider.ProviderDescription;
import java.util.List;
import java.util.Map;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code llm:provider-list}. */
@Service
@Command(
        scope = "llm",
        name = "provider-list",
        description = "Lists the installed providers, the manifest keys they answer to and the backends that use them.")
public class ProviderListCommand extends ReportCommand {
    @Reference
    InstalledProviders providers;

    @Reference
    Configuration configuration;

    @Override
    protected void run() {
        report(
                providers.all(),
                List.of(
                        Column.text("ID", ProviderDescription::id),
                        Column.text("NAME", ProviderDescription::displayName),
                        Column.text("SYSTEM", ProviderDescription::system),
                        Column.text("MANIFEST KEYS", ProviderDescription::manifestKeys),
                        Column.text("BACKENDS", this::backends)),
                this::object);
    }

    private Map<String, Object> object(ProviderDescription provider) {
        return Json.object(
                "id", provider.id(),
                "displayName", provider.displayName(),
                "system", provider.system(),
                "manifestKeys", provider.manifestKeys(),
                "backends", backends(provider));
    }

    private List<String> backends(ProviderDescription provider) {
        return configuration.current().snapshot().backends().values().stream()
                .filter(backend -> backend instanceof Backend.Llm llm
                        && llm.targets().stream()
                                .anyMatch(target -> target.provider().id().equals(provider.id())))
                .map(backend -> backend.key().qualifiedName())
                .sorted()
                .toList();
    }
}
