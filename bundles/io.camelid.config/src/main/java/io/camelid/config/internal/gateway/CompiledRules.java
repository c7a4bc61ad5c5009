package io.camelid.config.internal.gateway;

import io.camelid.config.ObjectKey;
import io.camelid.config.internal.gateway.BackendReferences.Resolution;
import io.camelid.config.internal.gateway.RouteSpec.ReferentSpec;
import io.camelid.config.internal.gateway.RouteSpec.RuleSpec;
import io.camelid.config.internal.identity.Fingerprint;
import io.camelid.config.snapshot.RouteRule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The rules of one route.
 *
 * @param resolutions of the references in them, in their order
 */
record CompiledRules(Map<ReferentSpec, Resolution> resolutions, List<RouteRule> rules) {
    static final CompiledRules NONE = new CompiledRules(Map.of(), List.of());

    /** Finds out where the references of rules lead that are fit to serve. */
    static Map<ReferentSpec, Resolution> resolve(BackendReferences references, ObjectKey route, List<RuleSpec> specs) {
        Map<ReferentSpec, Resolution> resolutions = new LinkedHashMap<>();
        for (RuleSpec spec : specs) {
            if (!spec.findings().isRefused()) {
                spec.referents()
                        .forEach(referent ->
                                resolutions.computeIfAbsent(referent, some -> references.resolve(route, some)));
            }
        }
        return resolutions;
    }

    static CompiledRules of(
            Map<ReferentSpec, Resolution> resolutions, Fingerprint fingerprint, ObjectKey route, List<RuleSpec> specs) {
        List<RouteRule> rules = new ArrayList<>();
        for (int index = 0; index < specs.size(); index++) {
            rules.add(new RuleCompiler(resolutions, fingerprint, route, index, specs.get(index)).rule());
        }
        return new CompiledRules(resolutions, List.copyOf(rules));
    }

    /** What is wrong with the references. */
    List<Flaw> unresolved() {
        return resolutions.values().stream()
                .flatMap(resolution -> resolution.flaw().stream())
                .toList();
    }
}
