package io.camelid.config.internal.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.camelid.config.Condition;
import io.camelid.config.internal.FakeProvider;
import io.camelid.config.internal.Manifests;
import io.camelid.config.snapshot.Backend;
import io.camelid.config.snapshot.Filter;
import io.camelid.config.snapshot.OriginPattern;
import io.camelid.config.snapshot.RouteRule;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Mirrors and CORS as manifests have them, and filters that are refused. */
class RouteFiltersTest {
    private static final String OBJECTS =
            """
            apiVersion: gateway.kgateway.dev/v1alpha1
            kind: Backend
            metadata: {name: openai, namespace: %1$s}
            spec: {type: AI, ai: {llm: {openai: {}}}}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: shadow, namespace: %1$s}
            spec: {ports: [{port: 80}]}
            ---
            """;
    private static final String MAIN = "backendRefs: [{name: openai, group: gateway.kgateway.dev, kind: Backend}]";

    private static Manifests compile(String rule, String more) {
        return Manifests.compile(
                OBJECTS.formatted("ns") + more
                        + "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: r, namespace: ns}\n"
                        + "spec: {parentRefs: [{name: gw}], rules: [" + rule + "]}\n---\n",
                FakeProvider.openai());
    }

    private static RouteRule only(Manifests compiled) {
        assertEquals(
                1, compiled.snapshot().rules().size(), () -> compiled.problems().toString());
        return compiled.snapshot().rules().values().iterator().next();
    }

    private static String mirror(String spec) {
        return "{type: RequestMirror, requestMirror: " + spec + "}";
    }

    private static Condition condition(Manifests compiled, String type) {
        return compiled.condition("HTTPRoute", "ns", "r", type);
    }

    @Test
    void mirrorsAreRulesOfTheirOwnOnRulesAndBackends() {
        RouteRule rule = only(compile(
                """
                {filters: [
                   {type: RequestMirror, requestMirror: {backendRef: {name: shadow, port: 80}}},
                   {type: RequestMirror, requestMirror: {percent: 42, backendRef: {group: gateway.kgateway.dev, kind: Backend, name: openai}}}],
                 timeouts: {request: 10s},
                 backendRefs: [{name: shadow, port: 80, filters: [
                   {type: RequestMirror, requestMirror: {fraction: {numerator: 1, denominator: 1000}, backendRef: {name: shadow, port: 80}}}]}]}""",
                ""));
        List<Filter.Mirror> mirrors =
                rule.filters().stream().map(Filter.Mirror.class::cast).toList();
        assertEquals(
                List.of(100, 42), mirrors.stream().map(Filter.Mirror::numerator).toList());
        assertTrue(mirrors.get(0).rule().backends().get(0).backend() instanceof Backend.Static);
        assertTrue(mirrors.get(1).rule().backends().get(0).backend() instanceof Backend.Llm);
        Filter.Mirror single = (Filter.Mirror) rule.backends().get(0).filters().get(0);
        assertEquals(1, single.numerator());
        assertEquals(1000, single.denominator());
        assertEquals(List.of(mirrors.get(0).rule(), mirrors.get(1).rule(), single.rule()), rule.mirrors());
        assertEquals(3, rule.mirrors().stream().map(RouteRule::id).distinct().count());
        for (RouteRule copied : rule.mirrors()) {
            assertTrue(copied.filters().isEmpty());
            assertEquals(rule.route(), copied.route());
            assertEquals(Optional.of(Duration.ofSeconds(10)), copied.timeouts().request());
        }
    }

    @Test
    void aMirrorAlwaysEnds() {
        for (String timeouts : List.of("{}", "{request: 0s}")) {
            RouteRule rule = only(compile(
                    "{filters: [" + mirror("{backendRef: {name: shadow, port: 80}}") + "], timeouts: " + timeouts + ", "
                            + MAIN + "}",
                    ""));
            assertEquals(
                    Optional.of(Duration.ofMinutes(5)),
                    rule.mirrors().get(0).timeouts().request());
        }
    }

