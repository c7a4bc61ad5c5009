package io.camelid.shell.internal.completer;

import io.camelid.gateway.TargetRegistry;
import java.util.Collection;
import java.util.stream.Stream;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** Completes the ids of targets, and {@code NS/NAME} of the backends that have any. */
@Service
public class TargetCompleter extends NamesCompleter {
    @Reference
    TargetRegistry registry;

    @Override
    Collection<String> names() {
        return registry.targets().stream()
                .flatMap(target -> Stream.of(target.id(), target.backend().qualifiedName()))
                .distinct()
                .toList();
    }
}
