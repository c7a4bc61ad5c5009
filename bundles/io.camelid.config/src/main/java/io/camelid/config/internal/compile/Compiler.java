package io.camelid.config.internal.compile;

import io.camelid.config.Condition;
import io.camelid.config.KubernetesObject;
import io.camelid.config.ObjectKey;
import io.camelid.config.ObjectStatus;
import io.camelid.config.Problem;
import io.camelid.config.Problem.Severity;
import io.camelid.config.internal.backend.AgentgatewayDialect;
import io.camelid.config.internal.backend.BackendDialect;
import io.camelid.config.internal.backend.Backends;
import io.camelid.config.internal.backend.CompiledBackend;
import io.camelid.config.internal.backend.KgatewayDialect;
import io.camelid.config.internal.backend.Secrets;
import io.camelid.config.internal.backend.ServiceAddresses;
import io.camelid.config.internal.backend.TargetPool;
import io.camelid.config.internal.gateway.BackendReferences;
import io.camelid.config.internal.gateway.GatewayApi;
import io.camelid.config.internal.gateway.Gateways;
import io.camelid.config.internal.gateway.ImpliedGateways;
import io.camelid.config.internal.gateway.ReferenceGrants;
import io.camelid.config.internal.gateway.Routes;
import io.camelid.config.internal.gateway.SupportedFeatures;
import io.camelid.config.internal.identity.Fingerprint;
import io.camelid.config.internal.read.Fields;
import io.camelid.config.internal.read.Findings;
import io.camelid.config.internal.read.ObjectLookup;
import io.camelid.config.internal.status.StatusBook;
import io.camelid.config.snapshot.Backend;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a configuration of manifests and plug-ins. Whatever is wrong with an object, be it the
 * object's fault or a bug of ours or of a plug-in, stays with that object: it is marked and left out,
 * and the rest serves.
 *
 * <p>Backends and routes that are as they were are not made again: an edit costs what it changes, and leaves
 * little for the garbage collector to move. Not thread-safe.
 */
public final class Compiler {
    private static final Logger LOG = LoggerFactory.getLogger(Compiler.class);

    private static final Map<String, BackendDialect> DIALECTS =
            List.of(new KgatewayDialect(), new AgentgatewayDialect()).stream()
                    .collect(Collectors.toUnmodifiableMap(
                            dialect -> dialect.group() + "/" + dialect.kind(), Function.identity()));
    /** Groups whose every kind means to say something to a gateway. */
    private static final Set<String> GATEWAY_GROUPS =
            Set.of(GatewayApi.GROUP, "gateway.kgateway.dev", "agentgateway.dev");

    private static final Set<String> GATEWAY_API_KINDS =
            Set.of(GatewayApi.GATEWAY, GatewayApi.GATEWAY_CLASS, GatewayApi.HTTP_ROUTE, GatewayApi.REFERENCE_GRANT);

    /** Whose objects' status is found out by their sources. */
    private static final String EXTERNAL_SECRETS = "external-secrets.io";

    private final Fingerprint fingerprint;
    private Memory memory;

    public Compiler(Fingerprint fingerprint) {
        this(fingerprint, StatusBook.EMPTY);
    }

    /** @param before from which conditions take their times */
    Compiler(Fingerprint fingerprint, StatusBook before) {
        this.fingerprint = fingerprint;
        this.memory = Memory.of(before);
    }

    /**
     * @param targets takes hold of the providers' targets that the outcome uses
     * @param now the time of conditions that are others than at the last compilation
     */
    public Outcome compile(Inputs inputs, TargetPool.Holding targets, Instant now) {
        Memory next = memory.next(now);
        Outcome outcome = new Run(inputs, targets, next, now).outcome();
        memory = next;
        return outcome;
    }

