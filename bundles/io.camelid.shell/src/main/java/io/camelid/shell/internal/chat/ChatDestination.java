package io.camelid.shell.internal.chat;

import io.camelid.config.Compilation;
import io.camelid.config.ObjectKey;
import io.camelid.config.snapshot.Backend;
import io.camelid.config.snapshot.RouteRule;
import io.camelid.shell.internal.UnknownName;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.karaf.shell.support.CommandException;

/**
 * Whom to chat with.
 *
 * @param model what its manifest asks for; empty when it leaves that to the client
 */
public record ChatDestination(ChatAddress address, Optional<String> model) {
    /**
     * Finds a backend and a way to it.
     *
     * @param listenerHost the address on which listeners are reached from this machine, IPv6 in brackets
     * @throws CommandException when there is no such backend, or no way
     */
    public static ChatDestination of(Compilation compilation, String backend, String listenerHost)
            throws CommandException {
        Set<Backend> named = named(compilation, backend);
        ChatAddresses addresses = new ChatAddresses(compilation, listenerHost);
        List<RouteRule> rules = addresses.rules(named);
        if (rules.isEmpty()) {
            throw new CommandException("no route leads to " + backend);
        }
        ChatAddress address = rules.stream()
                .flatMap(rule -> addresses.through(rule).stream())
                .findFirst()
                .orElseThrow(() -> new CommandException(
                        "no chat in plaintext gets through to %s; its routes are %s".formatted(backend, names(rules))));
        return new ChatDestination(address, model(named));
    }

    // Objects of several kinds may share a name.
    private static Set<Backend> named(Compilation compilation, String name) throws CommandException {
        Set<ObjectKey> all = compilation.snapshot().backends().keySet();
        Set<Backend> named = compilation.snapshot().backends().values().stream()
                .filter(backend -> backend.key().qualifiedName().equals(name))
                .collect(Collectors.toSet());
        if (named.isEmpty()) {
            throw UnknownName.of(
                    "backend", name, all.stream().map(ObjectKey::qualifiedName).toList());
        }
        return named;
    }

    private static Optional<String> model(Set<Backend> backends) {
        return backends.stream()
                .filter(Backend.Llm.class::isInstance)
                .flatMap(backend -> ((Backend.Llm) backend).targets().stream())
                .flatMap(target -> target.config().model().stream())
                .findFirst();
    }

    private static String names(List<RouteRule> rules) {
        return rules.stream()
                .map(rule -> rule.route().qualifiedName())
                .distinct()
                .collect(Collectors.joining(", "));
    }
}
