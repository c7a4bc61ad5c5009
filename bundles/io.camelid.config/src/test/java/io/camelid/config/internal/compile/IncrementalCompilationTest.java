package io.camelid.config.internal.compile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.camelid.config.KubernetesObject;
import io.camelid.config.ObjectKey;
import io.camelid.config.SourceContent;
import io.camelid.config.internal.FakeProvider;
import io.camelid.config.internal.FakeProvider.FakeTarget;
import io.camelid.config.internal.Manifests;
import io.camelid.config.internal.backend.InstalledProvider;
import io.camelid.config.internal.backend.Plugins;
import io.camelid.config.internal.backend.TargetPool;
import io.camelid.config.internal.gateway.ListenerReports;
import io.camelid.config.internal.identity.Fingerprint;
import io.camelid.config.internal.status.StatusBook;
import io.camelid.config.snapshot.Backend;
import io.camelid.config.snapshot.BackendRef;
import io.camelid.config.snapshot.LlmTarget;
import io.camelid.config.snapshot.RouteRule;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** A compiler that remembers makes what one that knows nothing makes, and makes again only what has to be. */
class IncrementalCompilationTest {
    private static final String NONE = "";

    /** By name: the texts that each object may have, none among them. */
    private static final Map<String, List<String>> OBJECTS = new TreeMap<>(Map.of(
            "secret",
            List.of(
                    NONE,
                    "{apiVersion: v1, kind: Secret, metadata: {name: s, namespace: ns}, stringData: {Authorization: a}}",
                    "{apiVersion: v1, kind: Secret, metadata: {name: s, namespace: ns}, stringData: {Authorization: b}}"),
            "service",
            List.of(
                    NONE,
                    "{apiVersion: v1, kind: Service, metadata: {name: v, namespace: ns}, spec: {ports: [{port: 80}]}}",
                    "{apiVersion: v1, kind: Service, metadata: {name: v, namespace: ns}, spec: {type: ExternalName, externalName: x.test}}"),
            "grant",
            List.of(
                    NONE,
                    "{apiVersion: gateway.networking.k8s.io/v1beta1, kind: ReferenceGrant, metadata: {name: g, namespace: other},"
                            + " spec: {from: [{group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: ns}],"
                            + " to: [{group: agentgateway.dev, kind: AgentgatewayBackend}]}}"),
            "keyed",
            List.of(
                    NONE,
                    backend("keyed", "ns", "openai: {model: m}", ", policies: {auth: {secretRef: {name: s}}}"),
                    backend("keyed", "ns", "openai: {model: n}", ", policies: {auth: {secretRef: {name: s}}}"),
                    backend("keyed", "ns", "anthropic: {}", ""),
                    backend("keyed", "ns", "openai: {model: refused}", ""),
                    backend("keyed", "ns", "openai: {model: bug}", "")),
            "local",
            List.of(
                    NONE,
                    backend("local", "ns", "custom: {backendRef: {name: v, port: 80}}", ""),
                    "{apiVersion: agentgateway.dev/v1alpha1, kind: AgentgatewayBackend, metadata: {name: local, namespace: ns},"
                            + " spec: {static: {host: h.test, port: 80}}}"),
            "elsewhere",
            List.of(NONE, backend("elsewhere", "other", "openai: {}", "")),
            "route",
            List.of(
                    NONE,
                    route("a", "keyed", "ns"),
                    route("a", "local", "ns"),
                    route("a", "elsewhere", "other"),
                    route("a", "keyed", "ns").replace("backendRefs", "timeouts: {request: bad}, backendRefs")),
            "rival",
            List.of(
                    NONE,
                    route("b", "keyed", "ns")
                            .replace(
                                    "backendRefs",
                                    "filters: [{type: RequestMirror, requestMirror: {backendRef: {name: v, port: 80}}}], backendRefs"),
                    "{apiVersion: gateway.networking.k8s.io/v1, kind: HTTPRoute, metadata: {name: b, namespace: ns},"
                            + " spec: {parentRefs: [{name: gw}], rules: [{backendRefs: [{name: v, port: 80}]}]}}")));

    private static final String GATEWAY =
            "{apiVersion: gateway.networking.k8s.io/v1, kind: Gateway, metadata: {name: gw, namespace: ns},"
                    + " spec: {gatewayClassName: camelid, listeners: [{name: http, port: 80, protocol: HTTP}]}}";

    private static String backend(String name, String namespace, String provider, String policies) {
        return "{apiVersion: agentgateway.dev/v1alpha1, kind: AgentgatewayBackend, metadata: {name: " + name
                + ", namespace: " + namespace + "}, spec: {ai: {provider: {" + provider + "}}" + policies + "}}";
    }

    private static String route(String name, String backend, String namespace) {
        return "{apiVersion: gateway.networking.k8s.io/v1, kind: HTTPRoute, metadata: {name: " + name
                + ", namespace: ns}, spec: {parentRefs: [{name: gw}], rules: [{backendRefs: [{group: agentgateway.dev,"
                + " kind: AgentgatewayBackend, name: " + backend + ", namespace: " + namespace + "}]}]}}";
    }

    /**
     * One change: an object gets another text, or is read anew with the same one, or a provider comes or goes.
     *
     * @param text which of the object's, taken modulo
     */
    record Step(String object, int text, boolean anthropic) {}

