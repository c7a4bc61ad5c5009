package io.camelid.config.internal.gateway;

import io.camelid.config.KubernetesObject;
import io.camelid.config.ObjectKey;
import io.camelid.config.internal.gateway.RouteSpec.RefSpec;
import io.camelid.config.internal.identity.Fingerprint;
import io.camelid.config.internal.read.Fields;
import io.camelid.config.snapshot.Backend;
import io.camelid.spi.ErrorKind;
import io.camelid.spi.LlmError;
import io.camelid.spi.provider.Address;
import io.camelid.spi.provider.Tls;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Finds what backendRefs lead to. One that leads nowhere keeps its share of requests, which fail. */
public final class BackendReferences {
    private static final String SERVICE = "Service";
    /** Where cluster DNS has Services. */
    private static final String CLUSTER_SUFFIX = ".svc.cluster.local";

    private static final int HTTPS = 443;

    private final Map<ObjectKey, Backend> backends;
    private final Set<String> kinds;
    private final Map<ObjectKey, KubernetesObject> objects;
    private final ReferenceGrants grants;
    private final Fingerprint fingerprint;

    /**
     * @param kinds {@code <group>/<kind>} of the objects that are backends
     */
    public BackendReferences(
            Map<ObjectKey, Backend> backends,
            Set<String> kinds,
            Map<ObjectKey, KubernetesObject> objects,
            ReferenceGrants grants,
            Fingerprint fingerprint) {
        this.backends = backends;
        this.kinds = kinds;
        this.objects = objects;
        this.grants = grants;
        this.fingerprint = fingerprint;
    }

    /**
     * @param flaws is told when the reference leads nowhere
     */
    Backend resolve(ObjectKey route, RefSpec reference, Consumer<Flaw> flaws) {
        ObjectKey target = reference.target();
        boolean service = target.group().isEmpty() && target.kind().equals(SERVICE);
        if (!service && !kinds.contains(target.group() + "/" + target.kind())) {
            return failed(
                    route,
                    target,
                    new Flaw(
                            "InvalidKind",
                            "backendRef kind " + target.kind() + " of group \"" + target.group()
                                    + "\" is not supported"),
                    flaws);
        }
        if (!grants.permits(route, target)) {
            return failed(
                    route,
                    target,
                    new Flaw(
                            "RefNotPermitted",
                            "backendRef " + target.qualifiedName() + " not accessible to a HTTPRoute in namespace \""
                                    + route.namespace() + "\" (missing a ReferenceGrant?)"),
                    flaws);
        }
        if (service) {
            return service(route, reference, flaws);
        }
        Backend backend = backends.get(target);
        return backend == null ? notFound(route, target, target + " not found", flaws) : backend;
    }

    private Backend service(ObjectKey route, RefSpec reference, Consumer<Flaw> flaws) {
        ObjectKey target = reference.target();
        KubernetesObject object = objects.get(target);
        if (object == null) {
            return notFound(route, target, target + " not found", flaws);
        }
        if (reference.port().isEmpty()) {
            return failed(route, target, new Flaw("UnsupportedValue", "Must have port for Service reference"), flaws);
        }
        int port = reference.port().get();
        Map<String, Object> spec =
                Fields.membersOf(object.content().get("spec")).orElse(Map.of());
        Optional<Map<String, Object>> servicePort = port(spec, port);
        if (servicePort.isEmpty() && spec.get("ports") != null) {
            return notFound(route, target, target + " has no port " + port, flaws);
        }
        String host = "ExternalName".equals(spec.get("type")) && spec.get("externalName") instanceof String name
                ? name
                : target.name() + "." + target.namespace() + CLUSTER_SUFFIX;
        boolean tls = port == HTTPS
                || servicePort
                        .map(some -> "https".equals(some.get("appProtocol")))
                        .orElse(false);
        List<Address> addresses = List.of(new Address(host, port, tls ? Optional.of(Tls.DEFAULT) : Optional.empty()));
        return new Backend.Static(target, id(target, fingerprint.of(target, addresses)), addresses);
    }

    private static Optional<Map<String, Object>> port(Map<String, Object> service, int number) {
        return service.get("ports") instanceof List<?> ports
                ? ports.stream()
                        .flatMap(port -> Fields.membersOf(port).stream())
                        .filter(port -> Long.valueOf(number).equals(port.get("port")))
                        .findFirst()
                : Optional.empty();
    }

    private Backend notFound(ObjectKey route, ObjectKey target, String message, Consumer<Flaw> flaws) {
        return failed(route, target, new Flaw("BackendNotFound", "backend not found: " + message), flaws);
    }

    private Backend failed(ObjectKey route, ObjectKey target, Flaw flaw, Consumer<Flaw> flaws) {
        flaws.accept(flaw);
        LlmError error = LlmError.of(ErrorKind.CONFIGURATION, code(flaw), route + ": " + flaw.message());
        return new Backend.Unusable(target, id(target, fingerprint.of(target, error)), error);
    }

    private static String code(Flaw flaw) {
        return switch (flaw.reason()) {
            case "BackendNotFound" -> "backend_not_found";
            case "RefNotPermitted" -> "backend_not_permitted";
            default -> "backend_ref_invalid";
        };
    }

    private static String id(ObjectKey key, String hash) {
        return "backend/" + key.qualifiedName() + "@" + hash;
    }
}
