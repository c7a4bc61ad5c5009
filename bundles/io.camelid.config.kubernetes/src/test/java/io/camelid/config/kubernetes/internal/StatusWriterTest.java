package io.camelid.config.kubernetes.internal;

import static io.camelid.config.kubernetes.internal.FakeApiServer.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.camelid.config.Compilation;
import io.camelid.config.KubernetesObject;
import io.camelid.config.ObjectKey;
import io.camelid.config.ObjectStatus;
import io.camelid.config.Problem;
import java.io.IOException;
import java.util.AbstractMap;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** No timer here: what is written without another look follows from the answers alone. */
class StatusWriterTest {
    /** More than are written at a time. */
    private static final int MANY = 200;

    private static final int AT_ONCE = 5;

    private final FakeApiServer server;
    private final Api api;
    private final Map<ObjectKey, Item> items = new ConcurrentHashMap<>();
    private final AtomicInteger contentChanges = new AtomicInteger();
    private final StatusWriter writer;
    private volatile boolean leader = true;

    StatusWriterTest() throws IOException {
        server = new FakeApiServer().serveEverything();
        api = server.api();
        Feed.Listener listener = new Feed.Listener() {
            @Override
            public void contentChanged() {
                contentChanges.incrementAndGet();
            }

            @Override
            public void statusChanged() {}
        };
        writer = new StatusWriter(api, listener, () -> leader, () -> Map.copyOf(items));
    }

    @AfterEach
    void stop() {
        server.release();
        api.close();
        server.close();
    }

    private void put(String name) {
        server.put(Resource.HTTP_ROUTE, Samples.route(name, Samples.parent("gw")));
        tell(name);
    }

    private void putWithStatus(String name) {
        Map<String, Object> route = Samples.route(name, Samples.parent("gw"));
        KubernetesObject object = Samples.item(Resource.HTTP_ROUTE, route).object();
        route.put("status", Samples.status(object, "True").status());
        server.put(Resource.HTTP_ROUTE, route);
        tell(name);
    }

    private void putMany() {
        IntStream.range(0, MANY).forEach(route -> put("route-" + route));
    }

    /** What a watch does: it has the object as it is now. */
    private void tell(String name) {
        Item item = Samples.item(Resource.HTTP_ROUTE, server.get(Resource.HTTP_ROUTE, "ai", name));
        items.put(item.object().key(), item);
        writer.refresh();
    }

    private List<KubernetesObject> objects() {
        return items.values().stream().map(Item::object).toList();
    }

    private void look(Compilation compilation) {
        writer.look(compilation, Set.copyOf(items.keySet()));
    }

    private void look(String accepted) {
        look(Samples.compilation(objects(), accepted));
    }

    private List<FakeApiServer.Request> writes() {
        return server.requests("PATCH", Resource.HTTP_ROUTE);
    }

    private boolean isWritten(String name, String accepted) {
        Object parents = Json.object(server.get(Resource.HTTP_ROUTE, "ai", name).get("status"))
                .get("parents");
        return Json.array(parents).stream()
                .flatMap(parent -> Json.array(Json.object(parent).get("conditions")).stream())
                .anyMatch(condition -> accepted.equals(Json.object(condition).get("status")));
    }

    private boolean areManyWritten(String accepted) {
        return IntStream.range(0, MANY).allMatch(route -> isWritten("route-" + route, accepted));
    }

    @Test
    void oneLookHasEveryStatusWrittenOnceAndAFewAtATime() {
        putMany();
        server.holdApplies();
        look("True");
        await("as many as may be open", () -> writes().size() == AT_ONCE);
        server.release();
        await("all of them", () -> areManyWritten("True"));
        assertEquals(MANY, writes().size());
        IntStream.range(0, MANY).forEach(route -> tell("route-" + route));
        look("True");
        put("last");
        look("True");
        await("the last one", () -> isWritten("last", "True"));
        assertEquals(MANY + 1, writes().size(), "what the watch tells of our own writes leads to no more of them");
    }

    @Test
    void aStatusThatIsWrittenIsKnownFromTheAnswer() {
        put("a");
        look("True");
        await("written", () -> isWritten("a", "True"));
        // The watch is late. The object's version has changed, and a write to that of before would be refused.
        await("another is written", () -> {
            look("False");
            return isWritten("a", "False");
        });
        assertEquals(2, writes().size());
    }

    @Test
    void aWriteUnderWayIsNotRepeated() {
        put("a");
        server.holdApplies();
        look("True");
        await("on its way", () -> writes().size() == 1);
        put("a");
        look("True");
        writer.pause();
        look("True");
        put("b");
        look("True");
        await("another on its way", () -> writes().size() == 2);
        assertTrue(writes().get(1).path().contains("/b/"));
    }

    @Test
    void aStatusThatChangesWhileItIsWrittenIsWrittenAfterwards() {
        put("a");
        server.holdApplies();
        look("True");
        await("on its way", () -> writes().size() == 1);
        look("Unknown");
        look("False");
        server.release();
        await("the last one", () -> isWritten("a", "False"));
        assertEquals(2, writes().size(), "what it was in between is of no interest");
    }

    /** A status that counts how often it is looked into. */
    private static final class Counting extends AbstractMap<String, Object> {
        private final Map<String, Object> status;
        private int looks;

