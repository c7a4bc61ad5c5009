package io.camelid.config.internal.gateway;

import io.camelid.config.KubernetesObject;
import io.camelid.config.ObjectKey;
import io.camelid.config.internal.gateway.RouteSpec.FilterSpec;
import io.camelid.config.internal.gateway.RouteSpec.ParentRef;
import io.camelid.config.internal.gateway.RouteSpec.RefSpec;
import io.camelid.config.internal.gateway.RouteSpec.ReferentSpec;
import io.camelid.config.internal.gateway.RouteSpec.RuleSpec;
import io.camelid.config.internal.match.Match;
import io.camelid.config.internal.match.PathMatch;
import io.camelid.config.internal.read.Durations;
import io.camelid.config.internal.read.Fields;
import io.camelid.config.internal.read.Findings;
import io.camelid.config.internal.traffic.Annotations;
import io.camelid.config.snapshot.Filter;
import io.camelid.config.snapshot.Retry;
import io.camelid.config.snapshot.Timeouts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads one HTTPRoute. */
final class RouteReader {
    private static final int HEAVIEST = 1_000_000;
    private static final int LONGEST_NAME = 253;
    /** Of most lists in an HTTPRoute. */
    private static final int MOST = 16;

    private static final int MOST_RETRIES = 255;

    private final String namespace;
    private final FilterReader filters;

    RouteReader(String namespace, Findings incompatible) {
        this.namespace = namespace;
        this.filters = new FilterReader(namespace, incompatible);
    }

    RouteSpec read(KubernetesObject route, Findings findings) {
        Fields spec = Fields.of(route.content().get("spec"), "spec", findings);
        List<ParentRef> parents =
                spec.objects("parentRefs").stream().map(this::parent).toList();
        if (parents.stream().map(ParentRef::shown).distinct().count() < parents.size()) {
            spec.warn("parentRefs", "names the same parent twice");
        }
        List<String> hostnames = new ArrayList<>();
        for (String hostname : spec.texts("hostnames")) {
            Hostnames.checked(spec, "hostnames", hostname).ifPresent(hostnames::add);
        }
        Annotations annotations = new Annotations(route, findings);
        Timeouts annotated = annotations.timeouts();
        annotations.warnOfUnread();
        List<RuleSpec> rules = new ArrayList<>();
        // The CRD's own default is a rule that matches everything.
        for (Object rule : spec.has("rules") ? spec.values("rules") : List.of(Map.of())) {
            rules.add(rule(rule, "spec.rules[" + rules.size() + "]", annotated));
        }
        spec.expectAtMost("parentRefs", 32);
        spec.expectAtMost("hostnames", MOST);
        spec.expectAtMost("rules", MOST);
        spec.withoutEffect("useDefaultGateways");
        spec.warnOfUnread();
        if (parents.isEmpty()) {
            spec.warn("parentRefs", "names no Gateway, so the route has no effect");
        }
        return new RouteSpec(parents, hostnames, rules);
    }

    private ParentRef parent(Fields reference) {
        Map<String, Object> shown = new LinkedHashMap<>();
        String group = reference.text("group").orElse(GatewayApi.GROUP);
        String kind = reference.text("kind").orElse(GatewayApi.GATEWAY);
        String name = reference.requiredText("name");
        Optional<String> given = reference.text("namespace");
        Optional<String> sectionName = reference.text("sectionName");
        Optional<Integer> port = reference.integer("port", 1, 65535);
        reference.warnOfUnread();
        shown.put("group", group);
        shown.put("kind", kind);
        given.ifPresent(some -> shown.put("namespace", some));
        shown.put("name", name);
        sectionName.ifPresent(some -> shown.put("sectionName", some));
        port.ifPresent(some -> shown.put("port", some));
        return new ParentRef(new ObjectKey(group, kind, given.orElse(namespace), name), sectionName, port, shown);
    }

    /**
     * @param annotated where the rule does not set them
     */
    private RuleSpec rule(Object item, String path, Timeouts annotated) {
        Findings findings = new Findings();
        Fields rule = Fields.of(item, path, findings);
        List<Match> matches = matches(rule, findings);
        boolean onlyPrefixes = matches.stream().allMatch(match -> match.path() instanceof PathMatch.Prefix);
        List<FilterSpec> ruleFilters = filters.read(rule, onlyPrefixes);
        List<RefSpec> refs = rule.objects("backendRefs").stream()
                .map(reference -> reference(reference, onlyPrefixes))
                .toList();
        if (!refs.isEmpty() && ruleFilters.stream().anyMatch(RouteReader::isRedirect)) {
            rule.refuse("RequestRedirect filter must not be used together with backendRefs");
        }
        Timeouts timeouts = timeouts(rule.objectOrNone("timeouts"));
        rule.text("name", LONGEST_NAME);
        rule.expectAtMost("matches", 64);
        rule.expectAtMost("filters", MOST);
        rule.expectAtMost("backendRefs", MOST);
        Optional<Retry> retry = rule.object("retry").map(RouteReader::retry);
        rule.withoutEffect("sessionPersistence");
        rule.warnOfUnread();
        return new RuleSpec(findings, matches, ruleFilters, refs, timeouts.over(annotated), retry);
    }

    /** One that is wrong is left out, so that it cannot match what it should not. */
    private static List<Match> matches(Fields rule, Findings findings) {
        List<?> items = rule.values("matches");
        if (items.isEmpty()) {
            return List.of(Match.ANYTHING);
        }
        List<Match> matches = new ArrayList<>();
        for (int index = 0; index < items.size(); index++) {
            Findings own = new Findings();
            Match match = MatchReader.read(Fields.of(items.get(index), rule.path() + ".matches[" + index + "]", own));
            if (!own.isRefused()) {
                matches.add(match);
            }
            findings.add(own);
        }
        return matches;
    }

    private RefSpec reference(Fields reference, boolean onlyPrefixes) {
        ReferentSpec target = referent(reference, namespace);
        int weight = reference.integer("weight", 0, HEAVIEST).orElse(1);
        List<FilterSpec> own = filters.read(reference, onlyPrefixes);
        reference.warnOfUnread();
        return new RefSpec(target, weight, own);
    }

    /** @param namespace of the route */
    static ReferentSpec referent(Fields reference, String namespace) {
        ObjectKey key = new ObjectKey(
                reference.text("group").orElse(""),
                reference.text("kind").orElse("Service"),
                reference.text("namespace").orElse(namespace),
                reference.requiredText("name"));
        return new ReferentSpec(key, reference.integer("port", 1, 65535));
    }

    private static boolean isRedirect(FilterSpec filter) {
        return filter instanceof FilterSpec.Plain plain && plain.filter() instanceof Filter.Redirect;
    }

    private static Retry retry(Fields retry) {
        Optional<Integer> attempts = retry.integer("attempts", 0, MOST_RETRIES);
        Optional<Duration> backoff = Durations.read(retry, "backoff");
        Set<Integer> codes = retry.integers("codes", 400, 599);
        retry.warnOfUnread();
        return new Retry(attempts, codes, backoff);
    }

    private static Timeouts timeouts(Fields timeouts) {
        Optional<Duration> request = Durations.read(timeouts, "request");
        Optional<Duration> backendRequest = Durations.read(timeouts, "backendRequest");
        timeouts.warnOfUnread();
        if (request.isPresent()
                && !request.get().isZero()
                && backendRequest.isPresent()
                && backendRequest.get().compareTo(request.get()) > 0) {
            timeouts.refuse("backendRequest timeout cannot be longer than request timeout");
        }
        return new Timeouts(request, backendRequest);
    }
}