    /** One compilation. */
    private final class Run {
        private final Inputs inputs;
        private final Memory memory;
        private final StatusBook book;
        private final Instant now;
        private final List<Problem> problems = new ArrayList<>();
        private final Map<ObjectKey, KubernetesObject> objects = new TreeMap<>();
        /** The same, in the sources' order. */
        private final List<KubernetesObject> ordered = new ArrayList<>();

        private final TargetPool.Holding targets;
        private final Map<ObjectKey, Set<String>> warnings = new HashMap<>();

        Run(Inputs inputs, TargetPool.Holding targets, Memory memory, Instant now) {
            this.inputs = inputs;
            this.targets = targets;
            this.memory = memory;
            this.book = memory.book();
            this.now = now;
        }

        Outcome outcome() {
            problems.addAll(inputs.pluginProblems());
            inputs.sources().forEach(source -> {
                problems.addAll(source.problems());
                source.objects().forEach(this::enter);
            });
            if (of(GatewayApi.GROUP, GatewayApi.GATEWAY).isEmpty()) {
                ImpliedGateways.of(ordered, inputs.httpPort()).forEach(this::enter);
            }
            ObjectLookup lookup = key -> Optional.ofNullable(objects.get(key));
            Secrets secrets = new Secrets(lookup);
            ReferenceGrants grants = grants();
            ServiceAddresses services = new ServiceAddresses(lookup);
            Map<ObjectKey, Backend> backends =
                    backends(new Backends(inputs.plugins(), lookup, targets, fingerprint, memory.backends()));
            Gateways gateways = new Gateways(objects, secrets, grants, now);
            oldestFirst(of(GatewayApi.GROUP, GatewayApi.GATEWAY))
                    .forEach(gateway -> guarded(gateway, () -> gateways.add(gateway, this::warn)));
            Routes routes = new Routes(
                    gateways,
                    new BackendReferences(backends, DIALECTS.keySet(), services, grants, fingerprint),
                    fingerprint,
                    book,
                    memory.routes(),
                    memory.told());
            of(GatewayApi.GROUP, GatewayApi.HTTP_ROUTE)
                    .forEach(route -> guarded(route, () -> routes.add(route, this::warn)));
            routes.report(this::warn);
            gateways.report(book, inputs.listenerReports());
            of(GatewayApi.GROUP, GatewayApi.GATEWAY_CLASS).forEach(this::gatewayClass);
            others();
            reportConditions();
            return new Outcome(
                    gateways.listeners(),
                    routes.entries(),
                    routes.rules(),
                    backends,
                    Collections.unmodifiableMap(objects),
                    book,
                    problems);
        }

        private void enter(KubernetesObject object) {
            KubernetesObject winner = objects.putIfAbsent(object.key(), object);
            if (winner == null) {
                ordered.add(object);
            } else {
                problem(Severity.WARNING, object, object.key() + " is ignored: " + winner.origin() + " has it, too");
            }
        }

        private List<KubernetesObject> of(String group, String kind) {
            return ordered.stream()
                    .filter(object -> object.key().group().equals(group)
                            && object.key().kind().equals(kind))
                    .toList();
        }

        private static List<KubernetesObject> oldestFirst(List<KubernetesObject> objects) {
            return objects.stream()
                    .sorted(Comparator.<KubernetesObject, Instant>comparing(
                                    object -> object.created().orElse(Instant.EPOCH))
                            .thenComparing(KubernetesObject::key))
                    .toList();
        }

        private ReferenceGrants grants() {
            ReferenceGrants grants = new ReferenceGrants();
            for (KubernetesObject object : of(GatewayApi.GROUP, GatewayApi.REFERENCE_GRANT)) {
                guarded(object, () -> {
                    Findings findings = new Findings();
                    grants.add(object, findings);
                    findings.warnings().forEach(warning -> warn(object, warning));
                    if (findings.isRefused()) {
                        problem(Severity.ERROR, object, findings.errorText());
                    }
                });
            }
            return grants;
        }

