package io.camelid.config.internal.gateway;

import io.camelid.config.ObjectKey;
import io.camelid.config.internal.gateway.BackendReferences.Resolution;
import io.camelid.config.internal.gateway.RouteSpec.FilterSpec;
import io.camelid.config.internal.gateway.RouteSpec.ReferentSpec;
import io.camelid.config.internal.gateway.RouteSpec.RuleSpec;
import io.camelid.config.internal.identity.Fingerprint;
import io.camelid.config.snapshot.Backend;
import io.camelid.config.snapshot.BackendRef;
import io.camelid.config.snapshot.Filter;
import io.camelid.config.snapshot.RouteRule;
import io.camelid.config.snapshot.Timeouts;
import io.camelid.spi.ErrorKind;
import io.camelid.spi.LlmError;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes one rule, whose id is derived from what it holds. For one rule. */
final class RuleCompiler {
    /** Nobody waits for the answer to a copy, so that somebody must end it. */
    private static final Duration LONGEST_MIRROR = Duration.ofMinutes(5);

    private final Map<ReferentSpec, Resolution> resolutions;
    private final Fingerprint fingerprint;
    private final ObjectKey route;
    private final int index;
    private final RuleSpec spec;
    private int mirrors;

    /**
     * @param resolutions of all references in the rule, unless it is wrong
     * @param index of the rule in its route
     */
    RuleCompiler(
            Map<ReferentSpec, Resolution> resolutions,
            Fingerprint fingerprint,
            ObjectKey route,
            int index,
            RuleSpec spec) {
        this.resolutions = resolutions;
        this.fingerprint = fingerprint;
        this.route = route;
        this.index = index;
        this.spec = spec;
    }

    RouteRule rule() {
        return spec.findings().isRefused() ? dropped() : serving();
    }

    private RouteRule serving() {
        List<Filter> filters = filters(spec.filters());
        List<BackendRef> backends = spec.refs().stream()
                .map(reference -> new BackendRef(
                        reference.weight(),
                        resolutions.get(reference.target()).backend(),
                        filters(reference.filters())))
                .toList();
        String hash = fingerprint.of(
                contents(filters),
                spec.timeouts(),
                spec.retry(),
                backends.stream()
                        .map(backend ->
                                List.of(backend.weight(), backend.backend().id(), contents(backend.filters())))
                        .toList());
        return new RouteRule(id(hash), route, index, filters, backends, spec.timeouts(), spec.retry());
    }

    /** In the place of a rule that is wrong: what it matches must not fall to another rule. */
    private RouteRule dropped() {
        LlmError error = LlmError.of(
                ErrorKind.CONFIGURATION,
                "rule_invalid",
                route + " rule " + index + " is not valid: " + spec.findings().errorText());
        String hash = fingerprint.of(route, error);
        Backend backend = new Backend.Unusable(route, "backend/" + route.qualifiedName() + "@" + hash, error);
        List<BackendRef> only = List.of(new BackendRef(1, backend, List.of()));
        return new RouteRule(id(hash), route, index, List.of(), only, Timeouts.DEFAULT);
    }

    private String id(String hash) {
        return "rule/" + route.qualifiedName() + "/" + index + "@" + hash;
    }

    private List<Filter> filters(List<FilterSpec> specs) {
        List<Filter> filters = new ArrayList<>();
        for (FilterSpec filter : specs) {
            if (filter instanceof FilterSpec.Plain plain) {
                filters.add(plain.filter());
            } else if (filter instanceof FilterSpec.Mirror mirror) {
                mirror(mirror).ifPresent(filters::add);
            }
        }
        return filters;
    }

    /** A mirror that leads nowhere is left out: it is no reason to refuse the requests themselves. */
    private Optional<Filter> mirror(FilterSpec.Mirror mirror) {
        Resolution resolution = resolutions.get(mirror.target());
        return resolution.flaw().isEmpty()
                ? Optional.of(
                        new Filter.Mirror(mirrorRule(resolution.backend()), mirror.numerator(), mirror.denominator()))
                : Optional.empty();
    }

    private RouteRule mirrorRule(Backend backend) {
        Duration limit =
                spec.timeouts().request().filter(given -> !given.isZero()).orElse(LONGEST_MIRROR);
        Timeouts timeouts = new Timeouts(Optional.of(limit), spec.timeouts().backendRequest());
        String id = "mirror/" + route.qualifiedName() + "/" + index + "/" + mirrors++ + "@"
                + fingerprint.of(backend.id(), timeouts);
        return new RouteRule(id, route, index, List.of(), List.of(new BackendRef(1, backend, List.of())), timeouts);
    }

    /** What filters hold, as far as it tells them apart. */
    private static List<Object> contents(List<Filter> filters) {
        List<Object> contents = new ArrayList<>();
        for (Filter filter : filters) {
            contents.add(
                    filter instanceof Filter.Mirror mirror
                            ? List.of(mirror.rule().id(), mirror.numerator(), mirror.denominator())
                            : filter);
        }
        return contents;
    }
}
