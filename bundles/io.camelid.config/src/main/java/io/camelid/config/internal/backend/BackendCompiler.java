package io.camelid.config.internal.backend;

import io.camelid.config.KubernetesObject;
import io.camelid.config.ObjectKey;
import io.camelid.config.internal.backend.CompiledBackend.Verdict;
import io.camelid.config.internal.backend.EntrySpec.ProviderChoice;
import io.camelid.config.internal.identity.Fingerprint;
import io.camelid.config.internal.read.Fields;
import io.camelid.config.internal.read.Findings;
import io.camelid.config.internal.read.ObjectLookup;
import io.camelid.config.internal.traffic.Annotations;
import io.camelid.config.internal.traffic.BackendTraffic;
import io.camelid.config.snapshot.Backend;
import io.camelid.config.snapshot.HealthPolicy;
import io.camelid.config.snapshot.LlmTarget;
import io.camelid.config.snapshot.TargetGroup;
import io.camelid.config.snapshot.Timeouts;
import io.camelid.spi.ErrorKind;
import io.camelid.spi.LlmError;
import io.camelid.spi.LlmException;
import io.camelid.spi.provider.Address;
import io.camelid.spi.provider.EndpointOverride;
import io.camelid.spi.provider.ProviderTarget;
import io.camelid.spi.provider.TargetConfig;
import io.camelid.spi.provider.Tls;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes backends of backend objects of either dialect. A backend one of whose entries can be used is
 * accepted; the others are left out, and the condition {@code ResolvedRefs} says which and why.
 */
final class BackendCompiler {
    private static final Logger LOG = LoggerFactory.getLogger(BackendCompiler.class);
    private static final String REFUSED = "failed to translate backend: ";
    private static final String NOT_INSTALLED = "provider_not_installed";
    private static final String ACCEPTED = "Accepted";
    private static final String RESOLVED_REFS = "ResolvedRefs";

    private final Plugins plugins;
    private final Secrets secrets;
    private final ServiceAddresses services;
    private final TargetOpener targets;
    private final Fingerprint fingerprint;

    /**
     * @param objects finds what backends refer to
     */
    BackendCompiler(Plugins plugins, ObjectLookup objects, TargetOpener targets, Fingerprint fingerprint) {
        this.plugins = plugins;
        this.secrets = new Secrets(objects);
        this.services = new ServiceAddresses(objects);
        this.targets = targets;
        this.fingerprint = fingerprint;
    }

    CompiledBackend compile(KubernetesObject object, BackendDialect dialect) {
        Findings findings = new Findings();
        BackendSpec spec = dialect.read(Fields.of(object.content().get("spec"), "spec", findings), plugins);
        if (findings.isRefused()) {
            return invalid(object.key(), dialect, "backend_invalid", findings.errorText(), findings.warnings());
        }
        Annotations annotations = new Annotations(object, findings);
        return spec instanceof BackendSpec.Llm llm
                ? llm(object.key(), dialect, llm, annotations, findings)
                : servers(object.key(), dialect, (BackendSpec.Static) spec, annotations, findings);
    }

    private CompiledBackend servers(
            ObjectKey key,
            BackendDialect dialect,
            BackendSpec.Static spec,
            Annotations annotations,
            Findings findings) {
        try {
            Optional<Tls> tls = new CredentialResolver(secrets, key.namespace(), note -> {}).resolve(spec.tls());
            var addresses = spec.hosts().stream().map(host -> host.address(tls)).toList();
            Timeouts timeouts = spec.timeouts().over(annotations.timeouts());
            annotations.warnOfUnread();
            String id = id(key, fingerprint.of(key, addresses, timeouts));
            return accepted(new Backend.Static(key, id, addresses, timeouts, false), dialect, Set.of(), findings);
        } catch (UnresolvedException unresolved) {
            return unresolved(key, dialect, List.of(unresolved), findings);
        }
    }

