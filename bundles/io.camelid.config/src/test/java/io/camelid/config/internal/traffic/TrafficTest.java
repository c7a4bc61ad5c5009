package io.camelid.config.internal.traffic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.camelid.config.Condition;
import io.camelid.config.internal.FakeProvider;
import io.camelid.config.internal.Manifests;
import io.camelid.config.snapshot.Backend;
import io.camelid.config.snapshot.Balancing;
import io.camelid.config.snapshot.Balancing.Affinity;
import io.camelid.config.snapshot.Balancing.Scheme;
import io.camelid.config.snapshot.HealthPolicy;
import io.camelid.config.snapshot.LlmTarget;
import io.camelid.config.snapshot.Timeouts;
import io.camelid.spi.HeaderField;
import io.camelid.spi.Headers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Time limits, health policies and balancing, as manifests have them. */
class TrafficTest {
    private static final FakeProvider[] INSTALLED = FakeProvider.ofTheSeeds().toArray(FakeProvider[]::new);
    private static final String TWO =
            "{ai: {groups: [{providers: [{name: one, openai: {}}]}, {providers: [{name: two, openai: {}}]}]}%s}";

    // ---- fields ----

    @Test
    void nothingSaidIsTheDefault() {
        Backend.Llm backend = backend(TWO.formatted(""), "");

        assertEquals(Timeouts.DEFAULT, backend.timeouts());
        assertEquals(Balancing.DEFAULT, backend.balancing());
        assertEquals(Timeouts.DEFAULT, backend.targets().get(0).timeouts());
        assertEquals(HealthPolicy.DEFAULT, backend.targets().get(0).health());
    }

    @Test
    void policiesAreRead() {
        LlmTarget target = backend(
                        TWO.formatted(", policies: {health: {unhealthyCondition: response.code == 418,"
                                + " eviction: {duration: 1m, restoreHealth: 40, consecutiveFailures: 3, healthThreshold: 60}},"
                                + " http: {requestTimeout: 20s}, tcp: {connectTimeout: 250ms}}"),
                        "")
                .targets()
                .get(1);

        HealthPolicy health = target.health();
        assertEquals(
                "response.code == 418", health.unhealthyWhen().orElseThrow().text());
        assertEquals(Optional.of(Duration.ofMinutes(1)), health.eviction());
        assertEquals(Optional.of(40), health.restoreHealth());
        assertEquals(Optional.of(3), health.consecutiveFailures());
        assertEquals(Optional.of(60), health.healthThreshold());
        assertEquals(Optional.of(Duration.ofSeconds(20)), target.timeouts().backendRequest());
        assertEquals(Optional.of(Duration.ofMillis(250)), target.timeouts().connect());
    }

