package io.camelid.config.internal.gateway;

import io.camelid.config.ObjectKey;
import io.camelid.config.internal.backend.ServiceAddresses;
import io.camelid.config.internal.backend.UnresolvedException;
import io.camelid.config.internal.gateway.RouteSpec.ReferentSpec;
import io.camelid.config.internal.identity.Fingerprint;
import io.camelid.config.snapshot.Backend;
import io.camelid.config.snapshot.Timeouts;
import io.camelid.spi.ErrorKind;
import io.camelid.spi.LlmError;
import io.camelid.spi.provider.Address;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds what backendRefs lead to. One that leads nowhere keeps its share of requests, which fail. */
public final class BackendReferences {
    /**
     * @param backend fails every request when there is a flaw
     * @param flaw why the reference leads nowhere
     */
    record Resolution(Backend backend, Optional<Flaw> flaw) {}

    private final Map<ObjectKey, Backend> backends;
    private final Set<String> kinds;
    private final ServiceAddresses services;
    private final ReferenceGrants grants;
    private final Fingerprint fingerprint;

    /**
     * @param kinds {@code <group>/<kind>} of the objects that are backends
     */
    public BackendReferences(
            Map<ObjectKey, Backend> backends,
            Set<String> kinds,
            ServiceAddresses services,
            ReferenceGrants grants,
            Fingerprint fingerprint) {
        this.backends = backends;
        this.kinds = kinds;
        this.services = services;
        this.grants = grants;
        this.fingerprint = fingerprint;
    }

    /** Where a reference of a route leads. */
    Resolution resolve(ObjectKey route, ReferentSpec reference) {
        ObjectKey target = reference.key();
        boolean service = target.group().isEmpty() && target.kind().equals(ServiceAddresses.SERVICE);
        if (!service && !kinds.contains(target.group() + "/" + target.kind())) {
            return failed(
                    route,
                    target,
                    new Flaw(
                            "InvalidKind",
                            "backendRef kind " + target.kind() + " of group \"" + target.group()
                                    + "\" is not supported"));
        }
        if (!grants.permits(route, target)) {
            return failed(
                    route,
                    target,
                    new Flaw(
                            "RefNotPermitted",
                            "backendRef " + target.qualifiedName() + " not accessible to a HTTPRoute in namespace \""
                                    + route.namespace() + "\" (missing a ReferenceGrant?)"));
        }
        if (service) {
            return service(route, reference);
        }
        Backend backend = backends.get(target);
        return backend == null
                ? notFound(route, target, target + " not found")
                : new Resolution(backend, Optional.empty());
    }

    private Resolution service(ObjectKey route, ReferentSpec reference) {
        ObjectKey target = reference.key();
        if (reference.port().isEmpty()) {
            return failed(route, target, new Flaw("UnsupportedValue", "Must have port for Service reference"));
        }
        try {
            List<Address> addresses =
                    List.of(services.find(target, reference.port().get()));
            boolean keepsHost = !services.isExternal(target);
            String id = id(target, fingerprint.of(target, addresses, keepsHost));
            return new Resolution(
                    new Backend.Static(target, id, addresses, Timeouts.DEFAULT, keepsHost), Optional.empty());
        } catch (UnresolvedException missing) {
            return notFound(route, target, missing.getMessage());
        }
    }

    private Resolution notFound(ObjectKey route, ObjectKey target, String message) {
        return failed(route, target, new Flaw("BackendNotFound", "backend not found: " + message));
    }

    private Resolution failed(ObjectKey route, ObjectKey target, Flaw flaw) {
        LlmError error = LlmError.of(ErrorKind.CONFIGURATION, code(flaw), route + ": " + flaw.message());
        return new Resolution(
                new Backend.Unusable(target, id(target, fingerprint.of(target, error)), error), Optional.of(flaw));
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