        Counting(Map<String, Object> status) {
            this.status = status;
        }

        @Override
        public Set<Map.Entry<String, Object>> entrySet() {
            looks++;
            return status.entrySet();
        }
    }

    @Test
    void onlyWhatHasChangedIsCompared() {
        putWithStatus("a");
        putWithStatus("b");
        Map<ObjectKey, ObjectStatus> statuses = new HashMap<>();
        for (KubernetesObject object : objects()) {
            ObjectStatus status = Samples.status(object, "True");
            statuses.put(object.key(), new ObjectStatus(object.key(), List.of(), new Counting(status.status())));
        }
        Collection<Counting> counts = statuses.values().stream()
                .map(status -> (Counting) status.status())
                .toList();
        Compilation compilation = Samples.compilation(objects(), statuses);
        look(compilation);
        assertTrue(counts.stream().allMatch(count -> count.looks > 0));
        counts.forEach(count -> count.looks = 0);
        look(Samples.compilation(objects(), statuses)); // another compilation with the same statuses
        writer.refresh();
        look(compilation);
        assertEquals(List.of(0, 0), counts.stream().map(count -> count.looks).toList());
        put("a");
        look(compilation);
        assertEquals(
                1,
                counts.stream().filter(count -> count.looks > 0).count(),
                "of the one that is another in the cluster");
        await("written", () -> isWritten("a", "True"));
        assertEquals(1, writes().size(), "the others had their status");
    }

    @Test
    void whatOthersKeepChangingBackIsWrittenLessAndLessOften() {
        put("a");
        Compilation compilation = Samples.compilation(objects(), "True");
        look(compilation);
        await("written", () -> isWritten("a", "True"));
        Set<ObjectKey> delivered = Set.copyOf(items.keySet());
        for (int change = 0; change < 100; change++) {
            put("a");
            writer.look(compilation, delivered);
        }
        assertTrue(writes().size() < 50, () -> writes().size() + " writes");
        await("written in the end", () -> {
            writer.look(compilation, delivered);
            return isWritten("a", "True");
        });
    }

    @Test
    void aKindThatMayNotBeWrittenIsToldOnceAndLeftAloneForAWhile() {
        putMany();
        server.put(Resource.GATEWAY, Samples.gateway("gw", "camelid"));
        Item gateway = Samples.item(Resource.GATEWAY, server.get(Resource.GATEWAY, "ai", "gw"));
        items.put(gateway.object().key(), gateway);
        server.refuse(Resource.HTTP_ROUTE, 403);
        look("True");
        await("the Gateway", () -> !server.get(Resource.GATEWAY, "ai", "gw")
                .getOrDefault("status", Map.of())
                .equals(Map.of()));
        await("a problem", () -> !writer.problems().isEmpty());
        assertEquals(
                List.of("the status of httproutes.gateway.networking.k8s.io cannot be written: "
                        + "httproutes is forbidden: User \"camelid\" cannot PATCH"),
                writer.problems().stream().map(Problem::message).toList());
        look("True");
        assertTrue(writes().size() < 2 * AT_ONCE, () -> writes().size() + " tries");
        assertEquals(1, contentChanges.get());
    }

    @Test
    void oneObjectThatIsRefusedDoesNotKeepTheOthersOfItsKindWaiting() {
        putMany();
        server.put(Resource.HTTP_ROUTE, Samples.route("invalid", Samples.parent("gw")));
        tell("invalid");
        server.refuse(Resource.HTTP_ROUTE, "invalid", 422);
        look("True");
        await("all others", () -> areManyWritten("True"));
        assertEquals(MANY + 1, writes().size());
    }

    @Test
    void aServerInTroubleIsLeftAloneForAMoment() {
        putMany();
        server.refuse(Resource.HTTP_ROUTE, 503);
        look("True");
        await("a try", () -> !writes().isEmpty());
        look("True");
        assertTrue(writes().size() < 2 * AT_ONCE, () -> writes().size() + " tries");
        server.permit(Resource.HTTP_ROUTE);
        await("all of them", () -> {
            look("True");
            return areManyWritten("True");
        });
        assertEquals(List.of(), writer.problems());
    }

    @Test
    void nothingIsWrittenByOneThatIsNotTheLeaderAnyMore() {
        putMany();
        server.holdApplies();
        look("True");
        await("as many as may be open", () -> writes().size() == AT_ONCE);
        leader = false;
        server.release();
        await(
                "what was on its way",
                () -> IntStream.range(0, MANY)
                                .filter(route -> isWritten("route-" + route, "True"))
                                .count()
                        == AT_ONCE);
        look("True");
        assertEquals(AT_ONCE, writes().size());
        leader = true;
        look("True");
        await("all of them", () -> areManyWritten("True"));
        assertEquals(MANY, writes().size());
    }

    @Test
    void whatIsGoneIsNotWritten() {
        putMany();
        server.holdApplies();
        look("True");
        await("as many as may be open", () -> writes().size() == AT_ONCE);
        items.clear();
        put("new");
        look("True");
        server.release();
        await("the new one", () -> isWritten("new", "True"));
        assertEquals(AT_ONCE + 1, writes().size());
    }
}