    @Test
    void aProvidersOwnPoliciesWin() {
        Backend.Llm backend = backend(
                "{ai: {groups: [{providers: [{name: one, openai: {}, policies: {health: {eviction: {duration: 9s}},"
                        + " http: {requestTimeout: 1s}}}, {name: two, openai: {}}]}]},"
                        + " policies: {health: {eviction: {consecutiveFailures: 3}}, http: {requestTimeout: 5s}, tcp: {connectTimeout: 2s}}}",
                "");
        LlmTarget one = backend.targets().get(0);
        LlmTarget two = backend.targets().get(1);

        assertEquals(Optional.of(Duration.ofSeconds(9)), one.health().eviction());
        assertEquals(Optional.empty(), one.health().consecutiveFailures());
        assertEquals(Optional.of(Duration.ofSeconds(1)), one.timeouts().backendRequest());
        assertEquals(Optional.of(Duration.ofSeconds(2)), one.timeouts().connect());
        assertEquals(Optional.of(3), two.health().consecutiveFailures());
        assertEquals(Optional.of(Duration.ofSeconds(5)), two.timeouts().backendRequest());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{health: {unhealthyCondition: 'response.cod == 1'}}        | unhealthyCondition: is no CEL expression: undeclared reference",
                "{health: {unhealthyCondition: 'response.code =='}}         | unhealthyCondition: is no CEL expression",
                "{health: {unhealthyCondition: response.code}}              | unhealthyCondition: must be true or false",
                "{health: {eviction: {duration: 500ms}}}                    | duration: must be at least 1000ms",
                "{health: {eviction: {restoreHealth: 101}}}                 | restoreHealth: must be a whole number from 0 to 100",
                "{health: {eviction: {consecutiveFailures: 0}}}             | consecutiveFailures: must be a whole number",
                "{health: {eviction: {healthThreshold: -1}}}                | healthThreshold: must be a whole number",
                "{tcp: {connectTimeout: 50ms}}                              | connectTimeout: must be at least 100ms",
                "{http: {requestTimeout: 0s}}                               | requestTimeout: must be at least 1ms",
                "{http: {requestTimeout: soon}}                             | requestTimeout: must be a duration",
            })
    void wrongPoliciesRefuseTheBackend(String policies, String message) {
        Manifests compiled = compile(TWO.formatted(", policies: " + policies), "");
        Condition accepted = compiled.condition("AgentgatewayBackend", "ns", "b", "Accepted");

        assertFalse(accepted.status());
        assertTrue(accepted.message().contains(message), accepted.message());
    }

    @Test
    void aStaticBackendHasTimeLimits() {
        Manifests compiled = compile(
                "{static: {host: h, port: 80}, policies: {http: {requestTimeout: 5s}, tcp: {connectTimeout: 1s}}}",
                "camelid.io/idle-timeout: 7s");
        Timeouts timeouts = ((Backend.Static) compiled.backend("ns", "b")).timeouts();

        assertEquals(Optional.of(Duration.ofSeconds(5)), timeouts.backendRequest());
        assertEquals(Optional.of(Duration.ofSeconds(1)), timeouts.connect());
        assertEquals(Optional.of(Duration.ofSeconds(7)), timeouts.idle());
    }

    // ---- annotations ----

    @Test
    void annotationsAreRead() {
        Backend.Llm backend = backend(
                TWO.formatted(""),
                "camelid.io/request-timeout: 5m, camelid.io/try-timeout: 1m, camelid.io/first-token-timeout: 10s,"
                        + " camelid.io/idle-timeout: 30s, camelid.io/hedge-after: 800ms, camelid.io/load-balancing: weighted,"
                        + " camelid.io/weights: 'one=3, two=0', camelid.io/session-affinity: 'header: X-Session',"
                        + " camelid.io/eviction: 500ms, camelid.io/evict-on: '401, 403', other.io/x: y");

        Timeouts expected = new Timeouts(
                Optional.of(Duration.ofMinutes(5)),
                Optional.of(Duration.ofMinutes(1)),
                Optional.empty(),
                Optional.of(Duration.ofSeconds(10)),
                Optional.of(Duration.ofSeconds(30)),
                Optional.of(Duration.ofMillis(800)));
        assertEquals(expected, backend.timeouts());
        assertEquals(expected, backend.targets().get(0).timeouts());
        assertEquals(
                new Balancing(
                        Scheme.WEIGHTED, Map.of("one", 3, "two", 0), Optional.of(new Affinity.Header("x-session"))),
                backend.balancing());
        HealthPolicy health = backend.targets().get(1).health();
        assertEquals(Optional.of(Duration.ofMillis(500)), health.eviction());
        assertEquals(Set.of(401, 403), health.failureStatuses());
    }

    @Test
    void aFieldWinsOverAnAnnotation() {
        LlmTarget target = backend(
                        TWO.formatted(", policies: {http: {requestTimeout: 5s}, health: {eviction: {duration: 9s}}}"),
                        "camelid.io/try-timeout: 1m, camelid.io/eviction: 1s")
                .targets()
                .get(0);

        assertEquals(Optional.of(Duration.ofSeconds(5)), target.timeouts().backendRequest());
        assertEquals(Optional.of(Duration.ofSeconds(9)), target.health().eviction());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "load-balancing: RoundRobbin        | [camelid.io/load-balancing]: must be one of PowerOfTwoChoices, RoundRobin, Weighted, did you mean \"RoundRobin\"?; it has no effect",
                "weights: 'one'                     | [camelid.io/weights]: must be names and whole numbers up to 1000000, as in first=3,second=1; it has no effect",
                "weights: 'one=9999999'             | [camelid.io/weights]: must be names and whole numbers up to 1000000, as in first=3,second=1; it has no effect",
                "weights: 'ome=3'                   | [camelid.io/weights]: no provider is called ome, did you mean \"one\"?; it has no effect",
                "session-affinity: 'query: x'       | [camelid.io/session-affinity]: must be \"header: <name>\" or \"cookie: <name>\"; it has no effect",
                "eviction: 10ms                     | [camelid.io/eviction]: must be at least 100ms; it has no effect",
                "evict-on: '401;403'                | [camelid.io/evict-on]: must be statuses from 400 to 599, as in 401,403; it has no effect",
                "try-timeout: 1 minute              | [camelid.io/try-timeout]: must be a duration such as 10s or 1m30s; it has no effect",
                "first-tokn-timeout: 1s             | [camelid.io/first-tokn-timeout]: unknown annotation for a AgentgatewayBackend, did you mean \"camelid.io/first-token-timeout\"?",
            })
    void wrongAnnotationsAreWarnedOfAndHaveNoEffect(String annotation, String warning) {
        Manifests compiled = compile(TWO.formatted(""), "camelid.io/" + annotation);

        assertEquals(List.of("metadata.annotations" + warning), compiled.problems());
        assertTrue(
                compiled.condition("AgentgatewayBackend", "ns", "b", "Accepted").status());
        Backend.Llm backend = (Backend.Llm) compiled.backend("ns", "b");
        assertEquals(Timeouts.DEFAULT, backend.timeouts());
        assertEquals(Balancing.DEFAULT, backend.balancing());
        assertEquals(HealthPolicy.DEFAULT, backend.targets().get(0).health());
    }

    @Test
    void weightsAloneMeanWeighted() {
        assertEquals(
                Scheme.WEIGHTED,
                backend(TWO.formatted(""), "camelid.io/weights: one=2")
                        .balancing()
                        .scheme());
        Manifests contrary =
                compile(TWO.formatted(""), "camelid.io/weights: one=2, camelid.io/load-balancing: RoundRobin");
        assertEquals(
                List.of("metadata.annotations[camelid.io/weights]: needs load-balancing Weighted; it has no effect"),
                contrary.problems());
        assertEquals(
                Scheme.ROUND_ROBIN,
                ((Backend.Llm) contrary.backend("ns", "b")).balancing().scheme());
    }

    @Test
    void anHttpRoutesFieldsWinOverItsAnnotations() {
        String route = "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: r, namespace: ns,"
                + " annotations: {camelid.io/request-timeout: 9s, camelid.io/idle-timeout: 2s, camelid.io/weights: a=1}}\n"
                + "spec: {parentRefs: [{name: gw}], rules: [{timeouts: {request: 3s}}, {}]}\n---\n"
                + "apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {name: gw, namespace: ns}\n"
                + "spec: {gatewayClassName: camelid, listeners: [{name: http, port: 8080, protocol: HTTP}]}\n";
        Manifests compiled = Manifests.compile(route, INSTALLED);

        Map<Integer, Timeouts> timeouts = compiled.snapshot().rules().values().stream()
                .collect(Collectors.toMap(rule -> rule.index(), rule -> rule.timeouts()));
        assertEquals(Optional.of(Duration.ofSeconds(3)), timeouts.get(0).request());
        assertEquals(Optional.of(Duration.ofSeconds(9)), timeouts.get(1).request());
        assertEquals(Optional.of(Duration.ofSeconds(2)), timeouts.get(0).idle());
        assertTrue(
                compiled.problems()
                        .contains("metadata.annotations[camelid.io/weights]: unknown annotation for a HTTPRoute"),
                compiled.problems()::toString);
    }

    // ---- identity ----

    @Test
    void aChangeOfPolicyIsAnotherBackendWithTheSameTargets() {
        Backend.Llm before = backend(TWO.formatted(""), "");
        for (Backend.Llm after : List.of(
                backend(TWO.formatted(", policies: {health: {unhealthyCondition: response.code == 418}}"), ""),
                backend(TWO.formatted(""), "camelid.io/hedge-after: 1s"),
                backend(TWO.formatted(""), "camelid.io/weights: one=2"))) {
            assertNotEquals(before.id(), after.id());
            assertEquals(
                    before.targets().stream().map(LlmTarget::id).toList(),
                    after.targets().stream().map(LlmTarget::id).toList());
        }
    }

    // ---- conditions ----

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "response.code == 429 ; 429 ; true",
                "response.code == 429 ; 500 ; false",
                "response.code >= 500 || response.code == 429 ; 503 ; true",
                "response.code in [401, 403] ; 403 ; true",
                "response.headers['x-degraded'] == 'yes' ; 200 ; true",
                "response.headers['x-absent'] == 'yes' ; 200 ; false",
                "'x-absent' in response.headers || response.code == 200 ; 200 ; true",
                "int(response.headers['x-load']) > 80 ; 200 ; true",
                "response.headers.exists(h, h.startsWith('x-de')) ; 200 ; true",
                "response.headers['x-twice'] == 'a, b' ; 200 ; true",
            })
    void conditionsHold(String text, int status, boolean holds) {
        Headers headers = Headers.of(List.of(
                HeaderField.of("X-Degraded", "yes"),
                HeaderField.of("X-Load", "81"),
                HeaderField.of("X-Twice", "a"),
                HeaderField.of("x-twice", "b")));

        assertEquals(holds, CelCondition.of(text).holds(status, headers));
    }

    @Test
    void conditionsAreBounded() {
        for (String text : List.of("(".repeat(500) + "true" + ")".repeat(500), "true" + " || true".repeat(200))) {
            assertThrows(IllegalArgumentException.class, () -> CelCondition.of(text));
        }
    }

    private static Backend.Llm backend(String spec, String annotations) {
        Manifests compiled = compile(spec, annotations);
        assertEquals(List.of(), compiled.problems());
        return (Backend.Llm) compiled.backend("ns", "b");
    }

    private static Manifests compile(String spec, String annotations) {
        return Manifests.compile(
                "apiVersion: agentgateway.dev/v1alpha1\nkind: AgentgatewayBackend\nmetadata: {name: b, namespace: ns, annotations: {"
                        + annotations + "}}\nspec: " + spec,
                INSTALLED);
    }
}
