package io.camelid.config.kubernetes.internal;

import static io.camelid.config.kubernetes.internal.FakeApiServer.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.camelid.config.KubernetesObject;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FeedTest {
    private final FakeApiServer server;
    private final Api api;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final AtomicInteger contentChanges = new AtomicInteger();
    private final AtomicInteger statusChanges = new AtomicInteger();
    private Feed feed;

    FeedTest() throws IOException {
        server = new FakeApiServer();
        api = server.api();
    }

    @AfterEach
    void stop() {
        if (feed != null) {
            feed.stop();
        }
        timer.shutdownNow();
        api.close();
        server.close();
    }

    private void follow(Scope scope) {
        feed = new Feed(scope, api, timer, new Feed.Listener() {
            @Override
            public void contentChanged() {
                contentChanges.incrementAndGet();
            }

            @Override
            public void statusChanged() {
                statusChanges.incrementAndGet();
            }
        });
        feed.start();
    }

    private void followRoutes() {
        server.serve(Resource.HTTP_ROUTE, "v1");
        follow(Scope.all(Resource.HTTP_ROUTE, ""));
        await("settled", feed::isSettled);
        await("watching", () -> server.watches() == 1);
    }

    private List<String> names() {
        return feed.items().keySet().stream().map(key -> key.name()).sorted().toList();
    }

    private long lists() {
        return server.requests().stream().filter(request -> !request.isWatch()).count();
    }

    private void put(String name) {
        server.put(Resource.HTTP_ROUTE, Samples.route(name, Samples.parent("gw")));
    }

    @Test
    void listsInPagesAndFollowsWhatChanges() {
        server.serve(Resource.HTTP_ROUTE, "v1").pageOf(2);
        List.of("a", "b", "c", "d", "e").forEach(this::put);
        followRoutes();
        assertEquals(List.of("a", "b", "c", "d", "e"), names());
        assertEquals(3, lists());
        put("f");
        server.delete(Resource.HTTP_ROUTE, "ai", "a");
        await("changes", () -> names().equals(List.of("b", "c", "d", "e", "f")));
    }

    @Test
    void whatOnlyChangesTheStatusIsNoNewContent() {
        put0("a", Map.of());
        followRoutes();
        KubernetesObject before = feed.items().values().iterator().next().object();
        int changes = contentChanges.get();
        put0("a", Map.of("parents", List.of()));
        await("status", () -> statusChanges.get() == 1);
        assertEquals(changes, contentChanges.get());
        Item now = feed.items().values().iterator().next();
        assertTrue(now.object() == before, "the same object");
        assertEquals(Map.of("parents", List.of()), now.status());
    }

    private void put0(String name, Map<String, Object> status) {
        server.serve(Resource.HTTP_ROUTE, "v1");
        Map<String, Object> route = Samples.route(name, Samples.parent("gw"));
        route.put("status", status);
        server.put(Resource.HTTP_ROUTE, route);
    }

    @Test
    void goesOnWhereAWatchEnded() {
        followRoutes();
        put("a");
        await("a", () -> names().equals(List.of("a")));
        server.endWatches();
        put("b");
        await("b", () -> names().equals(List.of("a", "b")));
        assertEquals(1, lists(), "it need not list again");
    }

    @Test
    void aBookmarkTellsWhereToGoOn() {
        followRoutes();
        server.bookmark();
        server.forget(); // what is after the bookmark is still known
        server.endWatches();
        await(
                "watching again",
                () -> server.requests().stream()
                                .filter(FakeApiServer.Request::isWatch)
                                .count()
                        == 2);
        put("a");
        await("a", () -> names().equals(List.of("a")));
        assertEquals(1, lists());
    }

    @Test
    void listsAgainWhenTheServerHasForgotten() {
        followRoutes();
        put("a");
        await("a", () -> names().equals(List.of("a")));
        server.stop();
        server.delete(Resource.HTTP_ROUTE, "ai", "a");
        put("b");
        server.forget();
        startAgain();
        await("b instead of a", () -> names().equals(List.of("b")));
        put("c");
        await("c", () -> names().equals(List.of("b", "c")));
    }

    @Test
    void keepsItsObjectsWhileTheServerIsAway() {
        followRoutes();
        put("a");
        await("a", () -> names().equals(List.of("a")));
        server.stop();
        await("a failure", () -> feed.failure().isPresent());
        assertFalse(feed.failure().get().isRefusal());
        assertEquals(List.of("a"), names());
        startAgain();
        put("b");
        await("b", () -> names().equals(List.of("a", "b")));
        await("no failure", () -> feed.failure().isEmpty());
    }

    private void startAgain() {
        try {
            server.startAgain();
        } catch (IOException broken) {
            throw new AssertionError(broken);
        }
    }

    @Test
    void waitsForAServerThatIsNotThereYet() {
        server.serve(Resource.HTTP_ROUTE, "v1");
        put("a");
        server.stop();
        follow(Scope.all(Resource.HTTP_ROUTE, ""));
        await("a failure", () -> feed.failure().isPresent());
        assertFalse(feed.isSettled());
        startAgain();
        await("settled", feed::isSettled);
        assertEquals(List.of("a"), names());
    }

    @Test
    void aKindThatIsNotServedIsReportedAndPickedUpLater() {
        follow(Scope.all(Resource.HTTP_ROUTE, ""));
        await("settled", feed::isSettled);
        assertEquals(404, feed.failure().get().code());
        server.serve(Resource.HTTP_ROUTE, "v1");
        put("a");
        await("a", () -> names().equals(List.of("a")));
        await("no failure", () -> feed.failure().isEmpty());
    }

    @Test
    void theFirstVersionThatIsServedIsUsed() {
        server.serve(Resource.REFERENCE_GRANT, "v1beta1");
        server.put(
                "apis/gateway.networking.k8s.io/v1beta1/referencegrants",
                Samples.spec(Resource.REFERENCE_GRANT, "ai", "grant", Map.of()));
        follow(Scope.all(Resource.REFERENCE_GRANT, ""));
        await("settled", feed::isSettled);
        Item grant = feed.items().values().iterator().next();
        assertEquals("gateway.networking.k8s.io/v1beta1", grant.object().apiVersion());
        assertTrue(feed.failure().isEmpty());
    }

    @Test
    void aPermissionThatIsMissingIsReportedAndItsReturnIsNoticed() {
        server.serve(Resource.HTTP_ROUTE, "v1").refuse(Resource.HTTP_ROUTE, 403);
        put("a");
        follow(Scope.all(Resource.HTTP_ROUTE, ""));
        await("settled", feed::isSettled);
        assertEquals(
                "httproutes is forbidden: User \"camelid\" cannot GET",
                feed.failure().get().getMessage());
        server.permit(Resource.HTTP_ROUTE);
        await("a", () -> names().equals(List.of("a")));
        await("no failure", () -> feed.failure().isEmpty());
    }

    @Test
    void aPermissionThatIsRevokedLeavesWhatWasRead() {
        followRoutes();
        put("a");
        await("a", () -> names().equals(List.of("a")));
        server.refuse(Resource.HTTP_ROUTE, 403);
        server.endWatches();
        await("a failure", () -> feed.failure().isPresent());
        assertEquals(List.of("a"), names());
        server.permit(Resource.HTTP_ROUTE);
        put("b");
        await("b", () -> names().equals(List.of("a", "b")));
    }

    @Test
    void aFailureThatBecomesAnotherIsTold() {
        followRoutes();
        server.stop();
        await("a failure", () -> feed.failure().isPresent());
        int before = contentChanges.get();
        server.refuse(Resource.HTTP_ROUTE, 403);
        startAgain();
        await("refused", () -> feed.failure().filter(ApiException::isRefusal).isPresent());
        assertTrue(contentChanges.get() > before);
    }

    @Test
    void oneObjectIsWatchedByItsName() {
        server.serve(Resource.SECRET, "v1");
        server.put(Resource.SECRET, Samples.secret("mine", "YQ=="));
        server.put(Resource.SECRET, Samples.secret("other", "Yg=="));
        follow(new Scope(Resource.SECRET, "ai", "mine"));
        await("watching", () -> server.watches() == 1);
        assertEquals(List.of("mine"), names());
        server.put(Resource.SECRET, Samples.secret("other", "Yw=="));
        server.put(Resource.SECRET, Samples.secret("mine", "ZA=="));
        await("rotated", () -> Json.object(feed.items()
                        .values()
                        .iterator()
                        .next()
                        .object()
                        .content()
                        .get("data"))
                .containsValue("ZA=="));
        assertTrue(server.requests().stream()
                .allMatch(request -> request.query().get("fieldSelector").equals("metadata.name=mine")));
    }

    @Test
    void nonsenseOnAWatchDoesNotStopIt() {
        followRoutes();
        server.say("no JSON, but \"sk-secret\"");
        put("a");
        await("a", () -> names().equals(List.of("a")));
    }
}
