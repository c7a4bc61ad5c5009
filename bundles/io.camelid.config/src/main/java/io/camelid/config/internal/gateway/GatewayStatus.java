package io.camelid.config.internal.gateway;

import io.camelid.config.KubernetesObject;
import io.camelid.config.internal.status.StatusBook;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;
import java.util.regex.Pattern;

/** Writes the status of Gateways and their listeners in the Gateway API's words. */
final class GatewayStatus {
    private static final Pattern IP_ADDRESS = Pattern.compile("[0-9.]+|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

    private final StatusBook book;
    private final ListenerReports reports;
    private final ListenerOverlaps overlaps;

    GatewayStatus(StatusBook book, ListenerReports reports, ListenerOverlaps overlaps) {
        this.book = book;
        this.reports = reports;
        this.overlaps = overlaps;
    }

    void write(CompiledGateway gateway, ToIntFunction<CompiledListener> attachedRoutes) {
        KubernetesObject object = gateway.object();
        List<Map<String, Object>> listeners = new ArrayList<>();
        List<String> invalid = new ArrayList<>();
        List<String> closed = new ArrayList<>();
        boolean pending = false;
        for (CompiledListener listener : gateway.listeners()) {
            Optional<Flaw> programmed = programmed(gateway, listener);
            if (!listener.isValid() || unavailable(gateway, listener).isPresent()) {
                invalid.add(listener.spec().name());
            }
            programmed.ifPresent(flaw -> closed.add(listener.spec().name() + ": " + flaw.message()));
            pending |= programmed.map(Flaw::isPending).orElse(false);
            Optional<Flaw> accepted = listener.accepted().or(() -> unavailable(gateway, listener));
            listeners.add(listener(object, listener, accepted, programmed, attachedRoutes.applyAsInt(listener)));
        }
        List<Map<String, Object>> conditions = new ArrayList<>();
        if (gateway.refusal().isPresent()) {
            Flaw refusal = gateway.refusal().get();
            conditions.add(book.put(object, "", "Accepted", false, refusal.reason(), refusal.message()));
        } else if (invalid.isEmpty()) {
            conditions.add(book.put(object, "", "Accepted", true, "Accepted", "Gateway is accepted"));
        } else {
            conditions.add(book.put(
                    object,
                    "",
                    "Accepted",
                    invalid.size() < gateway.listeners().size(),
                    "ListenersNotValid",
                    "listeners " + invalid + " are not valid"));
        }
        // One listener that serves is enough, as the conformance tests have it; the others say themselves what is
        // wrong.
        boolean serves = !pending && closed.size() < gateway.listeners().size();
        String without = String.join("; ", closed);
        conditions.add(
                serves || closed.isEmpty()
                        ? book.put(
                                object,
                                "",
                                "Programmed",
                                true,
                                "Programmed",
                                "Gateway is programmed" + (closed.isEmpty() ? "" : ", but for " + without))
                        : book.put(object, "", "Programmed", false, pending ? Flaw.PENDING : "Invalid", without));
        Map<String, Object> status = new LinkedHashMap<>();
        if (closed.size() < gateway.listeners().size()) {
            reports.address().ifPresent(address -> status.put("addresses", List.of(address(address))));
        }
        status.put("conditions", conditions);
        status.put("listeners", listeners);
        book.finish(object.key(), status);
    }

    private static Map<String, Object> address(String address) {
        return Map.of("type", IP_ADDRESS.matcher(address).matches() ? "IPAddress" : "Hostname", "value", address);
    }

    private Optional<Flaw> programmed(CompiledGateway gateway, CompiledListener listener) {
        if (!listener.isValid() || gateway.refusal().isPresent()) {
            return Optional.of(new Flaw("Invalid", "not valid"));
        }
        if (failure(gateway, listener).isEmpty()) {
            return Optional.of(new Flaw(Flaw.PENDING, "port " + listener.spec().port() + " is not open yet"));
        }
        return unavailable(gateway, listener).map(flaw -> new Flaw("Invalid", flaw.message()));
    }

    /** Why a port cannot be had, if so. */
    private Optional<Flaw> unavailable(CompiledGateway gateway, CompiledListener listener) {
        return failure(gateway, listener)
                .filter(text -> listener.isValid() && !text.isEmpty())
                .map(text -> new Flaw("PortUnavailable", text));
    }

    private Optional<String> failure(CompiledGateway gateway, CompiledListener listener) {
        return reports.failure(new ListenerReports.Id(
                gateway.object().key(), listener.spec().name(), listener.spec().port()));
    }

    private Map<String, Object> listener(
            KubernetesObject object,
            CompiledListener listener,
            Optional<Flaw> accepted,
            Optional<Flaw> programmed,
            int attachedRoutes) {
        String scope = "listeners/" + listener.spec().name();
        List<Map<String, Object>> conditions = new ArrayList<>();
        conditions.add(shown(object, scope, "Accepted", accepted, "Accepted", "Listener is accepted"));
        conditions.add(shown(object, scope, "ResolvedRefs", listener.resolved(), "ResolvedRefs", "No errors found"));
        Optional<Flaw> conflict = listener.conflict();
        conditions.add(book.put(
                object,
                scope,
                "Conflicted",
                conflict.isPresent(),
                conflict.map(Flaw::reason).orElse("NoConflicts"),
                conflict.map(Flaw::message).orElse("No conflicts found")));
        conditions.add(shown(object, scope, "Programmed", programmed, "Programmed", "Listener is programmed"));
        overlaps.with(listener)
                .ifPresent(other -> conditions.add(book.put(
                        object,
                        scope,
                        "OverlappingTLSConfig",
                        true,
                        "OverlappingHostnames",
                        "hostnames overlap with those of listener "
                                + other.spec().name()
                                + "; requests that reuse the other one's connections are answered 421")));
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("name", listener.spec().name());
        shown.put(
                "supportedKinds",
                listener.spec().takesHttpRoutes() && listener.spec().isSupported()
                        ? List.of(Map.of("group", GatewayApi.GROUP, "kind", GatewayApi.HTTP_ROUTE))
                        : List.of());
        shown.put("attachedRoutes", attachedRoutes);
        shown.put("conditions", conditions);
        return shown;
    }

    private Map<String, Object> shown(
            KubernetesObject object, String scope, String type, Optional<Flaw> flaw, String reason, String message) {
        return book.put(
                object,
                scope,
                type,
                flaw.isEmpty(),
                flaw.map(Flaw::reason).orElse(reason),
                flaw.map(Flaw::message).orElse(message));
    }
}
