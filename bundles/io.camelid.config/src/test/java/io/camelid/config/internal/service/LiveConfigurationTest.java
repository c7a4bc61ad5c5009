package io.camelid.config.internal.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.camelid.config.Condition;
import io.camelid.config.ObjectKey;
import io.camelid.config.SnapshotLease;
import io.camelid.config.SnapshotListener;
import io.camelid.config.SourceContent;
import io.camelid.config.internal.FakeProvider;
import io.camelid.config.internal.Manifests;
import io.camelid.config.snapshot.Backend;
import io.camelid.config.snapshot.RoutingSnapshot;
import io.camelid.spi.provider.LlmProvider;
import io.camelid.spi.provider.ProviderDescription;
import io.camelid.spi.provider.ProviderTarget;
import io.camelid.spi.provider.TargetConfig;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.ComponentServiceObjects;

/** The live configuration with its own thread, fake providers and listeners. */
class LiveConfigurationTest {
    private static final ObjectKey OPENAI = new ObjectKey("gateway.kgateway.dev", "Backend", "ns", "openai");
    private static final ObjectKey GATEWAY =
            new ObjectKey("gateway.networking.k8s.io", "Gateway", "ns", "agentgateway");

    private final LiveConfiguration configuration = new LiveConfiguration(8080, Clock.systemUTC());
    private final FakeProvider openai = FakeProvider.openai();

    @AfterEach
    void stop() throws InterruptedException {
        configuration.stop();
    }

    /** A service as DS hands it out, one object to everybody. */
    private record Service(Supplier<SnapshotListener> listener) implements ComponentServiceObjects<SnapshotListener> {
        Service(SnapshotListener listener) {
            this(() -> listener);
        }

        @Override
        public SnapshotListener getService() {
            return listener.get();
        }

        @Override
        public void ungetService(SnapshotListener service) {}

        @Override
        @SuppressWarnings("unchecked")
        public ServiceReference<SnapshotListener> getServiceReference() {
            return (ServiceReference<SnapshotListener>) Proxy.newProxyInstance(
                    getClass().getClassLoader(),
                    new Class<?>[] {ServiceReference.class},
                    (proxy, method, arguments) -> method.getName().equals("equals") && proxy == arguments[0]);
        }
    }

    /** Writes down what it is told. */
    private static final class Diary implements SnapshotListener {
        final List<String> entries = new CopyOnWriteArrayList<>();

        @Override
        public void prepare(RoutingSnapshot next) {
            entries.add("prepare " + next.version());
        }

        @Override
        public void activated(RoutingSnapshot current) {
            entries.add("activated " + current.version());
        }

        @Override
        public void retired(RoutingSnapshot previous) {
            entries.add("retired " + previous.version());
        }
    }

