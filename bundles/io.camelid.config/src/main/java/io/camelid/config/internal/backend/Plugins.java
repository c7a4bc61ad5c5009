package io.camelid.config.internal.backend;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What is installed.
 *
 * @param providers the preferred one first where two answer to one manifest key
 * @param routeTypes of the installed formats
 */
public record Plugins(List<InstalledProvider> providers, Set<String> routeTypes) {
    public Plugins {
        providers = List.copyOf(providers);
        routeTypes = Set.copyOf(routeTypes);
    }

    /** The provider that a manifest means by this member, whatever its case. */
    Optional<InstalledProvider> answeringTo(String member) {
        return providers.stream()
                .filter(provider ->
                        provider.description().manifestKeys().stream().anyMatch(member::equalsIgnoreCase))
                .findFirst();
    }

    /** Every member name by which a provider may be configured. */
    List<String> manifestKeys() {
        List<String> keys = new ArrayList<>();
        providers.forEach(provider -> keys.addAll(provider.description().manifestKeys()));
        return keys;
    }
}
