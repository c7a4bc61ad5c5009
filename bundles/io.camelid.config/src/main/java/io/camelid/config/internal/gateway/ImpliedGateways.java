package io.camelid.config.internal.gateway;

import io.camelid.config.KubernetesObject;
import io.camelid.config.ObjectKey;
import io.camelid.config.Origin;
import io.camelid.config.internal.read.Fields;
import io.camelid.config.internal.read.Names;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The Gateways that hold when nobody has defined one: those that the routes name, in the routes' own
 * namespaces, and one of the usual name when they name none.
 */
public final class ImpliedGateways {
    /** {@link Origin#source()} of implied objects. */
    public static final String SOURCE = "implied";

    private static final ObjectKey USUAL = GatewayApi.gateway("default", "agentgateway");

    private ImpliedGateways() {}

    public static List<KubernetesObject> of(Collection<KubernetesObject> objects, int port) {
        Set<ObjectKey> keys = new TreeSet<>();
        for (KubernetesObject object : objects) {
            if (object.key().group().equals(GatewayApi.GROUP)
                    && object.key().kind().equals(GatewayApi.HTTP_ROUTE)
                    && Fields.membersOf(object.content().get("spec"))
                                    .map(spec -> spec.get("parentRefs"))
                                    .orElse(null)
                            instanceof List<?> parents) {
                parents.forEach(parent -> Fields.membersOf(parent)
                        .flatMap(members -> gateway(members, object.key().namespace()))
                        .ifPresent(keys::add));
            }
        }
        if (keys.isEmpty()) {
            keys.add(USUAL);
        }
        return keys.stream().map(key -> object(key, port)).toList();
    }

    private static Optional<ObjectKey> gateway(Map<String, Object> parent, String namespace) {
        boolean gateway = GatewayApi.GATEWAY.equals(parent.getOrDefault("kind", GatewayApi.GATEWAY))
                && GatewayApi.GROUP.equals(parent.getOrDefault("group", GatewayApi.GROUP));
        String home = parent.get("namespace") instanceof String other ? other : namespace;
        return gateway && parent.get("name") instanceof String name && Names.isValid(name) && Names.isValid(home)
                ? Optional.of(GatewayApi.gateway(home, name))
                : Optional.empty();
    }

    private static KubernetesObject object(ObjectKey key, int port) {
        Map<String, Object> listener = Map.of(
                "name",
                "http",
                "port",
                (long) port,
                "protocol",
                ListenerSpec.HTTP,
                "allowedRoutes",
                Map.of("namespaces", Map.of("from", "All")));
        Map<String, Object> content = Map.of(
                "apiVersion",
                GatewayApi.VERSION,
                "kind",
                GatewayApi.GATEWAY,
                "metadata",
                Map.of("name", key.name(), "namespace", key.namespace()),
                "spec",
                Map.of("gatewayClassName", GatewayApi.CLASS, "listeners", List.of(listener)));
        return new KubernetesObject(key, GatewayApi.VERSION, content, 1, Optional.empty(), new Origin(SOURCE, "", 0));
    }
}