    @Test
    void theSharesOfMirrorsTellRulesApart() {
        String filters = "{filters: [%s], " + MAIN + "}";
        String all = only(compile(filters.formatted(mirror("{backendRef: {name: shadow, port: 80}}")), ""))
                .id();
        String half = only(compile(
                        filters.formatted(mirror("{percent: 50, backendRef: {name: shadow, port: 80}}")), ""))
                .id();
        String same = only(compile(
                        filters.formatted(mirror("{percent: 100, backendRef: {name: shadow, port: 80}}")), ""))
                .id();
        assertNotEquals(all, half);
        assertEquals(all, same);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{backendRef: {name: nowhere, port: 80}}                 | BackendNotFound  | nowhere",
                "{backendRef: {name: shadow, port: 81}}                  | BackendNotFound  | has no port 81",
                "{backendRef: {name: shadow}}                            | UnsupportedValue | Must have port for Service reference",
                "{backendRef: {name: shadow, namespace: far, port: 80}}  | RefNotPermitted  | missing a ReferenceGrant?",
                "{backendRef: {name: x, kind: InferencePool, group: inference.networking.k8s.io}} | InvalidKind | InferencePool",
            })
    void aMirrorThatLeadsNowhereIsLeftOutAndTheRouteServes(String spec, String reason, String message) {
        Manifests compiled = compile("{filters: [" + mirror(spec) + "], " + MAIN + "}", OBJECTS.formatted("far"));
        assertTrue(condition(compiled, "Accepted").status());
        Condition resolved = condition(compiled, "ResolvedRefs");
        assertFalse(resolved.status());
        assertEquals(reason, resolved.reason());
        assertTrue(resolved.message().contains(message), resolved::toString);
        assertEquals(List.of(), only(compiled).mirrors());
    }

    @Test
    void aGrantOpensOtherNamespacesToMirrors() {
        Manifests compiled = compile(
                "{filters: [" + mirror("{backendRef: {name: shadow, namespace: far, port: 80}}") + "], " + MAIN + "}",
                OBJECTS.formatted("far")
                        + """
                        apiVersion: gateway.networking.k8s.io/v1beta1
                        kind: ReferenceGrant
                        metadata: {name: g, namespace: far}
                        spec:
                          from: [{group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: ns}]
                          to: [{group: "", kind: Service}]
                        ---
                        """);
        assertTrue(condition(compiled, "ResolvedRefs").status());
        assertEquals(1, only(compiled).mirrors().size());
    }

    @Test
    void corsIsReadWithItsDefaults() {
        RouteRule rule = only(compile(
                """
                {filters: [{type: CORS, cors: {allowOrigins: ['https://a.test', 'https://*.b.test:8443'], allowCredentials: true,
                   allowMethods: [GET, PUT], allowHeaders: [X-A], exposeHeaders: ['*'], maxAge: 3600}}],
                 backendRefs: [{name: shadow, port: 80, filters: [{type: CORS, cors: {}}]}]}""",
                ""));
        assertEquals(
                List.of(new Filter.Cors(
                        List.of(new OriginPattern("https://a.test"), new OriginPattern("https://*.b.test:8443")),
                        true,
                        List.of("GET", "PUT"),
                        List.of("X-A"),
                        List.of("*"),
                        3600)),
                rule.filters());
        assertEquals(
                List.of(new Filter.Cors(List.of(), false, List.of(), List.of(), List.of(), 5)),
                rule.backends().get(0).filters());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{type: CORS, cors: {allowOrigins: [a.test]}}                  | UnsupportedValue    | is not allowed",
                "{type: CORS, cors: {allowOrigins: ['https://a.*.test']}}      | UnsupportedValue    | is not allowed",
                "{type: CORS, cors: {allowOrigins: ['*', 'https://a.test']}}   | UnsupportedValue    | AllowOrigins cannot contain '*' alongside other origins",
                "{type: CORS, cors: {allowMethods: ['*', GET]}}                | UnsupportedValue    | AllowMethods cannot contain '*' alongside other methods",
                "{type: CORS, cors: {allowMethods: [get]}}                     | UnsupportedValue    | is not allowed",
                "{type: CORS, cors: {allowHeaders: ['a b']}}                   | UnsupportedValue    | is not allowed",
                "{type: CORS, cors: {maxAge: 0}}                               | UnsupportedValue    | must be a whole number from 1",
                "{type: CORS}                                                  | UnsupportedValue    | cors: must be specified",
                "'{type: CORS, cors: {}}, {type: CORS, cors: {}}'              | IncompatibleFilters | CORS filter cannot be repeated",
                "{type: RequestMirror, requestMirror: {percent: 101, backendRef: {name: shadow, port: 80}}} | UnsupportedValue | must be a whole number from 0 to 100",
                "{type: RequestMirror, requestMirror: {percent: 1, fraction: {numerator: 1}, backendRef: {name: shadow, port: 80}}} | UnsupportedValue | Only one of percent or fraction",
                "{type: RequestMirror, requestMirror: {fraction: {numerator: 101}, backendRef: {name: shadow, port: 80}}} | UnsupportedValue | numerator must be less than or equal to denominator",
                "{type: RequestMirror, requestMirror: {fraction: {denominator: 5}, backendRef: {name: shadow, port: 80}}} | UnsupportedValue | numerator: is required",
                "{type: ExternalAuth, externalAuth: {protocol: HTTP}}          | UnsupportedValue    | filter type ExternalAuth is not supported",
                "{type: RequestHeaderModifier, requestHeaderModifier: {set: [{name: A, value: x}], remove: [a]}} | UnsupportedValue | only one action for the header a is permitted",
                "{type: ResponseHeaderModifier, responseHeaderModifier: {set: [{name: Content-Length, value: '1'}]}} | UnsupportedValue | is the gateway's own to write",
            })
    void whatIsWrongRefusesTheRoute(String filter, String reason, String message) {
        for (String rule : List.of(
                "{filters: [" + filter + "], " + MAIN + "}",
                "{backendRefs: [{name: shadow, port: 80, filters: [" + filter + "]}]}")) {
            Condition accepted = condition(compile(rule, ""), "Accepted");
            assertFalse(accepted.status());
            assertEquals(reason, accepted.reason(), accepted::toString);
            assertTrue(accepted.message().contains(message), accepted::toString);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "*, https://x.test, true",
        "*, null, true",
        "https://a.test, https://a.test, true",
        "https://a.test, HTTPS://A.test, true",
        "https://a.test, https://a.test:443, true",
        "https://a.test, https://a.test:444, false",
        "https://a.test, http://a.test, false",
        "http://a.test:8080, http://a.test:8080, true",
        "https://*.a.test, https://x.a.test, true",
        "https://*.a.test, https://y.x.a.test, true",
        "https://*.a.test, https://a.test, false",
        "https://*.a.test, https://.a.test, false",
        "https://*.a.test, https://xa.test, false",
        "https://*.a.test, https://evil.test/x.a.test, false",
        "https://*.a.test, https://x.a.test.evil.test, false",
        "https://*.a.test:8443, https://x.a.test:8443, true",
        "https://*.a.test:8443, https://x.a.test, false",
        "https://*, https://anything.test, true",
        "https://*, https://anything.test:444, false",
        "https://*:444, https://anything.test:444, true",
        "https://*, http://anything.test, false",
        "https://a.test, null, false",
        "https://*, null, false",
    })
    void originsFitPatterns(String pattern, String origin, boolean fits) {
        assertEquals(fits, new OriginPattern(pattern).matches(String.valueOf(origin)));
    }
}
