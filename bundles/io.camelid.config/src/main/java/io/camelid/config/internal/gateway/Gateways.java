package io.camelid.config.internal.gateway;

import io.camelid.config.KubernetesObject;
import io.camelid.config.ObjectKey;
import io.camelid.config.internal.backend.Secrets;
import io.camelid.config.internal.read.Findings;
import io.camelid.config.internal.status.StatusBook;
import io.camelid.config.snapshot.Listener;
import io.camelid.config.snapshot.Listener.Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * All Gateways of a configuration and who is attached to them. Gateways share this process's ports:
 * listeners of one port, protocol and hostname are one as far as requests go, whichever Gateway they are of.
 * Of Gateways that want different protocols of one port, the one that was taken in first keeps it.
 */
public final class Gateways {
    /** Who has a port; nobody else may speak another protocol on it. */
    private record Claim(KubernetesObject gateway, ListenerSpec listener) {}

    private final ListenerReader reader;
    private final Certificates certificates;
    private final Map<ObjectKey, CompiledGateway> gateways = new LinkedHashMap<>();
    private final Map<CompiledListener, Set<ObjectKey>> attached = new IdentityHashMap<>();
    private final Map<Integer, Claim> claims = new HashMap<>();

    /** @param now tells which certificates have expired */
    public Gateways(Map<ObjectKey, KubernetesObject> objects, Secrets secrets, ReferenceGrants grants, Instant now) {
        this.reader = new ListenerReader(objects);
        this.certificates = new Certificates(secrets, grants, now);
    }

    /**
     * Takes in a Gateway; of two that conflict, the one that was taken in first wins.
     *
     * @param warnings are told with the object at fault
     */
    public void add(KubernetesObject object, BiConsumer<KubernetesObject, String> warnings) {
        Findings findings = new Findings();
        List<ListenerSpec> specs = reader.read(object, findings);
        Set<String> names = new HashSet<>();
        for (ListenerSpec spec : specs) {
            if (!names.add(spec.name())) {
                findings.refuse("spec.listeners", "Listener name must be unique within the Gateway");
            }
        }
        ListenerConflicts conflicts = new ListenerConflicts(specs);
        List<CompiledListener> listeners = new ArrayList<>();
        for (ListenerSpec spec : specs) {
            Optional<Flaw> conflict = conflicts.of(spec);
            if (conflict.isEmpty() && spec.isSupported() && !findings.isRefused()) {
                conflict = claim(object, spec, warnings);
            }
            listeners.add(compiled(object.key(), spec, conflict));
            spec.findings().warnings().forEach(warning -> warnings.accept(object, warning));
        }
        findings.warnings().forEach(warning -> warnings.accept(object, warning));
        Optional<Flaw> refusal = findings.isRefused()
                ? Optional.of(new Flaw("Invalid", findings.errorText()))
                : GatewayParameters.refusal(object);
        gateways.put(object.key(), new CompiledGateway(object, listeners, refusal));
    }

    /** Takes a port for a protocol, and tells both sides if another Gateway has it for another one. */
    private Optional<Flaw> claim(
            KubernetesObject gateway, ListenerSpec spec, BiConsumer<KubernetesObject, String> warnings) {
        Claim first = claims.putIfAbsent(spec.port(), new Claim(gateway, spec));
        if (first == null || first.listener().isTls() == spec.isTls()) {
            return Optional.empty();
        }
        warnings.accept(
                first.gateway(),
                "listener " + first.listener().name() + " keeps port " + spec.port() + ", which listener " + spec.name()
                        + " of " + gateway.key() + " wants for protocol " + spec.protocol());
        return Optional.of(new Flaw(
                "ProtocolConflict",
                "port " + spec.port() + " has protocol " + first.listener().protocol() + " by listener "
                        + first.listener().name() + " of " + first.gateway().key()));
    }

    private CompiledListener compiled(ObjectKey gateway, ListenerSpec spec, Optional<Flaw> conflict) {
        Optional<Flaw> accepted = conflict;
        if (spec.findings().isRefused()) {
            accepted = Optional.of(new Flaw("UnsupportedValue", spec.findings().errorText()));
        } else if (!spec.isSupported()) {
            accepted =
                    Optional.of(new Flaw("UnsupportedProtocol", "protocol " + spec.protocol() + " is not supported"));
        }
        List<Certificate> chains = new ArrayList<>();
        Optional<Flaw> resolved = certificates.read(gateway, spec, spec.findings(), chains);
        if (resolved.isEmpty() && !spec.unknownKinds().isEmpty()) {
            resolved = Optional.of(
                    new Flaw("InvalidRouteKinds", "route kinds " + spec.unknownKinds() + " are not supported"));
        }
        boolean serves = accepted.isEmpty() && (!spec.isTls() || !chains.isEmpty());
        return new CompiledListener(
                spec,
                serves
                        ? Optional.of(new Listener(gateway, spec.name(), spec.port(), spec.hostname(), chains))
                        : Optional.empty(),
                accepted,
                resolved,
                conflict);
    }

    Optional<CompiledGateway> find(ObjectKey key) {
        return Optional.ofNullable(gateways.get(key))
                .filter(gateway -> gateway.refusal().isEmpty());
    }

    Optional<String> refusal(ObjectKey key) {
        return Optional.ofNullable(gateways.get(key))
                .flatMap(CompiledGateway::refusal)
                .map(Flaw::message);
    }

    /** Counts a route that a listener admits, whether or not the listener can serve it. */
    void attach(CompiledListener listener, ObjectKey route) {
        attached.computeIfAbsent(listener, first -> new HashSet<>()).add(route);
    }

    /** Every listener that serves. */
    public List<Listener> listeners() {
        return compiled().stream()
                .flatMap(listener -> listener.serving().stream())
                .toList();
    }

    private List<CompiledListener> compiled() {
        return gateways.values().stream()
                .filter(gateway -> gateway.refusal().isEmpty())
                .flatMap(gateway -> gateway.listeners().stream())
                .toList();
    }

    /** Writes every Gateway's status, once the routes are attached. */
    public void report(StatusBook book, ListenerReports reports) {
        GatewayStatus status = new GatewayStatus(book, reports, ListenerOverlaps.among(compiled()));
        for (CompiledGateway gateway : gateways.values()) {
            status.write(gateway, listener -> attached.getOrDefault(listener, Set.of())
                    .size());
        }
    }
}
