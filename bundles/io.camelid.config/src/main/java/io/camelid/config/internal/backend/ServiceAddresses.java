package io.camelid.config.internal.backend;

import io.camelid.config.KubernetesObject;
import io.camelid.config.ObjectKey;
import io.camelid.config.internal.read.Fields;
import io.camelid.config.internal.read.ObjectLookup;
import io.camelid.spi.provider.Address;
import io.camelid.spi.provider.Tls;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where Services are to be reached: by cluster DNS, or by the name that an ExternalName stands for. */
public final class ServiceAddresses {
    public static final String SERVICE = "Service";
    /** Where cluster DNS has Services. */
    private static final String CLUSTER_SUFFIX = ".svc.cluster.local";

    private static final int HTTPS = 443;

    private final ObjectLookup objects;

    public ServiceAddresses(ObjectLookup objects) {
        this.objects = objects;
    }

    /** One port of a Service, with TLS where the port or its {@code appProtocol} is HTTPS'. */
    public Address find(ObjectKey service, int port) throws UnresolvedException {
        KubernetesObject object = objects.find(service)
                .orElseThrow(() -> new UnresolvedException("backend_not_found", service + " not found"));
        Map<String, Object> spec =
                Fields.membersOf(object.content().get("spec")).orElse(Map.of());
        Optional<Map<String, Object>> servicePort = port(spec, port);
        if (servicePort.isEmpty() && spec.get("ports") != null) {
            throw new UnresolvedException("backend_not_found", service + " has no port " + port);
        }
        String host = isExternal(spec) && spec.get("externalName") instanceof String name
                ? name
                : service.name() + "." + service.namespace() + CLUSTER_SUFFIX;
        boolean tls = port == HTTPS
                || servicePort
                        .map(some -> "https".equals(some.get("appProtocol")))
                        .orElse(false);
        return new Address(host, port, tls ? Optional.of(Tls.DEFAULT) : Optional.empty());
    }

    /** Whether a Service only stands for a server elsewhere, which knows itself by its own name. */
    public boolean isExternal(ObjectKey service) {
        return objects.find(service)
                .flatMap(object -> Fields.membersOf(object.content().get("spec")))
                .map(ServiceAddresses::isExternal)
                .orElse(false);
    }

    private static boolean isExternal(Map<String, Object> spec) {
        return "ExternalName".equals(spec.get("type"));
    }

    private static Optional<Map<String, Object>> port(Map<String, Object> service, int number) {
        return service.get("ports") instanceof List<?> ports
                ? ports.stream()
                        .flatMap(port -> Fields.membersOf(port).stream())
                        .filter(port -> Long.valueOf(number).equals(port.get("port")))
                        .findFirst()
                : Optional.empty();
    }
}