    /** The parts that live as long as a gateway does. */
    private static final class Past {
        private final Compiler compiler = compiler(StatusBook.EMPTY);
        private final TargetPool pool = new TargetPool();
        private final Map<String, SourceContent> contents = new TreeMap<>();
        private final InstalledProvider openai = FakeProvider.openai().installed(1);
        private final InstalledProvider custom = FakeProvider.ofTheSeeds().stream()
                .filter(provider -> provider.describe().id().equals("custom"))
                .findFirst()
                .orElseThrow()
                .installed(2);
        private final InstalledProvider anthropic = FakeProvider.anthropic().installed(3);
        private TargetPool.Holding held = pool.hold();
        private StatusBook book = StatusBook.EMPTY;
        private Instant now = Instant.parse("2026-01-01T00:00:00Z");

        Past() {
            set("gateway", GATEWAY);
        }

        static Compiler compiler(StatusBook before) {
            return new Compiler(new Fingerprint(new byte[] {1}), before);
        }

        void set(String object, String text) {
            contents.put(object, Manifests.parse(object, text));
        }

        Inputs inputs(boolean withAnthropic) {
            List<InstalledProvider> providers = new ArrayList<>(List.of(openai, custom));
            if (withAnthropic) {
                providers.add(anthropic);
            }
            List<KubernetesObject> objects = contents.values().stream()
                    .flatMap(content -> content.objects().stream())
                    .toList();
            return new Inputs(
                    List.of(new SourceContent(objects, List.of())),
                    new Plugins(providers, Set.of("Completions")),
                    List.of(),
                    ListenerReports.NONE,
                    8080);
        }

        /** The next compilation; what only the last one used is let go of, as when a snapshot is replaced. */
        Outcome compile(Inputs inputs) {
            now = now.plusSeconds(1);
            TargetPool.Holding next = pool.hold();
            Outcome outcome = compiler.compile(inputs, next, now);
            held.close();
            held = next;
            book = outcome.book();
            return outcome;
        }
    }

    @Provide
    Arbitrary<List<Step>> histories() {
        return Combinators.combine(
                        Arbitraries.of(OBJECTS.keySet()),
                        Arbitraries.integers().between(0, 5),
                        Arbitraries.of(true, true, true, false))
                .as(Step::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(30);
    }

    @Property(tries = 300)
    void agreesWithACompilerThatKnowsNothing(@ForAll("histories") List<Step> steps) {
        Past past = new Past();
        for (Step step : steps) {
            List<String> texts = OBJECTS.get(step.object());
            past.set(step.object(), texts.get(step.text() % texts.size()));
            Inputs inputs = past.inputs(step.anthropic());
            StatusBook before = past.book;
            Outcome outcome = past.compile(inputs);
            Outcome anew = Past.compiler(before).compile(inputs, new TargetPool().hold(), past.now);
            assertTrue(outcome.routesLike(anew), step::toString);
            assertEquals(
                    List.copyOf(anew.rules().keySet()),
                    List.copyOf(outcome.rules().keySet()));
            assertEquals(anew.book().statuses(), outcome.book().statuses());
            assertEquals(anew.problems(), outcome.problems());
            Stream.concat(
                            outcome.backends().values().stream(),
                            outcome.rules().values().stream()
                                    .flatMap(rule -> rule.backends().stream())
                                    .map(BackendRef::backend))
                    .forEach(IncrementalCompilationTest::assertOpen);
        }
    }

    private static void assertOpen(Backend backend) {
        if (backend instanceof Backend.Llm llm) {
            for (LlmTarget target : llm.targets()) {
                assertEquals(0, ((FakeTarget) target.target()).closed, target.id());
            }
        }
    }

    @Example
    void whatIsAsItWasStaysTheSameInstance() {
        Past past = new Past();
        past.set("secret", OBJECTS.get("secret").get(1));
        past.set("keyed", OBJECTS.get("keyed").get(1));
        past.set("elsewhere", OBJECTS.get("elsewhere").get(1));
        past.set("route", route("a", "keyed", "ns"));
        past.set("rival", route("b", "elsewhere", "other"));
        past.set("grant", OBJECTS.get("grant").get(1));
        Outcome first = past.compile(past.inputs(true));
        past.set("secret", OBJECTS.get("secret").get(2)); // only the backend and the route that depend on it change
        Outcome second = past.compile(past.inputs(true));
        assertNotSame(backend(first, "keyed"), backend(second, "keyed"));
        assertNotSame(rule(first, "a"), rule(second, "a"));
        assertSame(backend(first, "elsewhere"), backend(second, "elsewhere"));
        assertSame(rule(first, "b"), rule(second, "b"));
        Map<ObjectKey, ?> before = first.book().statuses();
        second.book().statuses().forEach((key, status) -> assertSame(before.get(key), status, key.toString()));
    }

    private static Backend backend(Outcome outcome, String name) {
        return outcome.backends().entrySet().stream()
                .filter(entry -> entry.getKey().name().equals(name))
                .findFirst()
                .orElseThrow()
                .getValue();
    }

    private static RouteRule rule(Outcome outcome, String route) {
        return outcome.rules().values().stream()
                .filter(rule -> rule.route().name().equals(route))
                .findFirst()
                .orElseThrow();
    }
}
