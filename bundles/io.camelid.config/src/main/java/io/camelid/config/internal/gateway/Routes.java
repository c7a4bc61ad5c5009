package io.camelid.config.internal.gateway;

import io.camelid.config.KubernetesObject;
import io.camelid.config.ObjectKey;
import io.camelid.config.internal.gateway.BackendReferences.Resolution;
import io.camelid.config.internal.gateway.RouteConflicts.Remark;
import io.camelid.config.internal.gateway.RouteSpec.ParentRef;
import io.camelid.config.internal.gateway.RouteSpec.ReferentSpec;
import io.camelid.config.internal.gateway.RouteSpec.RuleSpec;
import io.camelid.config.internal.identity.Fingerprint;
import io.camelid.config.internal.identity.Memo;
import io.camelid.config.internal.match.Match;
import io.camelid.config.internal.match.TableEntry;
import io.camelid.config.internal.status.StatusBook;
import io.camelid.config.snapshot.Listener;
import io.camelid.config.snapshot.RouteRule;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;

/** Attaches HTTPRoutes to Gateways and makes their rules; what is as it was is taken over from the last time. */
public final class Routes {
    private static final int SHOWN = 8;

    /** A route as it was read, and the rules that were made of it. */
    public record Known(RouteReading reading, CompiledRules rules) {}

    /** How routes come to a Gateway: most of them the same way. */
    private record Approach(
            ObjectKey gateway, Optional<String> sectionName, Optional<Integer> port, String namespace) {}

    /**
     * Where they come in.
     *
     * @param closed why there is no listener
     */
    private record Door(Optional<Flaw> closed, List<CompiledListener> listeners) {
        static Door closed(Flaw why) {
            return new Door(Optional.of(why), List.of());
        }
    }

    /** One parentRef, and the listeners that took the route by it. */
    record Parent(ParentRef reference, Optional<Flaw> flaw, List<Listener> listeners) {}

    /**
     * What a route's status will say.
     *
     * @param dropped of rules that are wrong, while others serve
     */
    record Report(KubernetesObject object, List<Parent> parents, List<Flaw> unresolved, Optional<String> dropped) {}

    /** All that a route's status was made of, the remarks in the order of its parents. */
    public record Told(Report report, List<Optional<Remark>> remarks) {}

    private final Gateways gateways;
    private final BackendReferences references;
    private final Fingerprint fingerprint;
    private final StatusBook book;
    private final Memo<Known> memo;
    private final Memo<Told> told;
    private final Map<String, RouteRule> rules = new LinkedHashMap<>();
    private final List<TableEntry> entries = new ArrayList<>();
    private final List<Report> reports = new ArrayList<>();
    private final Map<Approach, Door> doors = new HashMap<>();

    public Routes(
            Gateways gateways,
            BackendReferences references,
            Fingerprint fingerprint,
            StatusBook book,
            Memo<Known> memo,
            Memo<Told> told) {
        this.gateways = gateways;
        this.references = references;
        this.fingerprint = fingerprint;
        this.book = book;
        this.memo = memo;
        this.told = told;
    }

    /** Every rule that some listener takes. */
    public Map<String, RouteRule> rules() {
        return rules;
    }

    public List<TableEntry> entries() {
        return entries;
    }

    /**
     * Takes in a route.
     *
     * @param warnings are told with the object at fault
     */
    public void add(KubernetesObject object, BiConsumer<KubernetesObject, String> warnings) {
        Optional<Known> before = memo.of(object);
        RouteReading reading = before.map(Known::reading).orElseGet(() -> RouteReading.of(object));
        CompiledRules compiled = reading.refused().isPresent()
                ? CompiledRules.NONE
                : rules(object.key(), reading.spec().rules(), before.map(Known::rules));
        memo.keep(object, new Known(reading, compiled));
        reading.warnings().forEach(warning -> warnings.accept(object, warning));
        List<Parent> parents = new ArrayList<>();
        Map<CompiledListener, List<String>> attachments = new LinkedHashMap<>();
        for (ParentRef parent : reading.spec().parents()) {
            Map<CompiledListener, List<String>> own = new LinkedHashMap<>();
            Optional<Flaw> flaw = reading.refused()
                    .or(() -> attach(object.key(), parent, reading.spec().hostnames(), own));
            parents.add(new Parent(parent, flaw, serving(own.keySet())));
            attachments.putAll(own);
        }
        enter(object, reading.spec(), compiled.rules(), attachments);
        reports.add(new Report(object, parents, compiled.unresolved(), reading.dropped()));
    }

    private CompiledRules rules(ObjectKey route, List<RuleSpec> specs, Optional<CompiledRules> before) {
        Map<ReferentSpec, Resolution> resolutions = CompiledRules.resolve(references, route, specs);
        return before.filter(known -> known.resolutions().equals(resolutions))
                .orElseGet(() -> CompiledRules.of(resolutions, fingerprint, route, specs));
    }

