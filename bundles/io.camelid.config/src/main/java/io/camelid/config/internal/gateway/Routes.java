package io.camelid.config.internal.gateway;

import io.camelid.config.KubernetesObject;
import io.camelid.config.ObjectKey;
import io.camelid.config.internal.gateway.RouteSpec.ParentRef;
import io.camelid.config.internal.gateway.RouteSpec.RuleSpec;
import io.camelid.config.internal.identity.Fingerprint;
import io.camelid.config.internal.match.Match;
import io.camelid.config.internal.match.TableEntry;
import io.camelid.config.internal.read.Findings;
import io.camelid.config.internal.status.StatusBook;
import io.camelid.config.snapshot.BackendRef;
import io.camelid.config.snapshot.RouteRule;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/** Attaches HTTPRoutes to Gateways and makes their rules. */
public final class Routes {
    private final Gateways gateways;
    private final BackendReferences references;
    private final Fingerprint fingerprint;
    private final StatusBook book;
    private final Map<String, RouteRule> rules = new LinkedHashMap<>();
    private final List<TableEntry> entries = new ArrayList<>();

    public Routes(Gateways gateways, BackendReferences references, Fingerprint fingerprint, StatusBook book) {
        this.gateways = gateways;
        this.references = references;
        this.fingerprint = fingerprint;
        this.book = book;
    }

    /** Every rule that some listener takes. */
    public Map<String, RouteRule> rules() {
        return rules;
    }

    public List<TableEntry> entries() {
        return entries;
    }

    /**
     * Takes in a route and writes its status.
     *
     * @param warnings are told with the object at fault
     */
    public void add(KubernetesObject object, BiConsumer<KubernetesObject, String> warnings) {
        Findings findings = new Findings();
        Findings incompatible = new Findings();
        RouteSpec spec = new RouteReader(object.key().namespace(), incompatible).read(object, findings);
        findings.warnings().forEach(warning -> warnings.accept(object, warning));
        Optional<Flaw> refused = refused(findings, incompatible);
        List<Flaw> unresolved = new ArrayList<>();
        List<RouteRule> compiled = refused.isPresent() ? List.of() : rules(object.key(), spec.rules(), unresolved);
        List<Map<String, Object>> parents = new ArrayList<>();
        Map<CompiledListener, List<String>> attachments = new LinkedHashMap<>();
        for (int index = 0; index < spec.parents().size(); index++) {
            ParentRef parent = spec.parents().get(index);
            Optional<Flaw> flaw = refused.or(() -> attach(object.key(), parent, spec.hostnames(), attachments));
            parents.add(status(object, parent, index, flaw, unresolved.stream().findFirst()));
        }
        enter(object, spec, compiled, attachments);
        book.finish(object.key(), new LinkedHashMap<>(Map.of("parents", parents)));
    }

    private static Optional<Flaw> refused(Findings findings, Findings incompatible) {
        if (incompatible.isRefused()) {
            return Optional.of(new Flaw("IncompatibleFilters", incompatible.errorText()));
        }
        return findings.isRefused()
                ? Optional.of(new Flaw("UnsupportedValue", findings.errorText()))
                : Optional.empty();
    }

    private List<RouteRule> rules(ObjectKey route, List<RuleSpec> specs, List<Flaw> unresolved) {
        List<RouteRule> compiled = new ArrayList<>();
        for (int index = 0; index < specs.size(); index++) {
            RuleSpec spec = specs.get(index);
            List<BackendRef> backends = spec.refs().stream()
                    .map(reference -> new BackendRef(
                            reference.weight(),
                            references.resolve(route, reference, unresolved::add),
                            reference.filters()))
                    .toList();
            String hash = fingerprint.of(
                    spec.filters(),
                    spec.timeouts(),
                    backends.stream()
                            .map(backend ->
                                    List.of(backend.weight(), backend.backend().id(), backend.filters()))
                            .toList());
            String id = "rule/" + route.qualifiedName() + "/" + index + "@" + hash;
            compiled.add(new RouteRule(id, route, index, spec.filters(), backends, spec.timeouts()));
        }
        return compiled;
    }