    private CompiledBackend llm(
            ObjectKey key, BackendDialect dialect, BackendSpec.Llm spec, Annotations annotations, Findings findings) {
        Set<String> names = spec.groups().stream()
                .flatMap(List::stream)
                .map(EntrySpec::shownName)
                .collect(Collectors.toSet());
        BackendTraffic traffic = BackendTraffic.read(annotations, names);
        Set<String> notes = new LinkedHashSet<>();
        CredentialResolver credentials = new CredentialResolver(secrets, key.namespace(), notes::add);
        List<TargetGroup> groups = new ArrayList<>();
        List<UnresolvedException> failures = new ArrayList<>();
        for (List<EntrySpec> entries : spec.groups()) {
            List<LlmTarget> group = new ArrayList<>();
            for (EntrySpec entry : entries) {
                try {
                    group.add(target(key, entry, traffic, credentials));
                } catch (UnresolvedException failure) {
                    failures.add(failure);
                }
            }
            if (!group.isEmpty()) {
                groups.add(new TargetGroup(group));
            }
        }
        if (groups.isEmpty()) {
            return unresolved(key, dialect, failures, findings);
        }
        List<List<List<Object>>> targets = groups.stream()
                .map(group -> group.targets().stream()
                        .map(target -> List.<Object>of(target.id(), target.timeouts(), target.health()))
                        .toList())
                .toList();
        String id = id(key, fingerprint.of(key, targets, spec.routes(), traffic.timeouts(), traffic.balancing()));
        Backend backend = new Backend.Llm(key, id, groups, spec.routes(), traffic.timeouts(), traffic.balancing());
        CompiledBackend accepted = accepted(backend, dialect, notes, findings);
        return failures.isEmpty()
                ? accepted
                : new CompiledBackend(
                        backend,
                        List.of(
                                accepted.verdicts().get(0),
                                new Verdict(
                                        RESOLVED_REFS,
                                        false,
                                        reason(failures.get(0)),
                                        text(failures) + "; the other providers serve")),
                        findings.warnings());
    }

    private static String text(List<UnresolvedException> failures) {
        return failures.stream().map(Exception::getMessage).distinct().collect(Collectors.joining("; "));
    }

    /** In the manner of the Gateway API's reasons. */
    private static String reason(UnresolvedException failure) {
        return switch (failure.code()) {
            case NOT_INSTALLED -> "ProviderNotInstalled";
            case "secret_not_found", "secret_key_missing", "secret_invalid" -> "InvalidSecretRef";
            case "config_map_not_found" -> "InvalidCertificateRef";
            case "backend_not_found" -> "BackendNotFound";
            case "backend_not_permitted" -> "RefNotPermitted";
            default -> "InvalidProvider";
        };
    }

    private LlmTarget target(ObjectKey key, EntrySpec entry, BackendTraffic traffic, CredentialResolver credentials)
            throws UnresolvedException {
        String label = entry.name().map(name -> name + ": ").orElse("");
        try {
            if (!(entry.provider() instanceof ProviderChoice.Installed installed)) {
                ProviderChoice.Missing missing = (ProviderChoice.Missing) entry.provider();
                throw new UnresolvedException(
                        NOT_INSTALLED, "provider \"" + missing.id() + "\" is not installed" + missing.hint());
            }
            Optional<Tls> tls = credentials.resolve(entry.endpoint().tls());
            TargetConfig config = new TargetConfig(
                    entry.shownName(),
                    entry.model(),
                    entry.settings(),
                    credentials.resolve(entry.auth()),
                    new EndpointOverride(
                            address(key.namespace(), entry, tls),
                            entry.endpoint().fullPath(),
                            entry.endpoint().pathPrefix(),
                            tls));
            ProviderTarget target = open(installed.provider(), config);
            String hash = fingerprint.of(installed.provider().instance(), config, entry.edits());
            String id = "target/" + key.qualifiedName() + "/" + config.name() + "@" + hash;
            return new LlmTarget(
                    id,
                    config,
                    installed.provider().description(),
                    target,
                    entry.edits(),
                    entry.policy().timeouts().over(traffic.timeouts()),
                    traffic.completed(entry.policy().health().orElse(HealthPolicy.DEFAULT)));
        } catch (UnresolvedException failure) {
            throw new UnresolvedException(failure.code(), label + failure.getMessage());
        }
    }

