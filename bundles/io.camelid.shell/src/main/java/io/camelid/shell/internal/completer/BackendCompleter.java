package io.camelid.shell.internal.completer;

import io.camelid.config.Configuration;
import io.camelid.config.ObjectKey;
import java.util.Collection;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** Completes {@code NS/NAME} of backends. */
@Service
public class BackendCompleter extends NamesCompleter {
    @Reference
    Configuration configuration;

    @Override
    Collection<String> names() {
        return configuration.current().snapshot().backends().keySet().stream()
                .map(ObjectKey::qualifiedName)
                .toList();
    }
}