    private static SourceContent content(String model) {
        return Manifests.parse(
                "a.yaml",
                """
                apiVersion: gateway.kgateway.dev/v1alpha1
                kind: Backend
                metadata: {name: openai, namespace: ns}
                spec: {type: AI, ai: {llm: {openai: {model: %s}}}}
                ---
                apiVersion: gateway.networking.k8s.io/v1
                kind: HTTPRoute
                metadata: {name: r, namespace: ns}
                spec:
                  parentRefs: [{name: agentgateway}]
                  rules: [{backendRefs: [{name: openai, group: gateway.kgateway.dev, kind: Backend}]}]
                """
                        .formatted(model));
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, "nothing happened for 20 s");
            Thread.onSpinWait();
        }
    }

    private void awaitVersion(long version) {
        await(() -> configuration.current().snapshot().version() == version);
    }

    private Backend backend() {
        return configuration.current().snapshot().backends().get(OPENAI);
    }

    @Test
    void becomesReadyWhenEverySourceHasDelivered() {
        assertFalse(configuration.isReady());
        configuration.expect("directory");
        configuration.expect("kubernetes");
        configuration.publish("directory", SourceContent.EMPTY);
        awaitVersion(1);
        assertFalse(configuration.isReady());
        configuration.withdraw("kubernetes");
        assertTrue(configuration.isReady());
        configuration.expect("kubernetes");
        configuration.publish("kubernetes", content("m"));
        await(configuration::isReady);
        awaitVersion(2);
    }

    @Test
    void listenersAreToldInOrder() {
        Diary diary = new Diary();
        Service service = new Service(diary);
        configuration.addListener(service);
        configuration.addProvider(openai, Map.of());
        configuration.publish("directory", content("one"));
        await(() -> diary.entries.size() == 2);
        configuration.publish("directory", content("two"));
        await(() -> diary.entries.size() == 5);
        assertEquals(List.of("prepare 1", "activated 1", "prepare 2", "activated 2", "retired 1"), diary.entries);
        Diary late = new Diary();
        configuration.addListener(new Service(late));
        await(() -> late.entries.size() == 2);
        assertEquals(List.of("prepare 2", "activated 2"), late.entries);
        configuration.removeListener(service);
        configuration.publish("directory", content("three"));
        await(() -> late.entries.size() == 5);
        assertEquals(5, diary.entries.size());
    }

    @Test
    void lateListenerIsNotToldOfSnapshotsItNeverSaw() {
        configuration.addProvider(openai, Map.of());
        configuration.publish("directory", content("one"));
        awaitVersion(1);
        SnapshotLease lease = configuration.lease();
        configuration.publish("directory", content("two"));
        awaitVersion(2);
        Diary late = new Diary();
        configuration.addListener(new Service(late));
        await(() -> late.entries.size() == 2);
        lease.release();
        configuration.publish("directory", content("three"));
        await(() -> late.entries.contains("retired 2"));
        assertFalse(late.entries.contains("retired 1"));
    }

    @Test
    void listenerThatCannotBeMadeYetIsAskedForAgain() {
        configuration.publish("directory", content("one"));
        awaitVersion(1);
        Diary diary = new Diary();
        AtomicInteger asked = new AtomicInteger();
        configuration.addListener(new Service(() -> asked.incrementAndGet() < 3 ? null : diary));
        await(() -> diary.entries.size() == 2);
        assertEquals(List.of("prepare 1", "activated 1"), diary.entries);
    }

    @Test
    void failingListenerHoldsNobodyUp() {
        Diary diary = new Diary();
        configuration.addListener(new Service(new SnapshotListener() {
            @Override
            public void prepare(RoutingSnapshot next) {
                throw new IllegalStateException("a bug");
            }
        }));
        configuration.addListener(new Service(diary));
        configuration.publish("directory", content("one"));
        await(() -> diary.entries.contains("activated 1"));
    }

    @Test
    void leasedSnapshotKeepsItsTargetsOpen() {
        configuration.addProvider(openai, Map.of());
        configuration.publish("directory", content("one"));
        awaitVersion(1);
        SnapshotLease first = configuration.lease();
        SnapshotLease second = configuration.lease();
        configuration.publish("directory", content("two"));
        awaitVersion(2);
        FakeProvider.FakeTarget old = openai.opened.get(0);
        first.release();
        first.release();
        assertEquals(0, old.closed);
        assertEquals(1, second.snapshot().version());
        second.release();
        await(() -> old.closed == 1);
        assertEquals(0, openai.opened.get(1).closed);
    }

    @Test
    void targetsSurviveRecompilations() {
        configuration.addProvider(openai, Map.of());
        configuration.publish("directory", content("one"));
        awaitVersion(1);
        String id = backend().id();
        configuration.publish(
                "more",
                Manifests.parse(
                        "b.yaml",
                        """
                apiVersion: gateway.networking.k8s.io/v1
                kind: HTTPRoute
                metadata: {name: r2, namespace: ns}
                spec: {parentRefs: [{name: agentgateway}], rules: [{}]}
                """));
        awaitVersion(2);
        assertEquals(1, openai.opened.size());
        assertEquals(0, openai.opened.get(0).closed);
        assertEquals(id, backend().id());
    }

    @Test
    void providersComeAndGoLikeManifests() {
        configuration.publish("directory", content("one"));
        awaitVersion(1);
        assertEquals(503, ((Backend.Unusable) backend()).error().status());
        configuration.addProvider(openai, Map.of());
        await(() -> backend() instanceof Backend.Llm);
        String first = backend().id();
        SnapshotLease request = configuration.lease();
        configuration.removeProvider(openai);
        await(() -> backend() instanceof Backend.Unusable);
        assertEquals(0, openai.opened.get(0).closed);
        request.release();
        await(() -> openai.opened.get(0).closed == 1);
        configuration.addProvider(openai, Map.of());
        await(() -> backend() instanceof Backend.Llm);
        assertFalse(first.equals(backend().id()), "a provider that comes back is another one");
    }

    @Test
    void ofTwoProvidersWithOneNameTheHigherRankingServes() {
        FakeProvider better = FakeProvider.openai();
        configuration.addProvider(openai, Map.of("service.ranking", 0, "service.id", 1L));
        configuration.addProvider(better, Map.of("service.ranking", 5, "service.id", 2L));
        configuration.publish("directory", content("one"));
        awaitVersion(1);
        assertEquals(1, better.opened.size());
        assertEquals(0, openai.opened.size());
    }

    @Test
    void providerThatCannotDescribeItselfIsAProblemOfItsOwn() {
        configuration.addProvider(
                new LlmProvider() {
                    @Override
                    public ProviderDescription describe() {
                        throw new LinkageError("a bug");
                    }

                    @Override
                    public ProviderTarget open(TargetConfig config) {
                        throw new AssertionError();
                    }
                },
                Map.of());
        configuration.addProvider(openai, Map.of());
        configuration.publish("directory", content("one"));
        awaitVersion(1);
        assertTrue(backend() instanceof Backend.Llm);
        assertTrue(
                configuration.current().problems().get(0).message().contains("cannot describe itself: LinkageError"));
    }

    @Test
    void whatRoutesAlikeKeepsItsSnapshotButNotItsStatus() {
        configuration.addProvider(openai, Map.of());
        configuration.publish("directory", content("one"));
        awaitVersion(1);
        RoutingSnapshot snapshot = configuration.current().snapshot();
        assertFalse(programmed().status());
        configuration.reportListener(GATEWAY, "http", "");
        await(() -> programmed().status());
        assertSame(snapshot, configuration.current().snapshot());
        configuration.reportListener(GATEWAY, "http", "port 8080 is taken");
        await(() -> !programmed().status());
        assertEquals("http: port 8080 is taken", programmed().message());
        var before = configuration.current();
        configuration.recompile();
        await(() -> configuration.current() != before);
        assertNotSame(before, configuration.current());
        assertSame(snapshot, configuration.current().snapshot());
        assertEquals(
                programmed().lastTransition(),
                before.statuses().get(GATEWAY).conditions().stream()
                        .filter(condition -> condition.type().equals("Programmed")
                                && condition.message().startsWith("http: "))
                        .findFirst()
                        .orElseThrow()
                        .lastTransition());
        assertEquals(1, openai.opened.size());
    }

    private Condition programmed() {
        return configuration.current().statuses().get(GATEWAY).conditions().stream()
                .filter(condition -> condition.type().equals("Programmed"))
                .reduce((listener, gateway) -> gateway)
                .orElseThrow();
    }

    @Test
    void openGatewaysHaveAnAddress() {
        configuration.publish("directory", content("one"));
        awaitVersion(1);
        assertNull(gatewayStatus().get("addresses"));
        configuration.reportAddress("::1");
        configuration.reportListener(GATEWAY, "http", "");
        await(() -> programmed().status());
        assertEquals(
                List.of(Map.of("type", "IPAddress", "value", "::1")),
                gatewayStatus().get("addresses"));
        configuration.reportAddress("gateway.test");
        await(() -> gatewayStatus().get("addresses").toString().contains("Hostname"));
        configuration.reportListener(GATEWAY, "http", "port 8080 is taken");
        await(() -> !programmed().status());
        assertNull(gatewayStatus().get("addresses"));
    }

    private Map<String, Object> gatewayStatus() {
        return configuration.current().statuses().get(GATEWAY).status();
    }

    @Test
    void reportsOutliveSnapshotsUntilTheListenerMoves() {
        configuration.publish("directory", content("one"));
        awaitVersion(1);
        configuration.reportListener(GATEWAY, "http", "");
        await(() -> programmed().status());
        configuration.addProvider(openai, Map.of());
        awaitVersion(2);
        assertTrue(programmed().status());
        configuration.modified(settings(9090));
        awaitVersion(3);
        assertFalse(programmed().status());
        assertEquals("Pending", programmed().reason());
        assertEquals(9090, configuration.current().snapshot().listeners().get(0).port());
    }

    private static LiveConfiguration.Settings settings(int port) {
        return new LiveConfiguration.Settings() {
            @Override
            public int httpPort() {
                return port;
            }

            @Override
            public Class<LiveConfiguration.Settings> annotationType() {
                return LiveConfiguration.Settings.class;
            }
        };
    }

    @Test
    void burstsAreCompiledOnce() {
        for (int number = 0; number < 500; number++) {
            configuration.publish("source-" + number, SourceContent.EMPTY);
        }
        configuration.publish("directory", content("one"));
        await(() -> !configuration.current().snapshot().backends().isEmpty());
        assertTrue(configuration.current().snapshot().version() < 10);
    }

    @Test
    void leasesHoldUnderConstantSwaps() throws Exception {
        configuration.addProvider(openai, Map.of());
        configuration.publish("directory", content("m0"));
        awaitVersion(1);
        AtomicBoolean stop = new AtomicBoolean();
        ConcurrentLinkedQueue<String> broken = new ConcurrentLinkedQueue<>();
        List<Thread> users = IntStream.range(0, 3)
                .mapToObj(number -> new Thread(() -> {
                    while (!stop.get()) {
                        SnapshotLease lease = configuration.lease();
                        FakeProvider.FakeTarget target = (FakeProvider.FakeTarget)
                                ((Backend.Llm) lease.snapshot().backends().get(OPENAI))
                                        .targets()
                                        .get(0)
                                        .target();
                        if (target.closed != 0) {
                            broken.add("a leased target was closed");
                        }
                        Thread.yield();
                        if (target.closed != 0) {
                            broken.add("a leased target was closed meanwhile");
                        }
                        lease.release();
                    }
                }))
                .toList();
        users.forEach(Thread::start);
        for (int number = 1; number <= 30; number++) {
            configuration.publish("directory", content("m" + number));
            awaitVersion(number + 1);
        }
        stop.set(true);
        for (Thread user : users) {
            user.join();
        }
        assertEquals(List.of(), new ArrayList<>(broken));
        await(() -> openai.opened.stream().filter(target -> target.closed == 0).count() == 1);
        assertTrue(openai.opened.stream().allMatch(target -> target.closed <= 1));
    }

    @Test
    void stoppingClosesTargetsOnceNobodyUsesThem() throws InterruptedException {
        configuration.addProvider(openai, Map.of());
        configuration.publish("directory", content("one"));
        awaitVersion(1);
        SnapshotLease lease = configuration.lease();
        configuration.stop();
        assertEquals(0, openai.opened.get(0).closed);
        configuration.lease().release();
        lease.release();
        assertEquals(1, openai.opened.get(0).closed);
    }

    /** Prints what a large configuration takes: well below a second, but on a machine that has other things to do. */
    @Test
    void thousandRoutesAndTwoHundredBackendsAreQuick() {
        StringBuilder yaml = new StringBuilder();
        for (int number = 0; number < 200; number++) {
            yaml.append(
                    """
                    apiVersion: v1
                    kind: Secret
                    metadata: {name: s%1$d, namespace: ns}
                    stringData: {Authorization: key-%1$d}
                    ---
                    apiVersion: gateway.kgateway.dev/v1alpha1
                    kind: Backend
                    metadata: {name: b%1$d, namespace: ns}
                    spec: {type: AI, ai: {llm: {openai: {model: m, authToken: {kind: SecretRef, secretRef: {name: s%1$d}}}}}}
                    ---
                    """
                            .formatted(number));
        }
        for (int number = 0; number < 1000; number++) {
            yaml.append(
                    """
                    apiVersion: gateway.networking.k8s.io/v1
                    kind: HTTPRoute
                    metadata: {name: r%1$d, namespace: ns}
                    spec:
                      parentRefs: [{name: agentgateway}]
                      rules:
                      - matches: [{path: {type: PathPrefix, value: /tenant-%1$d}}]
                        filters: [{type: URLRewrite, urlRewrite: {path: {type: ReplacePrefixMatch, replacePrefixMatch: /}}}]
                        backendRefs: [{name: b%2$d, group: gateway.kgateway.dev, kind: Backend}]
                    ---
                    """
                            .formatted(number, number % 200));
        }
        configuration.addProvider(openai, Map.of());
        long start = System.nanoTime();
        SourceContent content = Manifests.parse("large.yaml", yaml.toString());
        long parsed = System.nanoTime();
        configuration.publish("directory", content);
        awaitVersion(1);
        long live = System.nanoTime();
        configuration.recompile();
        var first = configuration.current();
        await(() -> configuration.current() != first);
        long again = System.nanoTime();
        System.out.printf(
                Locale.ROOT,
                "1,000 routes, 200 backends: parsed in %d ms, live in %d ms (burst included), again in %d ms%n",
                (parsed - start) / 1_000_000,
                (live - parsed) / 1_000_000,
                (again - live) / 1_000_000);
        assertEquals(1000, configuration.current().snapshot().rules().size());
        assertEquals(200, openai.opened.size());
        assertTrue(live - start < Duration.ofSeconds(20).toNanos());
    }
}
