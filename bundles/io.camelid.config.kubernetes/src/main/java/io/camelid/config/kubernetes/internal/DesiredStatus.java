package io.camelid.config.kubernetes.internal;

import io.camelid.config.Compilation;
import io.camelid.config.KubernetesObject;
import io.camelid.config.ObjectKey;
import io.camelid.config.ObjectStatus;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What the status of a cluster's objects should be after one compilation. */
final class DesiredStatus {
    /** What we say of a route that is not ours any more. */
    private static final Optional<Map<String, Object>> NOTHING_OF_US = Optional.of(Map.of("parents", List.of()));

    private final Compilation compilation;
    private final Set<ObjectKey> delivered;
    private final Set<ObjectKey> foreign;

    /**
     * @param delivered the objects that were last delivered
     * @param present the objects of the cluster that could have a status of ours
     */
    DesiredStatus(Compilation compilation, Set<ObjectKey> delivered, Set<ObjectKey> present) {
        this.compilation = compilation;
        this.delivered = delivered;
        this.foreign = foreign(compilation, delivered, present);
    }

    /** Backends that only Gateways of other classes use, where there are such: their controller reports on them. */
    private static Set<ObjectKey> foreign(Compilation compilation, Set<ObjectKey> delivered, Set<ObjectKey> present) {
        boolean alone = present.stream().noneMatch(key -> Resource.GATEWAY.isKindOf(key) && !delivered.contains(key));
        if (alone) {
            return Set.of();
        }
        Set<ObjectKey> used = compilation.objects().values().stream()
                .filter(object -> Resource.HTTP_ROUTE.isKindOf(object.key()))
                .flatMap(route -> References.of(route).backends().stream())
                .collect(Collectors.toSet());
        Set<ObjectKey> foreign = new HashSet<>();
        for (ObjectKey key : present) {
            boolean backend = Resource.KGATEWAY_BACKEND.isKindOf(key) || Resource.AGENTGATEWAY_BACKEND.isKindOf(key);
            if (backend && !used.contains(key)) {
                foreign.add(key);
            }
        }
        return foreign;
    }

    /** Whether this is made of these very ones. */
    boolean isOf(Compilation someCompilation, Set<ObjectKey> someDelivered) {
        return compilation == someCompilation && delivered == someDelivered;
    }

    /** What an object's status should be, of a route the entries for our parents; empty if we have no say. */
    Optional<Map<String, Object>> of(ObjectKey key) {
        if (foreign.contains(key)) {
            return Optional.empty();
        }
        KubernetesObject compiled = compilation.objects().get(key);
        if (compiled != null) {
            return Optional.of(compiled)
                    .filter(object -> object.origin().source().equals(Item.SOURCE))
                    .map(object -> compilation.statuses().get(key))
                    .map(ObjectStatus::status);
        }
        return Resource.HTTP_ROUTE.isKindOf(key) && !delivered.contains(key) ? NOTHING_OF_US : Optional.empty();
    }
}