    private Optional<Address> address(String namespace, EntrySpec entry, Optional<Tls> tls) throws UnresolvedException {
        if (entry.service().isEmpty()) {
            return entry.endpoint().address().map(address -> address.address(tls));
        }
        ServiceRef reference = entry.service().get();
        ObjectKey service = new ObjectKey("", ServiceAddresses.SERVICE, namespace, reference.name());
        if (!reference.namespace().orElse(namespace).equals(namespace)) {
            throw new UnresolvedException(
                    "backend_not_permitted",
                    service.kind() + " " + reference.namespace().get() + "/" + reference.name()
                            + " is not in the backend's own namespace");
        }
        Address found = services.find(service, reference.port());
        return Optional.of(tls.isPresent() ? new Address(found.host(), found.port(), tls) : found);
    }

    private ProviderTarget open(InstalledProvider provider, TargetConfig config) throws UnresolvedException {
        try {
            return targets.open(provider, config);
        } catch (LlmException refusal) {
            throw new UnresolvedException("backend_invalid", refusal.error().message());
        } catch (RuntimeException | LinkageError bug) {
            String id = provider.description().id();
            LOG.warn("Provider {} cannot open {}", id, config.name(), bug);
            throw new UnresolvedException(
                    "provider_failed",
                    "provider \"" + id + "\" failed: " + bug.getClass().getSimpleName());
        }
    }

    private static CompiledBackend accepted(
            Backend backend, BackendDialect dialect, Set<String> notes, Findings findings) {
        String message = notes.isEmpty()
                ? dialect.acceptedMessage()
                : dialect.acceptedMessage() + "; " + String.join("; ", notes);
        return new CompiledBackend(
                backend,
                List.of(
                        new Verdict(ACCEPTED, true, "Accepted", message),
                        new Verdict(RESOLVED_REFS, true, RESOLVED_REFS, "All references resolved")),
                findings.warnings());
    }

    /** Nothing of the backend can be used, because of what it refers to. */
    private CompiledBackend unresolved(
            ObjectKey key, BackendDialect dialect, List<UnresolvedException> failures, Findings findings) {
        UnresolvedException failure = failures.stream()
                .filter(some -> !some.code().equals(NOT_INSTALLED))
                .findFirst()
                .orElse(failures.get(0));
        CompiledBackend invalid = invalid(key, dialect, failure.code(), text(failures), findings.warnings());
        Verdict accepted = invalid.verdicts().get(0);
        return new CompiledBackend(
                invalid.backend(),
                List.of(accepted, new Verdict(RESOLVED_REFS, false, reason(failure), accepted.message())),
                findings.warnings());
    }

    /** The backend stays, and tells its callers what is wrong. */
    private CompiledBackend invalid(
            ObjectKey key, BackendDialect dialect, String code, String cause, List<String> warnings) {
        return new CompiledBackend(
                unusable(key, code, cause),
                List.of(new Verdict(ACCEPTED, false, dialect.refusedReason(), REFUSED + cause)),
                warnings);
    }

    /** A backend that a bug of ours keeps from serving. */
    CompiledBackend broken(ObjectKey key, BackendDialect dialect, String cause) {
        return invalid(key, dialect, "internal_error", cause, List.of());
    }

    /** A backend in the place of one that cannot serve. */
    private Backend.Unusable unusable(ObjectKey key, String code, String cause) {
        ErrorKind kind = code.equals(NOT_INSTALLED) ? ErrorKind.UNAVAILABLE : ErrorKind.CONFIGURATION;
        LlmError error = LlmError.of(kind, code, key + " cannot serve: " + cause);
        return new Backend.Unusable(key, id(key, fingerprint.of(key, error)), error);
    }

    private static String id(ObjectKey key, String hash) {
        return "backend/" + key.qualifiedName() + "@" + hash;
    }
}
