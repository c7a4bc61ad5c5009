package io.camelid.config.internal.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.camelid.config.Condition;
import io.camelid.config.ObjectKey;
import io.camelid.config.ObjectStatus;
import io.camelid.config.Problem;
import io.camelid.config.internal.FakeProvider;
import io.camelid.config.internal.Manifests;
import io.camelid.config.snapshot.Backend;
import io.camelid.config.snapshot.Filter;
import io.camelid.config.snapshot.Listener;
import io.camelid.config.snapshot.Retry;
import io.camelid.config.snapshot.RouteRule;
import io.camelid.config.snapshot.Timeouts;
import io.camelid.spi.HeaderField;
import io.camelid.spi.provider.Address;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Gateways, routes, references, filters and their conditions. */
class GatewayApiTest {
    private static final String BACKEND =
            """
            apiVersion: gateway.kgateway.dev/v1alpha1
            kind: Backend
            metadata: {name: openai, namespace: %s}
            spec: {type: AI, ai: {llm: {openai: {}}}}
            ---
            """;

    private static String gateway(String listeners) {
        return "apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {name: gw, namespace: ns, generation: 4}\n"
                + "spec: {gatewayClassName: camelid, listeners: [" + listeners + "]}\n---\n";
    }

    private static String route(String spec) {
        return "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: r, namespace: ns, generation: 5}\n"
                + "spec: " + spec + "\n---\n";
    }

    private static String rule(String rule) {
        return route("{parentRefs: [{name: gw}], rules: [" + rule + "]}");
    }

    private static Manifests compile(String... documents) {
        return Manifests.compile(String.join("", documents), FakeProvider.openai());
    }

    private static Condition condition(Manifests manifests, String type) {
        return manifests.condition("HTTPRoute", "ns", "r", type);
    }

    private static void assertCondition(
            Manifests manifests, String type, boolean status, String reason, String message) {
        Condition condition = condition(manifests, type);
        assertEquals(status, condition.status(), condition::toString);
        assertEquals(reason, condition.reason(), condition::toString);
        assertTrue(condition.message().contains(message), condition::toString);
        assertEquals(5, condition.observedGeneration());
    }

    private static RouteRule only(Manifests manifests) {
        assertEquals(1, manifests.snapshot().rules().size(), () -> manifests
                .problems()
                .toString());
        return manifests.snapshot().rules().values().iterator().next();
    }

    @Test
    void explicitGatewayOpensItsOwnPortsOnly() {
        Manifests compiled = compile(
                gateway(
                        "{name: a, port: 9000, protocol: HTTP}, {name: b, port: 9001, protocol: HTTP, hostname: x.test}"),
                rule("{}"));
        assertEquals(
                List.of(9000, 9001),
                compiled.snapshot().listeners().stream().map(Listener::port).toList());
        Map<String, Object> status = compiled.status("Gateway", "ns", "gw").status();
        for (Object listener : (List<?>) status.get("listeners")) {
            assertEquals(1, ((Map<?, ?>) listener).get("attachedRoutes"));
        }
        assertCondition(compiled, "Accepted", true, "Accepted", "");
        assertCondition(compiled, "ResolvedRefs", true, "ResolvedRefs", "");
        Map<?, ?> parent = (Map<?, ?>)
                ((List<?>) compiled.status("HTTPRoute", "ns", "r").status().get("parents")).get(0);
        assertEquals("camelid.io/gateway-controller", parent.get("controllerName"));
        assertEquals(
                Map.of("group", "gateway.networking.k8s.io", "kind", "Gateway", "name", "gw"), parent.get("parentRef"));
    }