    private static List<Listener> serving(Set<CompiledListener> listeners) {
        return listeners.stream()
                .flatMap(listener -> listener.serving().stream())
                .toList();
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
        Door door = doors.computeIfAbsent(
                new Approach(parent.key(), parent.sectionName(), parent.port(), route.namespace()), this::door);
        if (door.closed().isPresent()) {
            return door.closed();
        }
        boolean shared = false;
        for (CompiledListener listener : door.listeners()) {
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

    /** The listeners that take routes which come that way, whatever their hostnames. */
    private Door door(Approach approach) {
        Optional<CompiledGateway> gateway = gateways.find(approach.gateway());
        if (gateway.isEmpty()) {
            String why = gateways.refusal(approach.gateway())
                    .map(text -> " is not accepted")
                    .orElse(" not found");
            return Door.closed(new Flaw("NoMatchingParent", approach.gateway() + why));
        }
        List<CompiledListener> named = gateway.get().listeners().stream()
                .filter(listener -> approach.sectionName()
                                .map(listener.spec().name()::equals)
                                .orElse(true)
                        && approach.port()
                                .map(port -> port == listener.spec().port())
                                .orElse(true))
                .toList();
        if (named.isEmpty()) {
            return Door.closed(new Flaw(
                    "NoMatchingParent",
                    approach.gateway() + " has no listener"
                            + approach.sectionName().map(name -> " " + name).orElse("")
                            + approach.port().map(port -> " on port " + port).orElse("")));
        }
        List<CompiledListener> open = named.stream()
                .filter(listener -> listener.spec().takesHttpRoutes()
                        && listener.spec().admits().test(approach.namespace()))
                .toList();
        if (open.isEmpty()) {
            return Door.closed(new Flaw(
                    "NotAllowedByListeners",
                    "no listener of " + approach.gateway() + " allows HTTPRoutes of namespace "
                            + approach.namespace()));
        }
        return new Door(Optional.empty(), open);
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

    /**
     * Writes every route's status, once all are taken in.
     *
     * @param warnings are told with the object at fault
     */
    public void report(BiConsumer<KubernetesObject, String> warnings) {
        RouteConflicts conflicts = new RouteConflicts(entries);
        for (Report report : reports) {
            KubernetesObject object = report.object();
            List<Optional<Remark>> remarks = report.parents().stream()
                    .map(parent -> conflicts.of(object.key(), parent.listeners()))
                    .toList();
            remarks.forEach(remark -> remark.ifPresent(some -> warnings.accept(object, some.message())));
            Told now = new Told(report, remarks);
            if (told.of(object).filter(now::equals).isPresent()) {
                book.keep(object.key());
            } else {
                write(now);
            }
            told.keep(object, now);
        }
    }

    private void write(Told now) {
        Report report = now.report();
        List<Map<String, Object>> parents = new ArrayList<>();
        for (Parent parent : report.parents()) {
            int at = parents.size();
            parents.add(status(report, parent, "parents/" + at, now.remarks().get(at)));
        }
        book.finish(report.object().key(), new LinkedHashMap<>(Map.of("parents", parents)));
    }

    private Map<String, Object> status(Report report, Parent parent, String scope, Optional<Remark> remark) {
        KubernetesObject object = report.object();
        Optional<Flaw> flaw = parent.flaw();
        Optional<Flaw> unresolved = report.unresolved().stream().findFirst();
        List<Map<String, Object>> conditions = new ArrayList<>();
        conditions.add(book.put(
                object,
                scope,
                "Accepted",
                flaw.isEmpty(),
                flaw.map(Flaw::reason).orElse("Accepted"),
                flaw.map(Flaw::message).orElse("Route is accepted")));
        conditions.add(book.put(
                object,
                scope,
                "ResolvedRefs",
                unresolved.isEmpty(),
                unresolved.map(Flaw::reason).orElse("ResolvedRefs"),
                unresolved.isEmpty() ? "All references resolved" : text(report.unresolved())));
        report.dropped()
                .ifPresent(message ->
                        conditions.add(book.put(object, scope, "PartiallyInvalid", true, "UnsupportedValue", message)));
        remark.ifPresent(some ->
                conditions.add(book.put(object, scope, RouteConflicts.CONDITION, true, some.reason(), some.message())));
        Map<String, Object> status = new LinkedHashMap<>();
        status.put("parentRef", parent.reference().shown());
        status.put("controllerName", GatewayApi.CONTROLLER);
        status.put("conditions", conditions);
        return status;
    }

    private static String text(List<Flaw> flaws) {
        return flaws.stream().map(Flaw::message).distinct().limit(SHOWN).collect(Collectors.joining("; "));
    }
}
