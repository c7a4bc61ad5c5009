package io.camelid.config.internal.gateway;

import io.camelid.config.KubernetesObject;
import io.camelid.config.ObjectKey;
import io.camelid.config.internal.backend.Secrets;
import io.camelid.config.internal.read.Findings;
import io.camelid.config.internal.status.StatusBook;
import io.camelid.config.snapshot.Listener;
import io.camelid.config.snapshot.Listener.Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * All Gateways of a configuration and who is attached to them. Gateways share this process's ports:
 * listeners of one port and hostname are one as far as requests go, whichever Gateway they are of.
 */
public final class Gateways {
    private record Port(int number, Optional<String> hostname) {}

    private final ListenerReader reader;
    private final Certificates certificates;
    private final Map<ObjectKey, CompiledGateway> gateways = new LinkedHashMap<>();
    private final Map<Listener, Set<ObjectKey>> attached = new HashMap<>();
    /** The protocol of each port is that of the listener that came first. */
    private final Map<Integer, CompiledListener> firstOnPort = new HashMap<>();

    public Gateways(Map<ObjectKey, KubernetesObject> objects, Secrets secrets, ReferenceGrants grants) {
        this.reader = new ListenerReader(objects);
        this.certificates = new Certificates(secrets, grants);
    }

    /**
     * Takes in a Gateway; of two that conflict, the one that was taken in first wins.
     *
     * @param warnings are told with the object at fault
     */
    public void add(KubernetesObject object, BiConsumer<KubernetesObject, String> warnings) {
        Findings findings = new Findings();
        List<CompiledListener> listeners = new ArrayList<>();
        Map<Port, String> ports = new HashMap<>();
        Set<String> names = new HashSet<>();
        for (ListenerSpec spec : reader.read(object, findings)) {
            if (!names.add(spec.name())) {
                findings.refuse("spec.listeners", "Listener name must be unique within the Gateway");
            }
            CompiledListener listener = compiled(object.key(), spec, ports);
            listeners.add(listener);
            spec.findings().warnings().forEach(warning -> warnings.accept(object, warning));
        }
        findings.warnings().forEach(warning -> warnings.accept(object, warning));
        Optional<String> refusal = findings.isRefused() ? Optional.of(findings.errorText()) : Optional.empty();
        gateways.put(object.key(), new CompiledGateway(object, listeners, refusal));
    }

    private CompiledListener compiled(ObjectKey gateway, ListenerSpec spec, Map<Port, String> ports) {
        Optional<Flaw> accepted = Optional.empty();
        if (spec.findings().isRefused()) {
            accepted = Optional.of(new Flaw("UnsupportedValue", spec.findings().errorText()));
        } else if (!spec.isTls() && !spec.protocol().equals(ListenerSpec.HTTP)) {
            accepted =
                    Optional.of(new Flaw("UnsupportedProtocol", "protocol " + spec.protocol() + " is not supported"));
        }
        List<Certificate> chains = new ArrayList<>();
        Optional<Flaw> resolved = certificates.read(gateway, spec.certificates(), chains);
        if (resolved.isEmpty() && !spec.unknownKinds().isEmpty()) {
            resolved = Optional.of(
                    new Flaw("InvalidRouteKinds", "route kinds " + spec.unknownKinds() + " are not supported"));
        }
        Optional<Flaw> conflict = accepted.isPresent() ? Optional.empty() : conflict(spec, ports);
        boolean serves = accepted.isEmpty() && conflict.isEmpty() && (!spec.isTls() || !chains.isEmpty());
        CompiledListener listener = new CompiledListener(
                spec,
                serves
                        ? Optional.of(new Listener(gateway, spec.name(), spec.port(), spec.hostname(), chains))
                        : Optional.empty(),
                accepted,
                resolved,
                conflict);
        if (serves) {
            firstOnPort.putIfAbsent(spec.port(), listener);
        }
        return listener;
    }

    private Optional<Flaw> conflict(ListenerSpec spec, Map<Port, String> ports) {
        CompiledListener first = firstOnPort.get(spec.port());
        if (first != null && first.spec().isTls() != spec.isTls()) {
            return Optional.of(new Flaw(
                    "ProtocolConflict",
                    "port " + spec.port() + " has protocol "
                            + first.spec().protocol() + " by listener "
                            + first.spec().name() + " of "
                            + first.serving().orElseThrow().gateway()));
        }
        String other = ports.putIfAbsent(new Port(spec.port(), spec.hostname()), spec.name());
        return other == null
                ? Optional.empty()
                : Optional.of(new Flaw("HostnameConflict", "listener " + other + " has the same port and hostname"));
    }

    Optional<CompiledGateway> find(ObjectKey key) {
        return Optional.ofNullable(gateways.get(key))
                .filter(gateway -> gateway.refusal().isEmpty());
    }

    Optional<String> refusal(ObjectKey key) {
        return Optional.ofNullable(gateways.get(key)).flatMap(CompiledGateway::refusal);
    }

    void attach(Listener listener, ObjectKey route) {
        attached.computeIfAbsent(listener, first -> new HashSet<>()).add(route);
    }

    /** Every listener that serves. */
    public List<Listener> listeners() {
        return gateways.values().stream()
                .filter(gateway -> gateway.refusal().isEmpty())
                .flatMap(gateway -> gateway.listeners().stream())
                .flatMap(listener -> listener.serving().stream())
                .toList();
    }

    /** Writes every Gateway's status, once the routes are attached. */
    public void report(StatusBook book, ListenerReports reports) {
        GatewayStatus status = new GatewayStatus(book, reports);
        for (CompiledGateway gateway : gateways.values()) {
            status.write(gateway, listener -> listener.serving()
                    .map(serving -> attached.getOrDefault(serving, Set.of()).size())
                    .orElse(0));
        }
    }
}