    /**
     * Finds the listeners that take the route, by way of one parentRef.
     *
     * @param attachments is told them, and the hostnames that the route has there
     * @return why there is none
     */
    private Optional<Flaw> attach(
            ObjectKey route,
            ParentRef parent,
            List<String> hostnames,
            Map<CompiledListener, List<String>> attachments) {
        Optional<CompiledGateway> gateway = gateways.find(parent.key());
        if (gateway.isEmpty()) {
            String why = gateways.refusal(parent.key())
                    .map(text -> " is not accepted")
                    .orElse(" not found");
            return Optional.of(new Flaw("NoMatchingParent", parent.key() + why));
        }
        List<CompiledListener> named = gateway.get().listeners().stream()
                .filter(listener ->
                        parent.sectionName().map(listener.spec().name()::equals).orElse(true)
                                && parent.port()
                                        .map(port -> port == listener.spec().port())
                                        .orElse(true))
                .toList();
        if (named.isEmpty()) {
            return Optional.of(new Flaw(
                    "NoMatchingParent",
                    parent.key() + " has no listener"
                            + parent.sectionName().map(name -> " " + name).orElse("")
                            + parent.port().map(port -> " on port " + port).orElse("")));
        }
        List<CompiledListener> open = named.stream()
                .filter(listener -> listener.spec().takesHttpRoutes()
                        && listener.spec().admits().test(route.namespace()))
                .toList();
        if (open.isEmpty()) {
            return Optional.of(new Flaw(
                    "NotAllowedByListeners",
                    "no listener of " + parent.key() + " allows HTTPRoutes of namespace " + route.namespace()));
        }
        boolean shared = false;
        for (CompiledListener listener : open) {
            Optional<List<String>> hosts = Hostnames.shared(listener.spec().hostname(), hostnames);
            shared |= hosts.isPresent();
            hosts.ifPresent(names -> attachments.put(listener, names));
        }
        return shared
                ? Optional.empty()
                : Optional.of(new Flaw(
                        "NoMatchingListenerHostname",
                        "no listener of " + parent.key() + " has a hostname that fits " + hostnames));
    }

    private void enter(
            KubernetesObject object,
            RouteSpec spec,
            List<RouteRule> compiled,
            Map<CompiledListener, List<String>> attachments) {
        Instant created = object.created().orElse(Instant.EPOCH);
        attachments.forEach((listener, hostnames) -> {
            gateways.attach(listener, object.key());
            for (RouteRule rule : listener.isValid() ? compiled : List.<RouteRule>of()) {
                rules.put(rule.id(), rule);
                for (Match match : spec.rules().get(rule.index()).matches()) {
                    entries.add(new TableEntry(listener.serving().get(), hostnames, match, rule, created));
                }
            }
        });
    }

    private Map<String, Object> status(
            KubernetesObject object, ParentRef parent, int index, Optional<Flaw> flaw, Optional<Flaw> unresolved) {
        String scope = "parents/" + index;
        Map<String, Object> status = new LinkedHashMap<>();
        status.put("parentRef", parent.shown());
        status.put("controllerName", GatewayApi.CONTROLLER);
        status.put(
                "conditions",
                List.of(
                        book.put(
                                object,
                                scope,
                                "Accepted",
                                flaw.isEmpty(),
                                flaw.map(Flaw::reason).orElse("Accepted"),
                                flaw.map(Flaw::message).orElse("Route is accepted")),
                        book.put(
                                object,
                                scope,
                                "ResolvedRefs",
                                unresolved.isEmpty(),
                                unresolved.map(Flaw::reason).orElse("ResolvedRefs"),
                                unresolved.map(Flaw::message).orElse("All references resolved"))));
        return status;
    }
}