    @Test
    void impliedGatewaysAreTheOnesThatRoutesName() {
        Manifests compiled = compile(
                rule("{}"),
                route("{parentRefs: [{name: agentgateway}, {name: other, namespace: infra}]}")
                        .replace("name: r,", "name: r2,"));
        assertEquals(
                List.of("Gateway infra/other", "Gateway ns/agentgateway", "Gateway ns/gw"),
                compiled.objects().stream()
                        .filter(key -> key.kind().equals("Gateway"))
                        .map(ObjectKey::toString)
                        .toList());
        assertTrue(compiled.snapshot().listeners().stream().allMatch(listener -> listener.port() == 8080));
        assertTrue(compiled.match("any", "GET", "/").isPresent());
        assertEquals(
                "Gateway default/agentgateway",
                compile("").objects().iterator().next().toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{name: nowhere}                           | NoMatchingParent          | Gateway ns/nowhere not found",
                "{name: gw, namespace: elsewhere}          | NoMatchingParent          | Gateway elsewhere/gw not found",
                "{name: gw, sectionName: z}                | NoMatchingParent          | Gateway ns/gw has no listener z",
                "{name: gw, port: 1}                       | NoMatchingParent          | has no listener on port 1",
                "{name: gw, sectionName: closed}           | NotAllowedByListeners     | allows HTTPRoutes of namespace ns",
                "{name: gw, sectionName: grpc}             | NotAllowedByListeners     | allows HTTPRoutes of namespace ns",
                "{name: gw, sectionName: x}                | NoMatchingListenerHostname| has a hostname that fits [a.test]",
                "{name: gw, kind: Service, group: ''}      | NoMatchingParent          | Service ns/gw not found",
            })
    void routesThatDoNotAttachSayWhy(String parent, String reason, String message) {
        Manifests compiled = compile(
                gateway("{name: open, port: 80, protocol: HTTP},"
                        + " {name: closed, port: 81, protocol: HTTP, allowedRoutes: {namespaces: {from: None}}},"
                        + " {name: grpc, port: 82, protocol: HTTP, allowedRoutes: {kinds: [{kind: GRPCRoute}]}},"
                        + " {name: x, port: 83, protocol: HTTP, hostname: x.test}"),
                route("{parentRefs: [" + parent + "], hostnames: [a.test], rules: [{}]}"));
        assertCondition(compiled, "Accepted", false, reason, message);
        assertEquals(Map.of(), compiled.snapshot().rules());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{from: Same}                                            | false",
                "{from: All}                                             | true",
                "{from: Selector, selector: {matchLabels: {team: a}}}    | true",
                "{from: Selector, selector: {matchLabels: {team: b}}}    | false",
                "{from: Selector, selector: {matchExpressions: [{key: team, operator: In, values: [a, b]}]}} | true",
                "{from: Selector, selector: {matchExpressions: [{key: team, operator: NotIn, values: [a]}]}} | false",
                "{from: Selector, selector: {matchExpressions: [{key: team, operator: DoesNotExist}]}} | false",
                "{from: Selector, selector: {matchLabels: {kubernetes.io/metadata.name: ns}}} | true",
            })
    void listenersChooseNamespaces(String namespaces, boolean accepted) {
        String gateway = gateway("{name: a, port: 80, protocol: HTTP, allowedRoutes: {namespaces: " + namespaces + "}}")
                .replace("namespace: ns", "namespace: infra");
        Manifests compiled = compile(
                gateway,
                "apiVersion: v1\nkind: Namespace\nmetadata: {name: ns, labels: {team: a}}\n---\n",
                route("{parentRefs: [{name: gw, namespace: infra}], rules: [{}]}"));
        assertEquals(accepted, condition(compiled, "Accepted").status());
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "-, -, anything, true",
                "a.test, -, a.test, true",
                "a.test, -, b.test, false",
                "*.test, a.test, a.test, true",
                "*.test, a.test, b.test, false",
                "a.test, *.test, a.test, true",
                "a.test, *.test, b.test, false",
                "*.b.test, *.test, a.b.test, true",
                "*.b.test, *.test, a.test, false",
                "A.Test, a.TEST, a.test, true",
            })
    void hostnamesOfListenerAndRouteMeet(String listener, String route, String host, boolean matches) {
        Manifests compiled = compile(
                gateway("{name: a, port: 8080, protocol: HTTP"
                        + (listener == null ? "" : ", hostname: '" + listener + "'") + "}"),
                route("{parentRefs: [{name: gw}], rules: [{}]" + (route == null ? "" : ", hostnames: ['" + route + "']")
                        + "}"));
        assertTrue(condition(compiled, "Accepted").status());
        assertEquals(matches, compiled.match(host, "GET", "/").isPresent());
    }

    @Test
    void requestsBelongToTheMostSpecificListenerOnly() {
        Manifests compiled = compile(
                gateway(
                        "{name: any, port: 8080, protocol: HTTP}, {name: a, port: 8080, protocol: HTTP, hostname: a.test}"),
                route("{parentRefs: [{name: gw, sectionName: any}], rules: [{}]}"));
        assertTrue(compiled.match("b.test", "GET", "/").isPresent());
        assertFalse(compiled.match("a.test", "GET", "/").isPresent());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{name: a, port: 80, protocol: TCP}                        | Accepted     | UnsupportedProtocol",
                "{name: a, port: 80, protocol: HTTP, hostname: 'a b'}      | Accepted     | UnsupportedValue",
                "{name: a, port: 0, protocol: HTTP}                        | Accepted     | UnsupportedValue",
                "{name: a, port: 80, protocol: HTTPS}                      | Accepted     | UnsupportedValue",
                "{name: a, port: 80, protocol: HTTPS, tls: {certificateRefs: [{name: none}]}} | ResolvedRefs | InvalidCertificateRef",
                "{name: a, port: 80, protocol: HTTPS, tls: {certificateRefs: [{name: bad}]}}  | ResolvedRefs | InvalidCertificateRef",
                "{name: a, port: 80, protocol: HTTPS, tls: {certificateRefs: [{name: x, namespace: other}]}} | ResolvedRefs | RefNotPermitted",
                "{name: a, port: 80, protocol: HTTP, allowedRoutes: {kinds: [{kind: Foo}, {kind: HTTPRoute}]}} | ResolvedRefs | InvalidRouteKinds",
            })
    void badListenersSayWhyAndTheOthersServe(String listener, String type, String reason) {
        Manifests compiled = compile(
                gateway(listener + ", {name: good, port: 8080, protocol: HTTP}"),
                "apiVersion: v1\nkind: Secret\nmetadata: {name: bad, namespace: ns}\nstringData: {tls.crt: x, tls.key: y}\n---\n",
                rule("{}"));
        ObjectStatus status = compiled.status("Gateway", "ns", "gw");
        assertTrue(
                status.conditions().stream()
                        .anyMatch(condition -> condition.type().equals(type)
                                && !condition.status()
                                && condition.reason().equals(reason)
                                && condition.observedGeneration() == 4),
                () -> status.conditions().toString());
        assertFalse(status.isGood());
        assertTrue(compiled.match("x", "GET", "/").isPresent());
    }

    @ParameterizedTest
    @CsvSource({"example.com, false", "gateway.kgateway.dev, true", "agentgateway.dev, true"})
    void parametersThatCannotBeHadRefuseTheGateway(String group, boolean accepted) {
        String plain = gateway("{name: a, port: 8080, protocol: HTTP}");
        String parameters =
                "infrastructure: {parametersRef: {group: " + group + ", kind: Parameters, name: p}}, listeners:";
        Manifests compiled = compile(plain.replace("listeners:", parameters), rule("{}"));
        List<String> reasons = compiled.status("Gateway", "ns", "gw").conditions().stream()
                .map(Condition::reason)
                .toList();
        assertEquals(accepted, !reasons.contains("InvalidParameters"), reasons::toString);
        assertEquals(accepted, compiled.match("x", "GET", "/").isPresent());
    }

    @Test
    void gatewaysShareAPort() {
        String second = gateway("{name: a, port: 8080, protocol: HTTP}").replace("name: gw", "name: gw2");
        Manifests compiled = compile(
                gateway("{name: a, port: 8080, protocol: HTTP}"),
                second,
                rule("{matches: [{path: {value: /one}}]}"),
                route("{parentRefs: [{name: gw2}], rules: [{matches: [{path: {value: /two}}]}]}")
                        .replace("name: r,", "name: r2,"));
        assertEquals(
                "gw",
                compiled.match("x", "GET", "/one")
                        .orElseThrow()
                        .listener()
                        .gateway()
                        .name());
        assertEquals(
                "gw2",
                compiled.match("x", "GET", "/two")
                        .orElseThrow()
                        .listener()
                        .gateway()
                        .name());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{name: none, group: gateway.kgateway.dev, kind: Backend}  | BackendNotFound | Backend ns/none not found      | backend_not_found",
                "{name: none, port: 80}                                    | BackendNotFound | Service ns/none not found      | backend_not_found",
                "{name: svc}                                               | UnsupportedValue| Must have port for Service     | backend_ref_invalid",
                "{name: svc, port: 81}                                     | BackendNotFound | Service ns/svc has no port 81  | backend_not_found",
                "{name: x, kind: InferencePool, group: inference}          | InvalidKind     | kind InferencePool             | backend_ref_invalid",
                "{name: openai, namespace: other, group: gateway.kgateway.dev, kind: Backend} | RefNotPermitted | backendRef other/openai not accessible to a HTTPRoute in namespace \"ns\" (missing a ReferenceGrant?) | backend_not_permitted",
            })
    void referencesThatLeadNowhereKeepTheirShareAndAnswer500(
            String reference, String reason, String message, String code) {
        Manifests compiled = compile(
                BACKEND.formatted("ns"),
                BACKEND.formatted("other"),
                "apiVersion: v1\nkind: Service\nmetadata: {name: svc, namespace: ns}\nspec: {ports: [{port: 80}]}\n---\n",
                rule("{backendRefs: [{name: openai, group: gateway.kgateway.dev, kind: Backend, weight: 3}, "
                        + reference + "]}"));
        assertCondition(compiled, "Accepted", true, "Accepted", "");
        assertCondition(compiled, "ResolvedRefs", false, reason, message);
        RouteRule rule = only(compiled);
        assertEquals(3, rule.backends().get(0).weight());
        assertInstanceOf(Backend.Llm.class, rule.backends().get(0).backend());
        Backend.Unusable unusable =
                assertInstanceOf(Backend.Unusable.class, rule.backends().get(1).backend());
        assertEquals(500, unusable.error().status());
        assertEquals(code, unusable.error().code());
        assertEquals(1, rule.backends().get(1).weight());
    }

    @Test
    void referenceGrantsOpenNamespaces() {
        String grant =
                """
                apiVersion: gateway.networking.k8s.io/v1beta1
                kind: ReferenceGrant
                metadata: {name: g, namespace: other}
                spec:
                  from: [{group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: %s}]
                  to: [{group: gateway.kgateway.dev, kind: Backend%s}]
                ---
                """;
        String rule =
                rule("{backendRefs: [{name: openai, namespace: other, group: gateway.kgateway.dev, kind: Backend}]}");
        for (String name : List.of("", ", name: openai")) {
            assertTrue(condition(compile(BACKEND.formatted("other"), grant.formatted("ns", name), rule), "ResolvedRefs")
                    .status());
        }
        assertFalse(
                condition(compile(BACKEND.formatted("other"), grant.formatted("ns", ", name: b"), rule), "ResolvedRefs")
                        .status());
        assertFalse(condition(compile(BACKEND.formatted("other"), grant.formatted("ns2", ""), rule), "ResolvedRefs")
                .status());
    }

    @Test
    void servicesAreAddresses() {
        Manifests compiled = compile(
                """
                apiVersion: v1
                kind: Service
                metadata: {name: plain, namespace: ns}
                spec: {ports: [{port: 80}, {port: 8443, appProtocol: https}]}
                ---
                apiVersion: v1
                kind: Service
                metadata: {name: external, namespace: ns}
                spec: {type: ExternalName, externalName: api.example.com}
                ---
                """,
                rule(
                        "{backendRefs: [{name: plain, port: 80}, {name: plain, port: 8443}, {name: external, port: 443}]}"));
        assertEquals(
                List.of(
                        "plain.ns.svc.cluster.local:80 false",
                        "plain.ns.svc.cluster.local:8443 true",
                        "api.example.com:443 true"),
                only(compiled).backends().stream()
                        .map(reference -> {
                            Address address = ((Backend.Static) reference.backend())
                                    .addresses()
                                    .get(0);
                            return address.host() + ":" + address.port() + " "
                                    + address.tls().isPresent();
                        })
                        .toList());
    }

    @Test
    void filtersAndTimeouts() {
        RouteRule rule = only(
                compile(
                        BACKEND.formatted("ns"),
                        rule(
                                """
                {matches: [{path: {value: /a}}],
                 filters: [
                   {type: URLRewrite, urlRewrite: {hostname: Up.Example.com, path: {type: ReplacePrefixMatch, replacePrefixMatch: /b/}}},
                   {type: RequestHeaderModifier, requestHeaderModifier: {set: [{name: A, value: "1"}], add: [{name: B, value: x y}], remove: [C]}},
                   {type: ResponseHeaderModifier, responseHeaderModifier: {remove: [D]}}],
                 backendRefs: [{name: openai, group: gateway.kgateway.dev, kind: Backend,
                   filters: [{type: URLRewrite, urlRewrite: {path: {type: ReplaceFullPath, replaceFullPath: /v1/}}}]}],
                 timeouts: {request: 1m30s, backendRequest: 500ms}}""")));
        assertEquals(
                List.of(
                        new Filter.ReplaceHost("up.example.com"),
                        new Filter.ReplacePrefix("/b"),
                        new Filter.RequestHeaders(
                                List.of(HeaderField.of("A", "1")), List.of(HeaderField.of("B", "x y")), List.of("C")),
                        new Filter.ResponseHeaders(List.of(), List.of(), List.of("D"))),
                rule.filters());
        assertEquals(
                List.of(new Filter.ReplaceFullPath("/v1")),
                rule.backends().get(0).filters());
        assertEquals(
                new Timeouts(Optional.of(Duration.ofSeconds(90)), Optional.of(Duration.ofMillis(500))),
                rule.timeouts());
        Filter redirect = only(compile(
                        rule("{filters: [{type: RequestRedirect, requestRedirect: {scheme: https, port: 8443,"
                                + " statusCode: 301, path: {type: ReplaceFullPath, replaceFullPath: /x}}}]}")))
                .filters()
                .get(0);
        assertEquals(
                new Filter.Redirect(
                        Optional.of("https"),
                        Optional.empty(),
                        Optional.of(8443),
                        Optional.of(new Filter.ReplaceFullPath("/x")),
                        301),
                redirect);
    }

    @Test
    void retriesAreRead() {
        assertEquals(
                Optional.of(new Retry(Optional.of(2), Set.of(429, 503), Optional.of(Duration.ofMillis(250)))),
                only(compile(rule("{retry: {attempts: 2, codes: [503, 429], backoff: 250ms}}")))
                        .retry());
        assertEquals(
                Optional.of(new Retry(Optional.empty(), Set.of(), Optional.empty())),
                only(compile(rule("{retry: {}}"))).retry());
        assertEquals(Optional.empty(), only(compile(rule("{}"))).retry());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{filters: [{type: ExtensionRef, extensionRef: {group: g, kind: K, name: n}}]}       | IncompatibleFilters | unsupported ExtensionRef: g/K",
                "{filters: [{type: RequestMirror, requestMirror: {}}]}                               | UnsupportedValue    | requestMirror.backendRef: is required",
                "{filters: [{type: URLRewrite, urlRewrite: {}}, {type: URLRewrite, urlRewrite: {}}]} | IncompatibleFilters | URLRewrite filter cannot be repeated",
                "{filters: [{type: URLRewrite, urlRewrite: {}}, {type: RequestRedirect, requestRedirect: {}}]} | IncompatibleFilters | cannot be used together",
                "{matches: [{path: {type: Exact, value: /a}}], filters: [{type: URLRewrite, urlRewrite: {path: {type: ReplacePrefixMatch}}}]} | IncompatibleFilters | ReplacePrefixMatch needs matches of type PathPrefix only",
                "{filters: [{type: URLRewrite}]}                                                     | UnsupportedValue    | urlRewrite: must be specified",
                "{filters: [{type: RequestHeaderModifier, requestHeaderModifier: {set: [{name: 'a b', value: x}]}}]} | UnsupportedValue | is no header field",
                "{filters: [{type: RequestHeaderModifier, requestHeaderModifier: {set: [{name: a, value: \"x\\r\\ny: z\"}]}}]} | UnsupportedValue | is no header field",
                "{filters: [{type: RequestRedirect, requestRedirect: {statusCode: 304}}]}            | UnsupportedValue    | must be one of 301",
                "{filters: [{type: RequestRedirect, requestRedirect: {}}], backendRefs: [{name: x}]} | UnsupportedValue    | must not be used together with backendRefs",
                "{matches: [{path: {value: a}}]}                                                     | UnsupportedValue    | value must be an absolute path",
                "{matches: [{path: {value: /a//b}}]}                                                 | UnsupportedValue    | must not contain '//'",
                "{matches: [{path: {value: /a%2Fb}}]}                                                | UnsupportedValue    | must not contain '%2F'",
                "{matches: [{path: {value: /a/..}}]}                                                 | UnsupportedValue    | must not end with '/..'",
                "{matches: [{path: {type: RegularExpression, value: '('}}]}                          | UnsupportedValue    | is no RE2 expression: missing closing )",
                "{matches: [{path: {type: RegularExpression, value: '(?=a)'}}]}                      | UnsupportedValue    | is no RE2 expression",
                "{matches: [{method: FETCH}]}                                                        | UnsupportedValue    | must be one of GET",
                "{matches: [{headers: [{name: 'a b', value: x}]}]}                                   | UnsupportedValue    | is no name of a header field",
                "{matches: [{headers: [{name: a}]}]}                                                 | UnsupportedValue    | headers[0].value: is required",
                "{matches: [{headers: [{name: a, value: '[', type: RegularExpression}]}]}            | UnsupportedValue    | is no RE2 expression",
                "{matches: [{queryParams: [{value: x}]}]}                                            | UnsupportedValue    | queryParams[0].name: is required",
                "{matches: [{path: {type: Glob, value: /a}}]}                                        | UnsupportedValue    | must be one of Exact, PathPrefix, RegularExpression",
                "{matches: x}                                                                        | UnsupportedValue    | matches: must be a list",
                "text                                                                                | UnsupportedValue    | spec.rules[0]: must be an object",
                "{backendRefs: [{port: 1}]}                                                          | UnsupportedValue    | backendRefs[0].name: is required",
                "{backendRefs: [{name: x, port: 0}]}                                                 | UnsupportedValue    | must be a whole number from 1 to 65535",
                "{timeouts: {request: 5}}                                                            | UnsupportedValue    | must be text",
                "{timeouts: {request: 5 seconds}}                                                    | UnsupportedValue    | must be a duration",
                "{timeouts: {request: 1s, backendRequest: 2s}}                                       | UnsupportedValue    | backendRequest timeout cannot be longer than request timeout",
                "{retry: {attempts: 256}}                                                            | UnsupportedValue    | attempts: must be a whole number from 0 to 255",
                "{retry: {codes: [200]}}                                                             | UnsupportedValue    | codes: must hold whole numbers from 400 to 599",
                "{retry: {backoff: soon}}                                                            | UnsupportedValue    | backoff: must be a duration",
                "{backendRefs: [{name: x, weight: -1}]}                                              | UnsupportedValue    | must be a whole number from 0 to 1000000",
            })
    void wrongRulesRefuseTheRoute(String rule, String reason, String message) {
        Manifests compiled = compile(
                rule(rule), route("{parentRefs: [{name: gw}], rules: [{}]}").replace("name: r,", "name: good,"));
        assertCondition(compiled, "Accepted", false, reason, message);
        assertTrue(compiled.match("x", "GET", "/").isPresent());
    }

    @Test
    void ruleThatIsWrongIsDroppedAndItsRequestsAreAnswered500() {
        Manifests compiled = compile(
                BACKEND.formatted("ns"),
                rule(
                        """
                        {matches: [{path: {value: /good}}], backendRefs: [{name: openai, group: gateway.kgateway.dev, kind: Backend}]},
                        {matches: [{path: {value: /bad}}, {path: {value: no-slash}}], timeouts: {request: soon},
                         backendRefs: [{name: openai, group: gateway.kgateway.dev, kind: Backend}]}"""),
                route("{parentRefs: [{name: gw}], rules: [{}]}").replace("name: r,", "name: all,"));
        assertCondition(compiled, "Accepted", true, "Accepted", "");
        assertCondition(compiled, "PartiallyInvalid", true, "UnsupportedValue", "Dropped Rule");
        assertCondition(
                compiled,
                "PartiallyInvalid",
                true,
                "UnsupportedValue",
                "spec.rules[1].timeouts.request: must be a duration");
        assertFalse(compiled.status("HTTPRoute", "ns", "r").isGood());
        assertInstanceOf(Backend.Llm.class, first(compiled, "/good"));
        Backend.Unusable dropped = assertInstanceOf(Backend.Unusable.class, first(compiled, "/bad/x"));
        assertEquals(500, dropped.error().status());
        assertEquals("rule_invalid", dropped.error().code());
        assertTrue(dropped.error().message().contains("HTTPRoute ns/r rule 1 is not valid"));
        assertEquals(
                "all",
                compiled.match("x", "GET", "/no-slash")
                        .orElseThrow()
                        .rule()
                        .route()
                        .name());
    }

    private static Backend first(Manifests compiled, String path) {
        return compiled.match("x", "GET", path)
                .orElseThrow()
                .rule()
                .backends()
                .get(0)
                .backend();
    }

    @Test
    void incompatibleFilterRefusesTheWholeRoute() {
        Manifests compiled = compile(rule("{}, {matches: [{path: {value: /x}}], filters: [{type: ExtensionRef,"
                + " extensionRef: {group: g, kind: K, name: n}}]}"));
        assertCondition(compiled, "Accepted", false, "IncompatibleFilters", "unsupported ExtensionRef: g/K");
        assertEquals(Map.of(), compiled.snapshot().rules());
    }

    @Test
    void routeWithoutRulesHasTheOneOfTheCrd() {
        Manifests compiled = compile(route("{parentRefs: [{name: gw}]}"));
        assertEquals(List.of(), only(compiled).backends());
        assertTrue(compiled.match("x", "GET", "/any").isPresent());
    }

    private static String named(String name, String created, String spec) {
        return route(spec).replace("name: r,", "name: " + name + ", creationTimestamp: '" + created + "',");
    }

    @Test
    void routesThatAskForTheSameAreBothTold() {
        String match = "{matches: [{path: {value: /same}, headers: [{name: A, value: x}, {name: b, value: y}]}]}";
        String turned = "{matches: [{path: {value: /same/}, headers: [{name: B, value: y}, {name: a, value: x}]}]}";
        Manifests compiled = compile(
                gateway("{name: a, port: 80, protocol: HTTP}, {name: b, port: 81, protocol: HTTP}"),
                named("young", "2026-02-01T00:00:00Z", "{parentRefs: [{name: gw}], rules: [" + match + ", {}]}"),
                named(
                        "old",
                        "2026-01-01T00:00:00Z",
                        "{parentRefs: [{name: gw, sectionName: a}], rules: [{matches: [{path: {value: /else}}]}, "
                                + turned + "]}"));
        Condition young = compiled.condition("HTTPRoute", "ns", "young", "camelid.io/RouteConflict");
        assertTrue(young.status());
        assertEquals("Shadowed", young.reason());
        assertEquals(
                "rule 0 gets no request that rule 1 of HTTPRoute ns/old matches as well, which comes first",
                young.message());
        assertEquals(5, young.observedGeneration());
        Condition old = compiled.condition("HTTPRoute", "ns", "old", "camelid.io/RouteConflict");
        assertEquals("Shadows", old.reason());
        assertEquals("rule 1 takes the requests that rule 0 of HTTPRoute ns/young matches as well", old.message());
        assertEquals(List.of(young.message(), old.message()), compiled.problems());
        assertTrue(compiled.outcome().problems().stream()
                .allMatch(problem -> problem.severity() == Problem.Severity.WARNING));
        assertTrue(compiled.status("HTTPRoute", "ns", "young").isGood(), "both serve");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{hostnames: [a.test], rules: [{}]}                           | {hostnames: [b.test], rules: [{}]}  | false",
                "{hostnames: [a.test], rules: [{}]}                           | {rules: [{}]}                       | false",
                "{hostnames: [a.test, b.test], rules: [{}]}                   | {hostnames: [b.test], rules: [{}]}  | true",
                "{rules: [{matches: [{path: {value: /a}}]}]}                  | {rules: [{matches: [{path: {type: Exact, value: /a}}]}]} | false",
                "{rules: [{matches: [{path: {value: /a}, method: GET}]}]}     | {rules: [{matches: [{path: {value: /a}}]}]} | false",
                "{rules: [{matches: [{path: {type: RegularExpression, value: /a.*}}]}]} | {rules: [{matches: [{path: {type: RegularExpression, value: /a.*}}]}]} | true",
            })
    void onlyTheVerySameIsAConflict(String one, String other, boolean conflict) {
        String parents = "{parentRefs: [{name: gw}], ";
        Manifests compiled = compile(
                route(one.replaceFirst("\\{", parents)),
                route(other.replaceFirst("\\{", parents)).replace("name: r,", "name: r2,"));
        assertEquals(conflict ? 2 : 0, compiled.problems().size(), () -> compiled.problems()
                .toString());
    }

    @Test
    void ruleInTheShadowOfAnotherOfItsRouteIsTold() {
        Manifests compiled = compile(
                rule("{matches: [{path: {value: /a}}, {path: {value: /a}}]}, {matches: [{path: {value: /a}}]}"));
        assertEquals(
                List.of("rule 1 gets no request that rule 0 matches as well, which comes first;"
                        + " rule 0 takes the requests that rule 1 matches as well"),
                compiled.problems());
    }

    @Test
    void listsThatNoClusterWouldTakeAreToldOf() {
        Manifests compiled = compile(rule("{matches: [{path: {value: /a}}]}, "
                + IntStream.range(0, 16)
                        .mapToObj(number -> "{matches: [{path: {value: /" + number + "}}]}")
                        .collect(Collectors.joining(", "))));
        assertEquals(List.of("spec.rules: has 17 items, of which a cluster takes 16 at most"), compiled.problems());
        assertTrue(condition(compiled, "Accepted").status());
    }

    /** Every kind, filters, matches and what is nested in them. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{parentRef: []}                                                       | spec.parentRef: unknown field, did you mean \"parentRefs\"?",
                "{parentRefs: [{name: gw, sectioName: x}]}                             | spec.parentRefs[0].sectioName: unknown field, did you mean \"sectionName\"?",
                "{rules: [{matches: [{path: {value: /}, headrs: []}]}]}                | spec.rules[0].matches[0].headrs: unknown field, did you mean \"headers\"?",
                "{rules: [{matches: [{path: {valu: /}}]}]}                             | spec.rules[0].matches[0].path.valu: unknown field, did you mean \"value\"?",
                "{rules: [{matches: [{headers: [{name: a, value: b, typ: Exact}]}]}]}  | spec.rules[0].matches[0].headers[0].typ: unknown field, did you mean \"type\"?",
                "{rules: [{matches: [{queryParams: [{name: a, value: b, key: c}]}]}]}  | spec.rules[0].matches[0].queryParams[0].key: unknown field",
                "{rules: [{filters: [{type: URLRewrite, urlRewrite: {}, urlRewrit: {}}]}]} | spec.rules[0].filters[0].urlRewrit: unknown field, did you mean \"urlRewrite\"?",
                "{rules: [{filters: [{type: URLRewrite, urlRewrite: {hostnme: x}}]}]}  | spec.rules[0].filters[0].urlRewrite.hostnme: unknown field, did you mean \"hostname\"?",
                "{rules: [{filters: [{type: RequestHeaderModifier, requestHeaderModifier: {sett: []}}]}]} | spec.rules[0].filters[0].requestHeaderModifier.sett: unknown field, did you mean \"set\"?",
                "{rules: [{timeouts: {backendReqest: 1s}}]}                            | spec.rules[0].timeouts.backendReqest: unknown field, did you mean \"backendRequest\"?",
                "{rules: [{backendRefs: [{name: openai, group: gateway.kgateway.dev, kind: Backend, wieght: 1}]}]} | spec.rules[0].backendRefs[0].wieght: unknown field, did you mean \"weight\"?",
            })
    void unknownFieldsOfRoutesAreToldWithTheClosestName(String spec, String warning) {
        Manifests compiled = compile(
                BACKEND.formatted("ns"),
                route(spec.contains("parentRefs") ? spec : spec.replaceFirst("\\{", "{parentRefs: [{name: gw}], ")));
        assertEquals(List.of(warning), compiled.problems());
    }

    @Test
    void unknownFieldsOfOtherKindsAreTold() {
        Manifests compiled = compile(
                "apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {name: gw, namespace: ns}\nspec:"
                        + " {gatewayClasName: x, listeners: [{name: a, port: 80, protocol: HTTP, hostnam: x,"
                        + " allowedRoutes: {namespacs: {}, kinds: [{kind: HTTPRoute, grup: x}]}}]}\n---\n",
                "apiVersion: gateway.networking.k8s.io/v1beta1\nkind: ReferenceGrant\nmetadata: {name: g, namespace: ns}\n"
                        + "spec: {from: [{kind: HTTPRoute, namespace: x, nam: y}], to: [{kind: Backend, namespce: z}], two: []}\n---\n");
        assertEquals(
                Set.of(
                        "spec.gatewayClasName: unknown field, did you mean \"gatewayClassName\"?",
                        "spec.listeners[0].allowedRoutes.kinds[0].grup: unknown field, did you mean \"group\"?",
                        "spec.listeners[0].allowedRoutes.namespacs: unknown field, did you mean \"namespaces\"?",
                        "spec.listeners[0].hostnam: unknown field, did you mean \"hostname\"?",
                        "spec.from[0].nam: unknown field",
                        "spec.to[0].namespce: unknown field",
                        "spec.two: unknown field, did you mean \"to\"?"),
                Set.copyOf(compiled.problems()));
    }

    @Test
    void whatHasNoEffectIsSaid() {
        Manifests compiled = compile(
                rule("{sessionPersistence: {sessionName: s}, mathces: [], name: n}"),
                "apiVersion: gateway.kgateway.dev/v1alpha1\nkind: TrafficPolicy\nmetadata: {name: t}\n---\n",
                "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d}\n---\n");
        assertEquals(
                List.of(
                        "spec.rules[0].sessionPersistence: is not supported and has no effect",
                        "spec.rules[0].mathces: unknown field, did you mean \"matches\"?",
                        "kind TrafficPolicy of gateway.kgateway.dev/v1alpha1 is not supported and has no effect"),
                compiled.problems());
        assertTrue(condition(compiled, "Accepted").status());
    }

    @Test
    void sameObjectInTwoFilesCountsOnce() {
        Manifests compiled = Manifests.compile(
                List.of(
                        Manifests.parse("a.yaml", rule("{matches: [{path: {value: /a}}]}")),
                        Manifests.parse("b.yaml", rule("{matches: [{path: {value: /b}}]}"))),
                List.of());
        assertTrue(compiled.match("x", "GET", "/a").isPresent());
        assertFalse(compiled.match("x", "GET", "/b").isPresent());
        assertEquals(List.of("HTTPRoute ns/r is ignored: a.yaml:1 has it, too"), compiled.problems());
        assertEquals("b.yaml:1", compiled.outcome().problems().get(0).origin().toString());
    }

    @Test
    void statusOfASourceIsKept() {
        Manifests compiled = compile(
                """
                apiVersion: external-secrets.io/v1
                kind: ExternalSecret
                metadata: {name: e, namespace: ns}
                status: {conditions: [{type: Ready, status: "False", reason: SecretSyncedError, message: nothing there}]}
                """);
        Condition ready = compiled.condition("ExternalSecret", "ns", "e", "Ready");
        assertFalse(ready.status());
        assertEquals(List.of("nothing there"), compiled.problems());
    }

    @Test
    void aClassOfOurControllerIsAcceptedAndSaysWhatWorks() {
        Manifests compiled = compile(
                """
                apiVersion: gateway.networking.k8s.io/v1
                kind: GatewayClass
                metadata: {name: camelid}
                spec: {controllerName: camelid.io/gateway-controller}
                ---
                apiVersion: gateway.networking.k8s.io/v1
                kind: GatewayClass
                metadata: {name: other}
                spec: {controllerName: example.com/other}
                """);
        assertTrue(compiled.condition("GatewayClass", "", "camelid", "Accepted").status());
        List<?> features = (List<?>)
                compiled.status("GatewayClass", "", "camelid").status().get("supportedFeatures");
        assertTrue(features.contains(Map.of("name", "HTTPRoutePathRewrite")), features::toString);
        assertThrows(AssertionError.class, () -> compiled.status("GatewayClass", "", "other"));
    }

    @Test
    void nonsenseIsContained() {
        String nonsense =
                """
                apiVersion: gateway.networking.k8s.io/v1
                kind: %s
                metadata: {name: nonsense, namespace: ns}
                spec: %s
                ---
                """;
        StringBuilder yaml = new StringBuilder(BACKEND.formatted("ns"));
        for (String kind : List.of("Gateway", "HTTPRoute", "ReferenceGrant", "GatewayClass")) {
            for (String spec : List.of(
                    "1",
                    "[]",
                    "{parentRefs: 1, listeners: {}, rules: x, from: [1], to: y}",
                    "{parentRefs: [[]], listeners: [1, {}], rules: [1, {matches: [1], filters: [2], backendRefs: [x]}]}")) {
                yaml.append(nonsense.formatted(kind, spec).replace("name: nonsense", "name: n" + yaml.length()));
            }
        }
        Manifests compiled = compile(
                yaml.toString(),
                gateway("{name: a, port: 8080, protocol: HTTP}"),
                rule("{backendRefs: [{name: openai, group: gateway.kgateway.dev, kind: Backend}]}"));
        assertTrue(compiled.match("x", "GET", "/").isPresent());
        assertTrue(
                compiled.problems().stream().noneMatch(problem -> problem.contains("internal error")),
                () -> compiled.problems().toString());
    }
}