        private Map<ObjectKey, Backend> backends(Backends compiler) {
            Map<ObjectKey, Backend> backends = new TreeMap<>();
            for (KubernetesObject object : ordered) {
                BackendDialect dialect =
                        DIALECTS.get(object.key().group() + "/" + object.key().kind());
                if (dialect != null) {
                    CompiledBackend compiled = compiler.compile(object, dialect);
                    backends.put(object.key(), compiled.backend());
                    compiled.warnings().forEach(warning -> warn(object, warning));
                    book.finish(
                            object.key(),
                            compiled.verdicts().stream()
                                    .map(verdict -> book.put(
                                            object,
                                            "",
                                            verdict.type(),
                                            verdict.status(),
                                            verdict.reason(),
                                            verdict.message()))
                                    .toList());
                }
            }
            return backends;
        }

        /** Keeps a bug to the object that brings it to light. */
        private void guarded(KubernetesObject object, Runnable work) {
            try {
                work.run();
            } catch (RuntimeException | LinkageError bug) {
                LOG.error("Cannot compile {}", object, bug);
                String cause = "internal error: " + bug.getClass().getSimpleName();
                book.finish(object.key(), List.of(book.put(object, "", "Accepted", false, "Invalid", cause)));
            }
        }

        private void gatewayClass(KubernetesObject object) {
            boolean ours = Fields.membersOf(object.content().get("spec"))
                    .map(spec -> GatewayApi.CONTROLLER.equals(spec.get("controllerName")))
                    .orElse(false);
            if (ours) {
                Map<String, Object> status = new LinkedHashMap<>();
                status.put(
                        "conditions",
                        List.of(book.put(object, "", "Accepted", true, "Accepted", "GatewayClass is accepted")));
                status.put("supportedFeatures", SupportedFeatures.shown());
                book.finish(object.key(), status);
            }
        }

        /** Objects that say something to gateways but not to this one, and those whose source knows their status. */
        private void others() {
            for (KubernetesObject object : ordered) {
                ObjectKey key = object.key();
                boolean ours = DIALECTS.containsKey(key.group() + "/" + key.kind())
                        || key.group().equals(GatewayApi.GROUP) && GATEWAY_API_KINDS.contains(key.kind());
                if (!ours && GATEWAY_GROUPS.contains(key.group())) {
                    warn(
                            object,
                            "kind " + key.kind() + " of " + object.apiVersion()
                                    + " is not supported and has no effect");
                } else if (key.group().equals(EXTERNAL_SECRETS)) {
                    Fields.membersOf(object.content().get("status")).ifPresent(status -> book.adopt(object, status));
                }
            }
        }

        private void warn(KubernetesObject object, String warning) {
            warnings.computeIfAbsent(object.key(), key -> new LinkedHashSet<>()).add(warning);
        }

        /** Makes problems of the conditions that are not as they should be, and of the warnings. */
        private void reportConditions() {
            Map<ObjectKey, ObjectStatus> statuses = book.statuses();
            for (KubernetesObject object : ordered) {
                ObjectStatus status = statuses.get(object.key());
                if (status != null) {
                    causes(status).forEach(message -> problem(Severity.ERROR, object, message));
                }
                warnings.getOrDefault(object.key(), Set.of())
                        .forEach(warning -> problem(Severity.WARNING, object, warning));
            }
        }

        /** What is wrong with an object, without what follows from it: that it is not programmed. */
        private static List<String> causes(ObjectStatus status) {
            List<Condition> bad = status.conditions().stream()
                    .filter(condition ->
                            !condition.isGood() && !condition.reason().equals("Pending"))
                    .toList();
            List<Condition> causes = bad.stream()
                    .filter(condition -> !condition.type().equals("Programmed"))
                    .toList();
            return (causes.isEmpty() ? bad : causes)
                    .stream().map(Condition::message).distinct().toList();
        }

        private void problem(Severity severity, KubernetesObject object, String message) {
            problems.add(new Problem(severity, Optional.of(object.key()), object.origin(), message));
        }
    }
}
