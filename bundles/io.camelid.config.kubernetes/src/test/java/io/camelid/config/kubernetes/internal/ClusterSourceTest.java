package io.camelid.config.kubernetes.internal;

import static io.camelid.config.kubernetes.internal.FakeApiServer.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.camelid.config.Compilation;
import io.camelid.config.Configuration;
import io.camelid.config.ConfigurationSink;
import io.camelid.config.KubernetesObject;
import io.camelid.config.ObjectKey;
import io.camelid.config.Problem;
import io.camelid.config.SnapshotLease;
import io.camelid.config.SourceContent;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

/** Both Camel routes, between an API server and a configuration that accepts everything. */
class ClusterSourceTest {
    private final FakeApiServer server;
    private final AcceptingConfiguration configuration = new AcceptingConfiguration();
    private ClusterSource source;

    ClusterSourceTest() throws IOException {
        server = new FakeApiServer();
    }

    /** Every object that is delivered gets a condition; a route one for its first parent. */
    private static final class AcceptingConfiguration implements Configuration, ConfigurationSink {
        private final List<SourceContent> published = new CopyOnWriteArrayList<>();
        private final List<String> expected = new CopyOnWriteArrayList<>();
        private volatile Compilation current = Samples.compilation(List.of(), "True");

        @Override
        public void publish(String name, SourceContent content) {
            assertEquals("kubernetes", name);
            published.add(content);
            current = Samples.compilation(content.objects(), "True");
        }

        SourceContent last() {
            return published.isEmpty() ? SourceContent.EMPTY : published.get(published.size() - 1);
        }

        @Override
        public void expect(String name) {
            expected.add(name);
        }

        @Override
        public void withdraw(String name) {
            throw new AssertionError("a source that stops must not take its objects along");
        }

        @Override
        public Compilation current() {
            return current;
        }

        @Override
        public SnapshotLease lease() {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean isReady() {
            return !published.isEmpty();
        }

        @Override
        public void recompile() {}

        @Override
        public void reportListener(ObjectKey gateway, String listener, String failure) {}
    }

