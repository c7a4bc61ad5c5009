package io.camelid.config.internal.gateway;

import io.camelid.config.KubernetesObject;
import io.camelid.config.internal.read.Findings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What an HTTPRoute says, and what of it is wrong whatever else there is.
 *
 * @param refused why nothing of it can be used
 * @param dropped of rules that are wrong, while others serve
 */
record RouteReading(RouteSpec spec, List<String> warnings, Optional<Flaw> refused, Optional<String> dropped) {
    static RouteReading of(KubernetesObject route) {
        Findings findings = new Findings();
        Findings incompatible = new Findings();
        RouteSpec spec = new RouteReader(route.key().namespace(), incompatible).read(route, findings);
        Findings broken = new Findings();
        spec.rules().forEach(rule -> broken.add(rule.findings()));
        List<String> warnings = new ArrayList<>(findings.warnings());
        warnings.addAll(broken.warnings());
        if (broken.isRefused()
                && spec.rules().stream().allMatch(rule -> rule.findings().isRefused())) {
            findings.add(broken);
        }
        Optional<Flaw> refused = refused(findings, incompatible);
        Optional<String> dropped = broken.isRefused() && refused.isEmpty()
                ? Optional.of("Dropped Rule, whose requests are answered 500: " + broken.errorText())
                : Optional.empty();
        return new RouteReading(spec, List.copyOf(warnings), refused, dropped);
    }

    private static Optional<Flaw> refused(Findings findings, Findings incompatible) {
        if (incompatible.isRefused()) {
            return Optional.of(new Flaw("IncompatibleFilters", incompatible.errorText()));
        }
        return findings.isRefused()
                ? Optional.of(new Flaw("UnsupportedValue", findings.errorText()))
                : Optional.empty();
    }
}