    private void start(String... namespaces) throws Exception {
        Object registration = Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {ServiceRegistration.class},
                (proxy, method, arguments) -> null);
        BundleContext bundle = (BundleContext) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {BundleContext.class},
                (proxy, method, arguments) -> registration);
        Options options = new Options(Set.of("camelid"), Set.of(namespaces), Optional.of("ai"), "pod-1");
        source = new ClusterSource(bundle, options, configuration, configuration, server::api);
    }

    @AfterEach
    void stop() {
        if (source != null) {
            source.close();
        }
        server.close();
    }

    private void fill() {
        server.serveEverything();
        server.put(Resource.GATEWAY, Samples.gateway("gw", "camelid"));
        server.put(Resource.AGENTGATEWAY_BACKEND, Samples.backend("openai", "key"));
        server.put(Resource.SECRET, Samples.secret("key", "YQ=="));
        server.put(Resource.SECRET, Samples.secret("unrelated", "Yg=="));
        server.put(Resource.HTTP_ROUTE, Samples.route("chat", Samples.parent("gw")));
    }

    private List<String> delivered() {
        return configuration.last().objects().stream()
                .map(object -> object.key().toString())
                .sorted()
                .toList();
    }

    private List<String> problems() {
        return configuration.last().problems().stream().map(Problem::message).toList();
    }

    @Test
    void deliversWhatThereIsWithTheSecretsThatAreReferredToAndNoOthers() throws Exception {
        fill();
        start();
        assertEquals(List.of("kubernetes"), configuration.expected);
        await("delivery", () -> !configuration.published.isEmpty());
        assertEquals(
                List.of("AgentgatewayBackend ai/openai", "Gateway ai/gw", "HTTPRoute ai/chat", "Secret ai/key"),
                delivered(),
                "at once complete");
        assertEquals(List.of(), problems());
        assertTrue(
                server.requests("GET", Resource.SECRET).stream().allMatch(request -> "metadata.name=key"
                        .equals(request.query().get("fieldSelector"))),
                "other Secrets are not asked for");
        server.put(Resource.AGENTGATEWAY_BACKEND, Samples.backend("anthropic", "unrelated"));
        await("the new Backend with its Secret", () -> delivered().contains("Secret ai/unrelated"));
        server.delete(Resource.AGENTGATEWAY_BACKEND, "ai", "openai");
        await("the Secret is let go", () -> !delivered().contains("Secret ai/key"));
    }

    @Test
    void aBurstIsOneDeliveryOrFew() throws Exception {
        fill();
        for (int route = 0; route < 1000; route++) {
            server.put(Resource.HTTP_ROUTE, Samples.route("route-" + route, Samples.parent("gw")));
        }
        start();
        await("delivery", () -> !configuration.published.isEmpty());
        assertEquals(1004, delivered().size());
        long before = configuration.published.size();
        for (int route = 0; route < 1000; route++) {
            server.put(Resource.HTTP_ROUTE, Samples.route("more-" + route, Samples.parent("gw")));
        }
        await("all", () -> delivered().size() == 2004);
        assertTrue(configuration.published.size() - before < 500, () -> configuration.published.size() + " deliveries");
    }

    @Test
    void whatDoesNotChangeIsTheSameInstanceAlsoWithoutParentsOfOthers() throws Exception {
        fill();
        server.put(Resource.GATEWAY, Samples.gateway("theirs", "other"));
        server.put(Resource.HTTP_ROUTE, Samples.route("both", Samples.parent("gw"), Samples.parent("theirs")));
        start();
        await("delivery", () -> delivered().contains("HTTPRoute ai/both"));
        SourceContent before = configuration.last();
        server.put(Resource.HTTP_ROUTE, Samples.route("new", Samples.parent("gw")));
        await("the new one", () -> delivered().contains("HTTPRoute ai/new"));
        Map<ObjectKey, KubernetesObject> after = configuration.last().objects().stream()
                .collect(Collectors.toMap(KubernetesObject::key, Function.identity()));
        before.objects().forEach(object -> assertSame(object, after.get(object.key())));
    }

    @Test
    void statusIsWrittenOnceAndOnlyToWhatIsOurs() throws Exception {
        fill();
        server.put(Resource.GATEWAY, Samples.gateway("theirs", "other"));
        server.put(Resource.HTTP_ROUTE, Samples.route("foreign", Samples.parent("theirs")));
        server.put(Resource.AGENTGATEWAY_BACKEND, Samples.backend("unused", "none"));
        Map<String, Object> reference =
                Map.of("group", "agentgateway.dev", "kind", "AgentgatewayBackend", "name", "openai");
        server.put(
                Resource.HTTP_ROUTE,
                Samples.spec(
                        Resource.HTTP_ROUTE,
                        "ai",
                        "chat",
                        Map.of(
                                "parentRefs",
                                List.of(Samples.parent("gw")),
                                "rules",
                                List.of(Map.of("backendRefs", List.of(reference))))));
        start();
        await("status of the route", () -> !status(Resource.HTTP_ROUTE, "chat").isEmpty());
        await("status of the Gateway", () -> !status(Resource.GATEWAY, "gw").isEmpty());
        await("status of the Backend", () -> !status(Resource.AGENTGATEWAY_BACKEND, "openai")
                .isEmpty());
        server.bookmark();
        server.put(Resource.HTTP_ROUTE, Samples.route("later", Samples.parent("gw")));
        await("status of the later one", () -> !status(Resource.HTTP_ROUTE, "later")
                .isEmpty());
        assertEquals(Map.of(), status(Resource.GATEWAY, "theirs"));
        assertEquals(Map.of(), status(Resource.HTTP_ROUTE, "foreign"));
        assertEquals(Map.of(), status(Resource.AGENTGATEWAY_BACKEND, "unused"), "another controller may report on it");
        List<String> written = server.requests().stream()
                .filter(request -> request.method().equals("PATCH"))
                .map(FakeApiServer.Request::path)
                .toList();
        assertEquals(Set.copyOf(written).size(), written.size(), () -> "each once: " + written);
    }

    @Test
    void aThousandStatusesAreAThousandWrites() throws Exception {
        fill();
        for (int route = 0; route < 1000; route++) {
            server.put(Resource.HTTP_ROUTE, Samples.route("route-" + route, Samples.parent("gw")));
        }
        start();
        await("every status", () -> IntStream.range(0, 1000)
                .noneMatch(
                        route -> status(Resource.HTTP_ROUTE, "route-" + route).isEmpty()));
        // What our own writes make the watches tell leads to no more of them.
        server.put(Resource.HTTP_ROUTE, Samples.route("last", Samples.parent("gw")));
        await("status of the last one", () -> !status(Resource.HTTP_ROUTE, "last")
                .isEmpty());
        assertEquals(
                1002,
                server.requests("PATCH", Resource.HTTP_ROUTE).size(),
                "each once: chat, the thousand and the last one");
    }

    private Map<String, Object> status(Resource resource, String name) {
        return Json.object(server.get(resource, "ai", name).get("status"));
    }

    @Test
    void whatMayNotBeReadIsReportedByNameAndTheRestServes() throws Exception {
        fill();
        server.refuse(Resource.SECRET, 403);
        server.refuse(Resource.SERVICE, 403);
        start();
        await("delivery", () -> !configuration.published.isEmpty());
        assertEquals(List.of("AgentgatewayBackend ai/openai", "Gateway ai/gw", "HTTPRoute ai/chat"), delivered());
        assertEquals(
                List.of(
                        "services cannot be read: services is forbidden: User \"camelid\" cannot GET",
                        "secrets key in namespace ai cannot be read: secrets is forbidden: User \"camelid\" cannot GET"),
                problems());
        server.permit(Resource.SECRET);
        server.permit(Resource.SERVICE);
        await("the Secret", () -> delivered().contains("Secret ai/key"));
        await("no problems", () -> problems().isEmpty());
    }

    @Test
    void aKindThatIsNotInstalledIsReportedAndPickedUp() throws Exception {
        server.serve(Resource.SECRET, "v1").serve(FakeApiServer.LEASES, "v1");
        Resource.WATCHED.stream()
                .filter(resource -> !resource.equals(Resource.KGATEWAY_BACKEND))
                .forEach(resource ->
                        server.serve(resource, "v1".equals(resource.versions().get(0)) ? "v1" : "v1alpha1"));
        start();
        await("delivery", () -> !configuration.published.isEmpty());
        assertEquals(
                List.of("backends.gateway.kgateway.dev are not served by this cluster: "
                        + "the CustomResourceDefinition is not installed"),
                problems());
        server.serve(Resource.KGATEWAY_BACKEND, "v1alpha1");
        await("no problems", () -> problems().isEmpty());
    }

    @Test
    void theLastConfigurationServesWhileTheServerIsAway() throws Exception {
        fill();
        start();
        await("delivery", () -> !configuration.published.isEmpty());
        List<String> before = delivered();
        server.stop();
        await("a problem", () -> problems().size() == 1);
        assertTrue(problems().get(0).contains("what was read last stays in force"), problems()::toString);
        assertEquals(before, delivered());
        server.startAgain();
        server.put(Resource.HTTP_ROUTE, Samples.route("new", Samples.parent("gw")));
        await("the new route", () -> delivered().contains("HTTPRoute ai/new"));
        await("no problem", () -> problems().isEmpty());
    }

    @Test
    void onlyTheChosenNamespacesAreAskedFor() throws Exception {
        fill();
        start("ai");
        await("delivery", () -> !configuration.published.isEmpty());
        assertEquals(4, delivered().size());
        assertTrue(server.requests("GET", Resource.HTTP_ROUTE).stream()
                .allMatch(request -> request.path().contains("/namespaces/ai/")));
    }

    @Test
    void statusThatMayNotBeWrittenIsReported() throws Exception {
        fill();
        server.refuse(FakeApiServer.LEASES, 403);
        start();
        await("a problem", () -> problems().stream().anyMatch(text -> text.contains("the Lease camelid-leader")));
        assertEquals(
                0,
                server.requests().stream()
                        .filter(request -> request.method().equals("PATCH"))
                        .count());
    }
}
